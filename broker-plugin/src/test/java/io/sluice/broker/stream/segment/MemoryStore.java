package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Files in memory that can lose what was not forced, fill up, and fail. A loss of power keeps, of everything that was not
 * forced, whatever sectors it likes. Not thread-safe.
 */
public final class MemoryStore implements SegmentStore {

    private static final int SECTOR_BYTES = 512;
    private static final int BLOCK_BYTES = 4096;

    private final boolean isInBlocks;

    private final Map<String, Content> files = new TreeMap<>();
    private final Map<String, Content> durableFiles = new TreeMap<>();
    private final Set<String> unsyncedNames = new HashSet<>();
    private long room = Long.MAX_VALUE;
    private boolean isForceFailing;

    private record Write(long position, byte[] bytes) {}

    /** What a file holds, and what of it is only in memory. */
    private static final class Content {
        private byte[] bytes = new byte[0];
        private int size;
        private byte[] durable = new byte[0];
        private final List<Write> unforced = new ArrayList<>();

        private void put(long position, byte[] written) {
            int end = (int) position + written.length;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            if (position > size) {
                Arrays.fill(bytes, size, (int) position, (byte) 0);
            }
            System.arraycopy(written, 0, bytes, (int) position, written.length);
            size = Math.max(size, end);
        }

        private void losePower(BooleanSupplier isKept) {
            bytes = durable.clone();
            size = durable.length;
            for (Write write : unforced) {
                for (int from = 0; from < write.bytes.length; ) {
                    long at = write.position + from;
                    int to = (int) Math.min(write.bytes.length, from + SECTOR_BYTES - at % SECTOR_BYTES);
                    if (isKept.getAsBoolean()) {
                        put(at, Arrays.copyOfRange(write.bytes, from, to));
                    }
                    from = to;
                }
            }
            durable = Arrays.copyOf(bytes, size);
            unforced.clear();
        }
    }

    /** Files to which exactly that is written what is to be. */
    public MemoryStore() {
        this(false);
    }

    /** @param isInBlocks appends are written in whole blocks, with what was in front and zeros behind */
    public MemoryStore(boolean isInBlocks) {
        this.isInBlocks = isInBlocks;
    }

    /** Only this many bytes can still be written. */
    public void leaveRoomFor(long bytes) {
        room = bytes;
    }

    public void leaveRoom() {
        room = Long.MAX_VALUE;
    }

    public void failForces(boolean isFailing) {
        isForceFailing = isFailing;
    }

    /** Loses what was not forced, but for the sectors and names that are kept by chance. */
    public void losePower(BooleanSupplier isKept) {
        for (String name : List.copyOf(unsyncedNames)) {
            if (isKept.getAsBoolean()) {
                continue;
            }
            Content before = durableFiles.get(name);
            if (before == null) {
                files.remove(name);
            } else {
                files.put(name, before);
            }
        }
        files.values().forEach(content -> content.losePower(isKept));
        unsyncedNames.clear();
        durableFiles.clear();
        durableFiles.putAll(files);
    }

    public byte[] content(String name) {
        Content content = files.get(name);
        return Arrays.copyOf(content.bytes, content.size);
    }

    /** Gives a file this content, on the disk. */
    public void replace(String name, byte[] bytes) {
        var content = new Content();
        content.put(0, bytes);
        content.durable = bytes.clone();
        files.put(name, content);
        durableFiles.put(name, content);
    }

    public void flip(String name, int offset, int bit) {
        byte[] bytes = content(name);
        bytes[offset] ^= (byte) (1 << bit);
        replace(name, bytes);
    }

    public MemoryStore copy() {
        var copy = new MemoryStore(isInBlocks);
        files.keySet().forEach(name -> copy.replace(name, content(name)));
        return copy;
    }

    /** The names of the segments, oldest first. */
    public List<String> segments() {
        return files.keySet().stream().filter(SegmentHeader::isSegment).toList();
    }

    @Override
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        Content content = files.get(name);
        if (content == null) {
            throw new NoSuchFileException(name);
        }
        return new MemoryFile(content);
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        if (room <= 0) {
            throw new IOException("No space left on device");
        }
        var content = new Content();
        files.put(name, content);
        unsyncedNames.add(name);
        return new MemoryFile(content);
    }

    @Override
    public void delete(String name) {
        if (files.remove(name) != null) {
            unsyncedNames.add(name);
        }
    }

    @Override
    public void sync() throws IOException {
        if (isForceFailing) {
            throw new IOException("Input/output error");
        }
        unsyncedNames.clear();
        durableFiles.clear();
        durableFiles.putAll(files);
    }

    @Override
    public String toString() {
        return "memory";
    }

    private final class MemoryFile implements SegmentFile {
        private final Content content;

        private MemoryFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public void read(ByteBuffer target, long position) {
            int bytes = (int) Math.max(0, Math.min(target.remaining(), content.size - position));
            target.put(content.bytes, (int) Math.min(position, content.size), bytes);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            if (!isInBlocks || position < SegmentHeader.BYTES) {
                put(source, position);
                return;
            }
            int head = (int) (position % BLOCK_BYTES);
            int bytes = head + source.remaining();
            ByteBuffer blocks = ByteBuffer.allocate((bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES);
            blocks.put(content.bytes, (int) position - head, head).put(source);
            put(blocks.clear(), position - head);
        }

        private void put(ByteBuffer source, long position) throws IOException {
            byte[] bytes = new byte[(int) Math.min(source.remaining(), room)];
            source.get(bytes);
            room -= room == Long.MAX_VALUE ? 0 : bytes.length;
            content.put(position, bytes);
            content.unforced.add(new Write(position, bytes));
            if (source.hasRemaining()) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void truncate(long size) {
            content.size = (int) Math.min(size, content.size);
            content.durable = Arrays.copyOf(content.durable, (int) Math.min(size, content.durable.length));
            content.unforced.replaceAll(write -> write.position >= size
                    ? new Write(0, new byte[0])
                    : new Write(write.position, Arrays.copyOf(write.bytes, (int)
                            Math.min(write.bytes.length, size - write.position))));
        }

        @Override
        public void force() throws IOException {
            if (isForceFailing) {
                throw new IOException("Input/output error");
            }
            content.durable = Arrays.copyOf(content.bytes, content.size);
            content.unforced.clear();
        }

        @Override
        public void close() {}
    }
}
