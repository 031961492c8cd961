package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.LargeBodyStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The bodies of large messages, which may be as large as the disk: only a piece of one is in memory at a time, or no more than is asked
 * for. One that its client compressed is read as it was before.
 */
final class LargeBodies {

    private static final int PIECE_BYTES = 16 * 1024;

    private LargeBodies() {}

    /**
     * Takes the digest of a body.
     *
     * @return false, and nothing has been digested, if it is one of AMQP that has to be decoded
     */
    static boolean digest(Message message, MessageDigest digest) {
        try {
            if (!(message instanceof ICoreMessage)) {
                return AmqpLargeBody.digest(message, digest);
            }
            try (InputStream body = contentOf(message)) {
                if (message.toCore().getType() == Message.TEXT_TYPE) {
                    digestText(new DataInputStream(new BufferedInputStream(body)), digest);
                } else {
                    digest(body, Long.MAX_VALUE, digest);
                }
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("the large message " + message.getMessageID() + " cannot be read", e);
        }
    }

    private static InputStream contentOf(Message message) throws IOException {
        InputStream file = LargeBodyStream.from((LargeServerMessage) message, 0);
        return isCompressed(message) ? new InflaterInputStream(file) : file;
    }

    /** Whether the client of a large message has compressed its body, as clients of Core do on demand. */
    static boolean isCompressed(Message message) {
        return message instanceof ICoreMessage
                && Boolean.TRUE.equals(message.getObjectProperty(Message.HDR_LARGE_COMPRESSED));
    }

    /** What its client has compressed; null if that is more than so many bytes, or was not compressed in truth. */
    static byte @Nullable [] inflated(Message message, int mostBytes) {
        try (InputStream body = contentOf(message)) {
            byte[] inflated = body.readNBytes(mostBytes);
            return body.read() < 0 ? inflated : null;
        } catch (ZipException | EOFException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("the large message " + message.getMessageID() + " cannot be read", e);
        }
    }

    /** Takes the digest of so many bytes, as far as there are that many. */
    static void digest(InputStream in, long length, MessageDigest digest) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        long left = length;
        for (int read = 0; read >= 0 && left > 0; left -= Math.max(0, read)) {
            read = in.read(piece, 0, (int) Math.min(piece.length, left));
            digest.update(piece, 0, Math.max(0, read));
        }
    }

    /** Text of Core is a flag, a length, and two bytes for each character. */
    private static void digestText(DataInputStream in, MessageDigest digest) throws IOException {
        if (in.read() <= 0) {
            return;
        }
        CharsetEncoder encoder = StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        ByteBuffer utf8 = ByteBuffer.allocate(2 * PIECE_BYTES);
        CharBuffer text = CharBuffer.allocate(PIECE_BYTES / 2);
        byte[] piece = new byte[PIECE_BYTES];
        int left = in.readInt();
        if (left < 0) {
            throw new IOException("a text cannot have " + left + " bytes");
        }
        boolean isEnd = false;
        while (!isEnd) {
            int read = in.readNBytes(piece, 0, Math.min(left, 2 * text.remaining()));
            left -= read;
            isEnd = left == 0 || read == 0;
            text.put(ByteBuffer.wrap(piece, 0, read)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asCharBuffer());
            encoder.encode(text.flip(), utf8, isEnd);
            text.compact();
            digest.update(utf8.flip());
            utf8.clear();
        }
    }
}
