package io.sluice.broker.config;

import io.sluice.broker.config.ConfigurationProblem.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The text of a file: strict UTF-8, of bounded size. */
final class SourceText {

    /** 16 Mi characters; enough for a hundred thousand queues or subscriptions. */
    static final int MAXIMUM_LENGTH = 16 * 1024 * 1024;

    private SourceText() {}

    static String read(Path file, Problems problems) throws ConfigurationException {
        byte[] bytes = bytesOf(file, problems);
        problems.refuseFile();
        CharBuffer text = CharBuffer.allocate(bytes.length + 1);
        ByteBuffer input = ByteBuffer.wrap(bytes);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            var result = decoder.decode(input, text, true);
            if (result.isError()) {
                result.throwException();
            }
        } catch (CharacterCodingException invalid) {
            problems.add(
                    lineOf(text.flip().toString()),
                    Code.UNREADABLE_FILE,
                    String.format("the byte 0x%02X is not UTF-8; save the file as UTF-8", bytes[input.position()]));
        }
        problems.refuseFile();
        return text.flip().toString();
    }

    private static byte[] bytesOf(Path file, Problems problems) {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAXIMUM_LENGTH + 1);
            if (bytes.length > MAXIMUM_LENGTH) {
                problems.add(0, Code.TOO_LARGE, tooLarge());
            }
            return bytes;
        } catch (NoSuchFileException missing) {
            problems.add(0, Code.UNREADABLE_FILE, "the file does not exist");
        } catch (AccessDeniedException denied) {
            problems.add(0, Code.UNREADABLE_FILE, "the file may not be read by this user");
        } catch (IOException failure) {
            problems.add(0, Code.UNREADABLE_FILE, "the file cannot be read: " + Problems.shown(failure.toString()));
        }
        return new byte[0];
    }

    static String tooLarge() {
        return "the file is too large; allowed are " + MAXIMUM_LENGTH + " characters";
    }

    /** The line, from 1, on which a text goes on that begins with {@code before}. */
    static int lineOf(String before) {
        return 1 + (int) before.chars().filter(character -> character == '\n').count();
    }
}
