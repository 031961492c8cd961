package io.sluice.broker.artemis.stream;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.persistence.impl.journal.LargeBody;
import org.apache.activemq.artemis.core.server.LargeServerMessage;
import org.jspecify.annotations.Nullable;

/**
 * The body of a large message that is held in memory, in place of the file that Artemis keeps it in (ADR 43). Whoever reads the file finds the body;
 * there is a file when the body is {@linkplain #store stored}, or somebody asks for anything but to read it or to add to it.
 *
 * <p>Thread-safe; each view of it that Artemis opens belongs to one thread.
 */
final class HeldBody {

    /** Clients may add a few bytes at a time; what they add is put together to pieces of this size, which are looked through by each read. */
    private static final int LEAST_PIECE_BYTES = 64 * 1024;

    private final LargeServerMessage message;
    private long bytes;
    private List<ByteBuffer> pieces = new ArrayList<>();
    private @Nullable ByteBuffer unfinished;
    private @Nullable SequentialFile file;

    private HeldBody(LargeServerMessage message) {
        this.message = message;
    }

    /** Gives a message that has no file yet a body, to which is to be added what it consists of. */
    static HeldBody begin(LargeServerMessage message) {
        HeldBody body = new HeldBody(message);
        message.getLargeBody().replaceFile(body.view());
        message.getLargeBody().setBodySize(0);
        message.toMessage().setUserContext(HeldBody.class, body);
        return body;
    }

    /** Gives a message that has no file yet its body. @param pieces in their order; not changed by anybody any more */
    static void give(LargeServerMessage message, List<ByteBuffer> pieces) {
        HeldBody body = begin(message);
        pieces.forEach(body::add);
        message.getLargeBody().setBodySize(body.bytes());
    }

    private synchronized void add(ByteBuffer piece) {
        pieces.add(piece);
        bytes += piece.remaining();
    }

    /** Adds what is in a buffer that is used for something else afterwards. */
    private synchronized void addCopy(ByteBuffer source) {
        for (int from = source.position(); from < source.limit(); ) {
            ByteBuffer last = unfinished;
            if (last == null || last.limit() == last.capacity()) {
                last = ByteBuffer.allocate(Math.max(LEAST_PIECE_BYTES, source.limit() - from))
                        .limit(0);
                pieces.add(last);
                unfinished = last;
            }
            int end = last.limit();
            int added = Math.min(last.capacity() - end, source.limit() - from);
            last.limit(end + added).put(end, source, from, added);
            from += added;
        }
        bytes += source.remaining();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Whether the file of a message is not durable, and cannot be made so; a body that is held can be given a durable one. */
    static boolean isInVolatileFile(Message message) {
        return message.isLargeMessage() && !message.isDurable() && of(message).isEmpty();
    }

    /** The body of a message; empty if it is in a file, or the message is not large. */
    static Optional<HeldBody> of(Message message) {
        return message.getUserContext(HeldBody.class) instanceof HeldBody body && !body.isStored()
                ? Optional.of(body)
                : Optional.empty();
    }

    /** From now on it is held where the record of the message has it, so that it is in memory once. */
    synchronized void shareWith(ByteBuffer copy) {
        if (copy.remaining() != bytes) {
            throw new IllegalArgumentException("a body of " + bytes + " bytes is not one of " + copy.remaining());
        }
        pieces = List.of(copy);
        unfinished = null;
    }

    /**
     * Writes the file, so that the message can be stored in the journal; at once on the disk if Artemis is to force such files.
     *
     * @throws Exception if the disk refuses; there is no file then, and the body is held as before
     */
    synchronized SequentialFile store(boolean isForced) throws Exception {
        SequentialFile stored = file;
        if (stored == null) {
            LargeBody body = message.getLargeBody();
            stored = body.createFile();
            write(stored, isForced);
            body.replaceFile(stored);
            file = stored;
        }
        return stored;
    }

    private void write(SequentialFile to, boolean isForced) throws Exception {
        to.open();
        boolean isWritten = false;
        try {
            for (ByteBuffer piece : pieces) {
                to.position(to.size());
                to.blockingWriteDirect(piece.duplicate(), false, false);
            }
            if (isForced) {
                to.sync();
            }
            isWritten = true;
        } finally {
            to.close(false, false);
            if (!isWritten) {
                to.delete();
            }
        }
    }

    private synchronized boolean isStored() {
        return file != null;
    }

    /** @return how many bytes there were, -1 if this is the end and there is room for more */
    private synchronized int read(long from, ByteBuffer to) {
        if (from >= bytes && to.hasRemaining()) {
            return -1;
        }
        int before = to.position();
        long skip = from;
        for (ByteBuffer piece : pieces) {
            int skipped = (int) Math.min(skip, piece.remaining());
            int taken = Math.min(piece.remaining() - skipped, to.remaining());
            to.put(piece.slice(piece.position() + skipped, taken));
            skip -= skipped;
        }
        return to.position() - before;
    }

    private SequentialFile view() {
        return (SequentialFile) Proxy.newProxyInstance(
                SequentialFile.class.getClassLoader(), new Class<?>[] {SequentialFile.class}, new View());
    }

    /** What Artemis takes for the file. */
    private final class View implements InvocationHandler {

        private boolean isOpen;
        private long position;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
            return switch (method.getName()) {
                case "open" -> open(true);
                case "close", "delete" -> open(false);
                case "isOpen" -> isOpen;
                case "position" -> first instanceof Long to ? moveTo(to) : (Object) position;
                case "read" -> readOn((ByteBuffer) Objects.requireNonNull(first));
                case "size" -> bytes();
                case "blockingWriteDirect" -> append((ByteBuffer) Objects.requireNonNull(first));
                case "cloneFile" -> view();
                case "getFileName", "toString" -> "body of " + bytes() + " bytes in memory";
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == first;
                default -> askFile(method, arguments);
            };
        }

        private @Nullable Object open(boolean isOpenNow) {
            isOpen = isOpenNow;
            return null;
        }

        private @Nullable Object moveTo(long to) {
            position = to;
            return null;
        }

        /** Artemis adds to the end only. */
        private @Nullable Object append(ByteBuffer piece) {
            addCopy(piece);
            return null;
        }

        /** As files of Artemis are read: the buffer is left ready to be read. @return -1 at the end */
        private int readOn(ByteBuffer to) {
            int read = HeldBody.this.read(position, to);
            position += Math.max(0, read);
            to.flip();
            return read;
        }

        private @Nullable Object askFile(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            try {
                return method.invoke(store(false), arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
