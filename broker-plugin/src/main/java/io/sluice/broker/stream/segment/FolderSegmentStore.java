package io.sluice.broker.stream.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Files in a folder, which is created when it is missing. */
public final class FolderSegmentStore implements SegmentStore {

    private final Path folder;
    private final DirectAccess access;

    /** The name of a new folder is durable when this returns. */
    public FolderSegmentStore(Path folder, DirectAccess access) throws IOException {
        this.access = access;
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
        return new ChannelFile(folder.resolve(name), access, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        return new ChannelFile(
                folder.resolve(name),
                access,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
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
}
