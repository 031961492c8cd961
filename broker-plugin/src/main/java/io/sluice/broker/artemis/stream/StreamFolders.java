package io.sluice.broker.artemis.stream;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;

/**
 * The folders of streams that are deleted: first one gets a name that no stream can have, so that it is gone as a whole, then its
 * files go. What a crash leaves of that goes at the next start.
 */
final class StreamFolders {

    private static final String DELETED = "~deleted";

    private StreamFolders() {}

    /** Deletes the folder of a stream. */
    static void delete(Path all, String stream) throws IOException {
        Path folder = all.resolve(stream);
        if (Files.exists(folder)) {
            Path deleted = all.resolve(stream + DELETED);
            deleteFiles(deleted);
            Files.move(folder, deleted, StandardCopyOption.ATOMIC_MOVE);
            deleteFiles(deleted);
        }
    }

    /** Deletes what is left of streams that were deleted. */
    static void clear(Path all) throws IOException {
        if (!Files.isDirectory(all)) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(all, "*" + DELETED)) {
            for (Path folder : left) {
                deleteFiles(folder);
            }
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> paths;
        try (java.util.stream.Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
