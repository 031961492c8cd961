package io.sluice.broker.artemis.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.activemq.artemis.core.protocol.core.Channel;
import org.apache.activemq.artemis.core.protocol.core.Packet;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendContinuationMessage;
import org.apache.activemq.artemis.core.protocol.core.impl.wireformat.SessionSendLargeMessage;

/**
 * A large message of a Core client of which pieces are still to come. Thread-safe: its connection may end while a piece is taken, and what is
 * held is given back once, whoever comes first.
 */
final class BegunPut {

    /** What a piece takes besides its bytes: a client may send many small ones, or such of no bytes. */
    static final int BYTES_OF_A_PIECE = 256;

    private final SessionSendLargeMessage beginning;
    private final Channel channel;
    private final long mostBytes;
    private final HeldBytes held;
    private final List<SessionSendContinuationMessage> pieces = new ArrayList<>();
    private long bodyBytes;
    private long heldBytes;
    private boolean isEnded;

    /** @param mostBytes how large the body may become */
    BegunPut(SessionSendLargeMessage beginning, Channel channel, long mostBytes, HeldBytes held) {
        this.beginning = beginning;
        this.channel = channel;
        this.mostBytes = mostBytes;
        this.held = held;
    }

    SessionSendLargeMessage beginning() {
        return beginning;
    }

    Channel channel() {
        return channel;
    }

    /** Takes a piece. @return false if the message is too large with it, or too much is held */
    synchronized boolean take(SessionSendContinuationMessage piece) {
        int bytes = piece.getBody().length;
        if (bodyBytes + bytes > mostBytes || !held.take(bytes + BYTES_OF_A_PIECE)) {
            return false;
        }
        pieces.add(piece);
        bodyBytes += bytes;
        heldBytes += bytes + BYTES_OF_A_PIECE;
        if (isEnded) {
            end();
        }
        return true;
    }

    /** It is held no longer. */
    synchronized void end() {
        isEnded = true;
        held.giveBack(heldBytes);
        heldBytes = 0;
    }

    /** The body, as far as it has come. */
    synchronized List<ByteBuffer> body() {
        return pieces.stream().map(piece -> ByteBuffer.wrap(piece.getBody())).toList();
    }

    /** All that the client has sent. */
    synchronized void forEachPacket(Consumer<Packet> consumer) {
        consumer.accept(beginning);
        pieces.forEach(consumer);
    }
}
