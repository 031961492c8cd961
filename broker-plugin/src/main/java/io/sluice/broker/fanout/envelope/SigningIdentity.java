package io.sluice.broker.fanout.envelope;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The key of a broker and its certificate.
 *
 * @param key never leaves the broker
 * @param certificate for everybody who verifies a signature
 */
public record SigningIdentity(PrivateKey key, X509Certificate certificate) {

    private static final int FINGERPRINT_DIGITS = 32;
    private static final int PEM_LINE = 64;

    /** Name of the file with the certificate, which is another one for another key. */
    public String fileName() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return "SimpleNotificationService-"
                    + HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_DIGITS) + ".pem";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing certificate has no fingerprint", e);
        }
    }

    /** The certificate as text. */
    public String pem() {
        try {
            byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
            String text = Base64.getMimeEncoder(PEM_LINE, lineEnd).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the signing certificate cannot be written", e);
        }
    }

    /**
     * Signs with this key.
     *
     * @param folder the URL below which the certificate is served, with a slash at its end
     */
    public EnvelopeSigner signer(URI folder, SignatureVersion version) {
        return new EnvelopeSigner(key, folder.resolve(fileName()), version);
    }

    @Override
    public String toString() {
        return "SigningIdentity[" + fileName() + "]";
    }
}
