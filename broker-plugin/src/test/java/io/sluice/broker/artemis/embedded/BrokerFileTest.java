package io.sluice.broker.artemis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsAValidFile() throws Exception {
        // Given
        Path file = write("<name>${sluice.test.absent:fallback}</name>\n");

        // When
        Configuration configuration = BrokerFile.read(file);

        // Then
        assertThat(configuration.getName()).isEqualTo("fallback");
    }

    @Test
    void namesTheLineOfBrokenXml() throws Exception {
        // Given
        Path file = write("<name>sluice</nam>\n");

        // When / Then
        assertThatThrownBy(() -> BrokerFile.read(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("broker.xml, line 3")
                .hasMessageContaining("name");
    }

    @Test
    void namesAnElementThatArtemisDoesNotKnow() throws Exception {
        // Given
        Path file = write("<name>sluice</name>\n<acceptor-list/>\n");

        // When / Then
        assertThatThrownBy(() -> BrokerFile.read(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("broker.xml, line 4")
                .hasMessageContaining("acceptor-list");
    }

    @Test
    void namesAValueOutOfRange() throws Exception {
        // Given
        Path file = write("<max-disk-usage>900</max-disk-usage>\n");

        // When / Then
        assertThatThrownBy(() -> BrokerFile.read(file))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("max-disk-usage");
    }

    @Test
    void refusesAFileWithoutABroker() throws Exception {
        // Given
        Path file = folder.resolve("broker.xml");
        Files.writeString(file, "<configuration xmlns=\"urn:activemq\"/>");

        // When / Then
        assertThatThrownBy(() -> BrokerFile.read(file)).hasMessageContaining("no <core> element");
    }

    private Path write(String settings) throws Exception {
        Path file = folder.resolve("broker.xml");
        Files.writeString(file, """
                <configuration xmlns="urn:activemq">
                <core xmlns="urn:activemq:core">
                """ + settings + "</core>\n</configuration>\n");
        return file;
    }
}
