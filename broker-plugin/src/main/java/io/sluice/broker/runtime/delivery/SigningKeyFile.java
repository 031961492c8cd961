package io.sluice.broker.runtime.delivery;

import io.sluice.broker.fanout.envelope.SigningIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key for signatures of envelopes, with its certificate, in a file beside the messages. Only the user of the broker may read it;
 * the password in it is what the format asks for, and protects nothing.
 *
 * <p>It is made by the JDK's {@code keytool}, because Java has no public class that makes certificates. A certificate that is
 * about to run out is replaced.
 */
final class SigningKeyFile {

    private static final Logger LOGGER = LoggerFactory.getLogger(SigningKeyFile.class);
    private static final String FILE = "sluice-signing.p12";
    private static final String CERTIFICATE = "sluice-signing.pem";
    private static final String ALIAS = "signing";
    private static final String FORMAT = "PKCS12";
    private static final String PASSWORD = "sluice-signing";
    private static final String PASSWORD_VARIABLE = "SLUICE_STORE_PASSWORD";
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);
    private static final String VALID_DAYS = "3650";
    private static final long LONGEST_KEYTOOL_SECONDS = 60;

    private final Path folder;

    SigningKeyFile(Path folder) {
        this.folder = folder;
    }

    static boolean existsIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Reads the key; makes it first if it is missing or about to run out. */
    SigningIdentity open() throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            SigningIdentity found = read(file);
            Instant end = found.certificate().getNotAfter().toInstant();
            if (Instant.now().plus(RENEWED_BEFORE_END).isBefore(end)) {
                return found;
            }
        }
        make(file);
        SigningIdentity made = read(file);
        LOGGER.info("a key for signatures was made; its certificate is {}", folder.resolve(CERTIFICATE));
        Files.writeString(folder.resolve(CERTIFICATE), made.pem());
        return made;
    }

    private static SigningIdentity read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(FORMAT);
            store.load(in, PASSWORD.toCharArray());
            if (store.getKey(ALIAS, PASSWORD.toCharArray()) instanceof PrivateKey key
                    && store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return new SigningIdentity(key, certificate);
            }
            throw new IOException(file + " has no key named " + ALIAS);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be read", e);
        }
    }

    /** In a folder that only this user can look into, so that the file is never open to others. */
    private void make(Path file) throws IOException {
        Files.createDirectories(folder);
        Path closed = Files.createTempDirectory(folder, "sluice-signing");
        Path made = closed.resolve(FILE);
        try {
            runKeytool(made);
            made.toFile().setReadable(false, false);
            made.toFile().setReadable(true, true);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(closed);
        }
    }

    private static void runKeytool(Path store) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder command = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-sigalg",
                        "SHA256withRSA",
                        "-dname",
                        "CN=Sluice message signing",
                        "-validity",
                        VALID_DAYS,
                        "-storetype",
                        FORMAT,
                        "-keystore",
                        store.toString(),
                        "-storepass:env",
                        PASSWORD_VARIABLE)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        command.environment().put(PASSWORD_VARIABLE, PASSWORD);
        Process process = command.start();
        try {
            if (!process.waitFor(LONGEST_KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(keytool + " made no key");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a key was made", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
