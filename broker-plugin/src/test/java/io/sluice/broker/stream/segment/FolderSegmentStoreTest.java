package io.sluice.broker.stream.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the real disk, past the page cache where it has such a way. */
class FolderSegmentStoreTest {

    private static final int MOST_BYTES = 3 * 1024 * 1024;

    @TempDir
    Path folder;

    private final List<String> refusals = new ArrayList<>();
    private final DirectAccess access = new DirectAccess(new SegmentListener() {
        @Override
        public void directWritesRefused(String reason) {
            refusals.add(reason);
        }
    });
    private final Random random = new Random(7);
    private SegmentStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FolderSegmentStore(folder.resolve("shard"), access);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static List<ByteBuffer> pieces(byte[] bytes, int first) {
        return List.of(ByteBuffer.wrap(bytes, 0, first), ByteBuffer.wrap(bytes, first, bytes.length - first));
    }

    private static byte[] read(SegmentFile file, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.read(ByteBuffer.wrap(bytes), 0);
        return bytes;
    }

    private void sendPastTheCache(boolean isPossible) {
        if (!isPossible) {
            access.refused(new IOException("no way"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenInAnySizesIsReadByOthersAtOnce(boolean isPossible) throws Exception {
        sendPastTheCache(isPossible);
        var expected = new ByteArrayOutputStream();
        try (SegmentFile file = store.create("a");
                SegmentFile reader = store.open("a")) {
            for (int i = 0; i < 60; i++) {
                // Given
                int length = i % 10 == 0
                        ? 1 + random.nextInt(MOST_BYTES)
                        : i % 3 == 0 ? 1 + random.nextInt(300) : 1 + random.nextInt(70_000);
                byte[] bytes = bytes(i % 7 == 0 ? length / 4096 * 4096 + 4096 : length);

                // When
                file.writeLarge(pieces(bytes, random.nextInt(bytes.length)), expected.size());
                if (i % 4 == 0) {
                    file.force();
                }
                expected.write(bytes);

                // Then
                assertThat(read(reader, expected.size())).isEqualTo(expected.toByteArray());
                assertThat(reader.size()).isGreaterThanOrEqualTo(expected.size());
            }
        }
    }

    @Test
    void behindWhatWasWrittenAreOnlyZerosWhichACutTakesAway() throws Exception {
        byte[] bytes = bytes(100_001);
        try (SegmentFile file = store.create("a")) {
            // Given
            file.writeLarge(pieces(bytes, 5), 0);
            byte[] all = read(file, (int) file.size());
            for (int at = bytes.length; at < all.length; at++) {
                assertThat(all[at]).isZero();
            }

            // When
            file.truncate(bytes.length);

            // Then
            assertThat(file.size()).isEqualTo(bytes.length);
        }
    }

    @Test
    void whatIsTakenBackAndWrittenAnewIsNotWhatWasThereBefore() throws Exception {
        try (SegmentFile file = store.create("a")) {
            // Given
            byte[] first = bytes(50_000);
            file.writeLarge(pieces(first, 5), 0);
            file.writeLarge(pieces(bytes(50_000), 5), first.length);

            // When
            file.truncate(first.length);
            byte[] small = bytes(700);
            file.write(ByteBuffer.wrap(small), first.length);
            byte[] second = bytes(49_300);
            file.writeLarge(pieces(second, 5), first.length + small.length);

            // Then
            ByteBuffer expected =
                    ByteBuffer.allocate(100_000).put(first).put(small).put(second);
            assertThat(read(file, 100_000)).isEqualTo(expected.array());
        }
    }

    @Test
    void aRefusalIsToldOnce() {
        // When
        access.refused(new IOException("no way"));
        access.refused(new IOException("no other way"));

        // Then
        assertThat(refusals).containsExactly("no way");
    }

    @Test
    void aFileThatIsMissingIsReported() {
        assertThatThrownBy(() -> store.open("a").close()).hasMessageContaining("a");
    }
}
