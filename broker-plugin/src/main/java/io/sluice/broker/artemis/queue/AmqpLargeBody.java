package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.AmqpMessageInternals;
import io.sluice.broker.artemis.LargeBodyStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.qpid.proton.codec.EncodingCodes;

/** The body of a large AMQP message, read piece by piece. Used for messages of that protocol only. */
final class AmqpLargeBody {

    /** Described types; their descriptors are small numbers, and these are the ones of a data section and of a value. */
    private static final int DATA = 0x005375;

    private static final int VALUE = 0x005377;
    private static final int DESCRIPTOR_BYTES = 3;

    /** A body of another kind that is larger is not decoded. */
    private static final long LARGEST_DECODED_BYTES = 4L * 1024 * 1024;

    private AmqpLargeBody() {}

    /**
     * Takes the digest of a body, as {@link #digestContent} does, or as it is encoded if it is of another kind and too large to be decoded.
     *
     * @return false, and nothing has been digested, if it has to be decoded
     */
    static boolean digest(Message message, MessageDigest digest) throws IOException {
        AMQPLargeMessage large = (AMQPLargeMessage) message;
        if (digestContent(large, digest)) {
            return true;
        }
        if (large.getWholeMessageSize() <= LARGEST_DECODED_BYTES) {
            return false;
        }
        try (LargeBodyStream body = bodyOf(large)) {
            LargeBodies.digest(body, Long.MAX_VALUE, digest);
        }
        return true;
    }

    /**
     * Takes the digest of text in UTF-8, or of the bytes of a value or of all data sections.
     *
     * @return false, and nothing has been digested, if the body is of another kind
     */
    private static boolean digestContent(AMQPLargeMessage large, MessageDigest digest) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(bodyOf(large)))) {
            int kind = descriptor(in);
            if (kind != DATA && kind != VALUE) {
                return false;
            }
            int length = length(in, kind == VALUE);
            if (length < 0) {
                return false;
            }
            LargeBodies.digest(in, length, digest);
            while (kind == DATA && descriptor(in) == DATA) {
                LargeBodies.digest(in, Math.max(0, length(in, false)), digest);
            }
            return true;
        }
    }

    private static LargeBodyStream bodyOf(AMQPLargeMessage large) throws IOException {
        return LargeBodyStream.from(large, Math.max(0, AmqpMessageInternals.bodyPlace(large)));
    }

    private static int descriptor(DataInputStream in) throws IOException {
        int descriptor = 0;
        for (byte next : in.readNBytes(DESCRIPTOR_BYTES)) {
            descriptor = descriptor << Byte.SIZE | Byte.toUnsignedInt(next);
        }
        return descriptor;
    }

    /** Negative if there is something else than text or bytes. */
    private static int length(DataInputStream in, boolean mayBeText) throws IOException {
        return switch ((byte) in.read()) {
            case EncodingCodes.VBIN8 -> in.read();
            case EncodingCodes.VBIN32 -> in.readInt();
            case EncodingCodes.STR8 -> mayBeText ? in.read() : -1;
            case EncodingCodes.STR32 -> mayBeText ? in.readInt() : -1;
            default -> -1;
        };
    }
}
