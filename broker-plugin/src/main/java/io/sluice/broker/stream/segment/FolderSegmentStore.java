package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Files in a folder, which is created when it is missing. */
public final class FolderSegmentStore implements SegmentStore {

    private final Path folder;

    /** The name of a new folder is durable when this returns. */
    public FolderSegmentStore(Path folder) throws IOException {
        boolean isNew = Files.notExists(folder);
        this.folder = Files.createDirectories(folder);
        Path parent = folder.getParent();
        if (isNew && parent != null) {
            sync(parent);
        }
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        return new ChannelFile(
                FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        return new ChannelFile(FileChannel.open(
                folder.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        sync(folder);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    private record ChannelFile(FileChannel channel) implements SegmentFile {

        /** Java copies a heap buffer into a direct one of the same size, and keeps that for the thread. */
        private static final int PIECE_BYTES = 256 * 1024;

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            int limit = target.limit();
            long at = position;
            int read = 0;
            while (target.position() < limit && read >= 0) {
                target.limit(Math.min(limit, target.position() + PIECE_BYTES));
                read = channel.read(target, at);
                at += Math.max(0, read);
            }
            target.limit(limit);
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            int limit = source.limit();
            long at = position;
            while (source.position() < limit) {
                source.limit(Math.min(limit, source.position() + PIECE_BYTES));
                at += channel.write(source, at);
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
