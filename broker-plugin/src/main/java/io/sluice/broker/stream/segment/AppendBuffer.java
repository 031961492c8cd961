package io.sluice.broker.stream.segment;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What was added to a segment and is not in its file yet: frames and small bodies are copied, one behind the other, and a large
 * body is kept as it is. Not thread-safe.
 */
final class AppendBuffer {

    /** A body that is no smaller is not copied. */
    static final int LARGE_BYTES = 4 * 1024;

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int LEAST_CAPACITY = 8 * 1024;
    private static final int GREATEST_CAPACITY = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer buffer = NOTHING;
    private int pieceStart;
    private int bytesOfPieces;
    private boolean hasLarge;

    /** How much there is. */
    int bytes() {
        return bytesOfPieces + buffer.position() - pieceStart;
    }

    /** Whether it has to be written before anything else is added. */
    boolean isFull() {
        return bytes() >= MOST_BYTES;
    }

    /** Whether a body is in it that was not copied. */
    boolean hasLarge() {
        return hasLarge;
    }

    /** Whether so much can be copied, less than {@value #LARGE_BYTES} bytes. */
    boolean hasRoom(int bytes) {
        return buffer.remaining() >= bytes || buffer.capacity() < GREATEST_CAPACITY;
    }

    /** The buffer, with room for so much behind its position, which {@link #hasRoom} has said that there is. */
    ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            endPiece();
            buffer = ByteBuffer.allocate(Math.max(LEAST_CAPACITY, buffer.capacity() * 2));
            pieceStart = 0;
        }
        return buffer;
    }

    /** Adds a body, which is read when all is written. */
    void add(ByteBuffer body) {
        endPiece();
        pieces.add(body);
        hasLarge = true;
        bytesOfPieces += body.remaining();
    }

    private void endPiece() {
        int bytes = buffer.position() - pieceStart;
        if (bytes > 0) {
            pieces.add(buffer.slice(pieceStart, bytes));
            pieceStart = buffer.position();
            bytesOfPieces += bytes;
        }
    }

    /** All there is, in order. Nothing is added before {@link #clear}. */
    List<ByteBuffer> pieces() {
        endPiece();
        return pieces;
    }

    void clear() {
        pieces.clear();
        bytesOfPieces = 0;
        hasLarge = false;
        buffer.clear();
        pieceStart = 0;
    }

    /** Gives the memory up, if nothing is in it and it is too large for a batch that took this much. */
    void fit(long bytesOfBatch) {
        if (bytes() == 0 && bytesOfBatch < buffer.capacity() / 4) {
            buffer = NOTHING;
            pieceStart = 0;
        }
    }
}
