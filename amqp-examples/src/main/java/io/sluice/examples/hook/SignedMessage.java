package io.sluice.examples.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What is posted to a web hook, in the form that Amazon SNS has given it, and whether its signature is right. */
record SignedMessage(JsonNode json) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<String, String> ALGORITHMS = Map.of("1", "SHA1withRSA", "2", "SHA256withRSA");

    /** In the order of the alphabet, as they are signed; a message has some of them. */
    private static final List<String> SIGNED =
            List.of("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token", "TopicArn", "Type");

    static SignedMessage parse(byte[] body) throws IOException {
        return new SignedMessage(MAPPER.readTree(body));
    }

    String type() {
        return text("Type");
    }

    /** A field; empty if it is not there. */
    String text(String field) {
        return json.path(field).asText();
    }

    /** An attribute of the published message; empty if it is not there. */
    String attribute(String name) {
        return json.path("MessageAttributes").path(name).path("Value").asText();
    }

    /** Where the certificate is. A receiver must decide whether it trusts that place. */
    URI certificateUrl() {
        return URI.create(text("SigningCertURL"));
    }

    boolean isSignedWith(Certificate certificate) throws GeneralSecurityException {
        String algorithm = ALGORITHMS.get(text("SignatureVersion"));
        if (algorithm == null) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initVerify(certificate);
        for (String field : SIGNED) {
            if (json.has(field)) {
                signature.update((field + "\n" + text(field) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return signature.verify(Base64.getDecoder().decode(text("Signature")));
    }

    static Certificate certificateAt(URI url) throws IOException, CertificateException {
        try (InputStream pem = url.toURL().openStream()) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }
}
