package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.ShardMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardMapFileTest {

    private static final ShardMap MAP = ShardMap.create(3, Instant.ofEpochMilli(1_768_867_200_000L));

    @TempDir
    Path folder;

    private ShardMapFile file() {
        return new ShardMapFile(folder);
    }

    private Path path() {
        return folder.resolve("shards");
    }

    @Test
    void isReadBackAsItWasStored() throws Exception {
        // When
        file().store(MAP);

        // Then
        assertThat(file().load()).contains(MAP);
    }

    @Test
    void nothingIsThereBeforeTheFirst() throws Exception {
        assertThat(file().load()).isEmpty();
        assertThat(new ShardMapFile(folder.resolve("never made")).load()).isEmpty();
    }

    @Test
    void anyByteThatIsDamagedIsReportedWithTheFile() throws Exception {
        // Given
        file().store(MAP);
        byte[] whole = Files.readAllBytes(path());

        for (int i = 0; i < whole.length - 1; i++) {
            // When
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) 0x90;
            Files.write(path(), damaged);

            // Then
            assertReported("damaged");
        }
    }

    @Test
    void aFileThatIsCutOffAnywhereIsReported() throws Exception {
        // Given
        file().store(MAP);
        byte[] whole = Files.readAllBytes(path());

        for (int length = 0; length < whole.length - 1; length++) {
            // When
            Files.write(path(), Arrays.copyOf(whole, length));

            // Then
            assertReported("damaged");
        }
    }

    @Test
    void aFileThatIsGoneThoughThereAreRecordsIsReported() throws Exception {
        // Given
        Files.createDirectories(folder.resolve(new ShardId(0).toString()));

        // When Then
        assertReported("is missing, though there are folders of shards");
    }

    private void assertReported(String reason) {
        assertThatThrownBy(() -> file().load())
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(path().toString(), reason);
    }
}
