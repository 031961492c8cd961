package io.sluice.broker.artemis.stream;

import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.shard.ShardMap;
import io.sluice.broker.stream.shard.ShardMapText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The shards of a stream, in a file beside their folders. A change writes another file, makes it durable and puts it in the
 * place of the first, so that there is always one that is whole.
 */
final class ShardMapFile {

    private static final String NAME = "shards";
    private static final String NEXT = "shards.next";

    private final Path folder;

    ShardMapFile(Path folder) {
        this.folder = folder;
    }

    /**
     * Empty if none was ever stored.
     *
     * @throws IOException with the file and what is wrong with it, if it is damaged, or gone though there are records
     */
    Optional<ShardMap> load() throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            if (hasRecords()) {
                throw new IOException(file + " is missing, though there are folders of shards");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(ShardMapText.read(Files.readString(file, StandardCharsets.ISO_8859_1)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The shards are stored before any of them gets a folder. */
    private boolean hasRecords() throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, ShardMapFile::isOfShard)) {
            return shards.iterator().hasNext();
        }
    }

    private static boolean isOfShard(Path path) {
        Path name = path.getFileName();
        return name != null && ShardId.isLikeName(name.toString());
    }

    /** Durable when this returns. */
    void store(ShardMap map) throws IOException {
        Files.createDirectories(folder);
        Path next = folder.resolve(NEXT);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = StandardCharsets.UTF_8.encode(ShardMapText.write(map));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(next, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folder);
        Path parent = folder.getParent();
        if (parent != null) {
            syncFolder(parent);
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
