package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sluice.broker.artemis.LargeMessageFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeServerMessageImpl;
import org.apache.activemq.artemis.core.persistence.impl.nullpm.NullStorageManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A body in memory is read like a file, and becomes one when it must. */
class HeldBodyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String TEXT = "the first piece, the second one, and the last";

    @TempDir
    Path folder;

    private LargeServerMessageImpl message;

    @BeforeEach
    void aMessageOfThreePieces() {
        message = messageIn(folder);
    }

    private static LargeServerMessageImpl messageIn(Path files) {
        LargeServerMessageImpl made = new LargeServerMessageImpl(new LargeMessageFiles(files));
        made.setMessageID(7);
        made.setDurable(true);
        HeldBody.give(
                made,
                Stream.of("the first piece,", " the second one,", " and the last")
                        .map(HeldBodyTest::bytes)
                        .toList());
        return made;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String textOf(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    private String read(int from, int most) throws Exception {
        ByteBuffer into = ByteBuffer.allocate(most);
        try (LargeBodyReader reader = message.getLargeBodyReader()) {
            reader.open();
            reader.position(from);
            reader.readInto(into);
        }
        return textOf(into);
    }

    @Test
    void itIsReadAsAWholeWithoutAFile() throws Exception {
        // Given, When, Then
        assertThat(read(0, 1_000)).isEqualTo(TEXT);
        assertThat(textOf(message.getReadOnlyBodyBuffer().toByteBuffer())).isEqualTo(TEXT);
        assertThat(message.getBodySize()).isEqualTo(TEXT.length());
        assertThat(message.getBodyBufferSize()).isEqualTo(TEXT.length());
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 33, 44, 45})
    void anyPartOfItIsReadOverThePieces(int from) throws Exception {
        // Given, When, Then
        assertThat(read(from, 17)).isEqualTo(TEXT.substring(from, Math.min(TEXT.length(), from + 17)));
    }

    @Test
    void thereIsNothingBehindItsEnd() throws Exception {
        // Given
        SequentialFile view = message.getAppendFile().cloneFile();
        view.position(TEXT.length());

        // When, Then
        assertThat(view.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void whatArtemisAddsIsHeldBeforeItIsStoredAndInTheFileAfterwards() throws Exception {
        // Given
        HeldBody body = HeldBody.of(message).orElseThrow();

        // When
        message.addBytes(", and more".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(read(0, 1_000)).isEqualTo(TEXT + ", and more");
        assertThat(message.getBodySize()).isEqualTo(TEXT.length() + 10);
        assertThat(folder).isEmptyDirectory();
        body.store(false);
        message.addBytes(", and the rest".getBytes(StandardCharsets.UTF_8));
        message.releaseResources(true, true);
        assertThat(folder.resolve("7.msg")).hasContent(TEXT + ", and more, and the rest");
    }

    /** Each read would look through all of them, which takes minutes. */
    @Test
    void manySmallPartsAreReadOneByOneInAMoment() throws Exception {
        // Given
        int parts = 100_000;
        for (int number = 0; number < parts; number++) {
            message.addBytes(new byte[] {(byte) number});
        }
        ByteBuffer into = ByteBuffer.allocate(1);

        // When
        boolean isSame = assertTimeoutPreemptively(PATIENCE, () -> {
            boolean same = true;
            try (LargeBodyReader reader = message.getLargeBodyReader()) {
                reader.open();
                reader.position(TEXT.length());
                for (int number = 0; number < parts; number++) {
                    reader.readInto(into.clear());
                    same &= into.get(0) == (byte) number;
                }
            }
            return same;
        });

        // Then
        assertThat(isSame).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 200_000})
    void partsOfAnySizeAreInOneBody(int bytes) throws Exception {
        // Given
        StringBuilder whole = new StringBuilder(TEXT);

        // When
        for (char letter = 'a'; letter < 'e'; letter++) {
            String part = String.valueOf(letter).repeat(bytes);
            message.addBytes(part.getBytes(StandardCharsets.UTF_8));
            whole.append(part);
        }

        // Then
        assertThat(read(0, whole.length() + 1)).isEqualTo(whole.toString());
        HeldBody.of(message).orElseThrow().store(false);
        assertThat(folder.resolve("7.msg")).hasContent(whole.toString());
    }

    @Test
    void whatIsStoredIsInTheFileAndNoLongerHeld() throws Exception {
        // Given
        HeldBody body = HeldBody.of(message).orElseThrow();

        // When
        body.store(true);

        // Then
        assertThat(folder.resolve("7.msg")).hasContent(TEXT);
        assertThat(HeldBody.of(message)).isEmpty();
        assertThat(read(4, 5)).isEqualTo("first");
    }

    @Test
    void whoAsksForMoreThanReadingGetsTheFile() throws Exception {
        // Given, When
        message.getAppendFile().getJavaFile();

        // Then
        assertThat(folder.resolve("7.msg")).hasContent(TEXT);
        assertThat(HeldBody.of(message)).isEmpty();
    }

    @Test
    void whatTheDiskRefusesIsHeldAsBefore() throws Exception {
        // Given
        message = messageIn(Files.createFile(folder.resolve("no folder")));
        HeldBody body = HeldBody.of(message).orElseThrow();

        // When, Then
        assertThatThrownBy(() -> body.store(true)).isInstanceOf(Exception.class);
        assertThat(HeldBody.of(message)).isPresent();
        assertThat(read(0, 1_000)).isEqualTo(TEXT);
    }

    @Test
    void itIsReadWhereTheRecordHasIt() throws Exception {
        // Given
        HeldBody body = HeldBody.of(message).orElseThrow();
        ByteBuffer record = bytes("record: " + TEXT).position(8).slice();

        // When
        body.shareWith(record);

        // Then
        assertThat(read(4, 5)).isEqualTo("first");
        assertThatThrownBy(() -> body.shareWith(bytes("other"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anotherMessageHasNone() {
        // Given, When, Then
        assertThat(HeldBody.of(new LargeServerMessageImpl(new NullStorageManager())))
                .isEmpty();
    }
}
