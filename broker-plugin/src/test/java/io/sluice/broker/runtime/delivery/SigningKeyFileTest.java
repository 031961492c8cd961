package io.sluice.broker.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.broker.fanout.envelope.SigningIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {

    @TempDir
    private Path folder;

    @Test
    void makesAKeyOnceThatOnlyTheUserOfTheBrokerCanRead() throws IOException {
        // When
        SigningIdentity made = new SigningKeyFile(folder).open();
        SigningIdentity found = new SigningKeyFile(folder).open();

        // Then
        assertThat(found.certificate()).isEqualTo(made.certificate());
        assertThat(found.key()).isEqualTo(made.key());
        assertThat(made.fileName()).matches("SimpleNotificationService-[0-9a-f]{32}\\.pem");
        assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=Sluice message signing");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sluice-signing.p12"))))
                .startsWith("r")
                .endsWith("------");
        assertThat(folder.resolve("sluice-signing.pem")).hasContent(made.pem());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void saysThatAFileIsNoKey() throws IOException {
        Files.writeString(folder.resolve("sluice-signing.p12"), "no key");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> new SigningKeyFile(folder).open());
    }
}
