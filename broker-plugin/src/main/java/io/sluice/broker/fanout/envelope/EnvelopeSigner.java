package io.sluice.broker.fanout.envelope;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

/** Signs envelopes. Thread-safe. */
public final class EnvelopeSigner {

    private final PrivateKey key;
    private final URI certificateUrl;
    private final SignatureVersion version;

    EnvelopeSigner(PrivateKey key, URI certificateUrl, SignatureVersion version) {
        this.key = key;
        this.certificateUrl = certificateUrl;
        this.version = version;
    }

    SignatureVersion version() {
        return version;
    }

    URI certificateUrl() {
        return certificateUrl;
    }

    /** In Base64. */
    String sign(String text) {
        try {
            Signature signature = Signature.getInstance(version.algorithm());
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the message could not be signed", e);
        }
    }
}
