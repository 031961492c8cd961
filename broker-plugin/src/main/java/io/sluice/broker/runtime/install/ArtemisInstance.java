package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that {@code artemis create} made.
 *
 * @param folder absolute
 */
record ArtemisInstance(Path folder) {

    private static final String JARS = "sluice-broker-plugin-*.jar";

    static ArtemisInstance open(Path folder) throws InstallRefusedException {
        Path absolute = folder.toAbsolutePath().normalize();
        ArtemisInstance instance = new ArtemisInstance(absolute);
        if (!Files.isDirectory(absolute)) {
            throw new InstallRefusedException("There is no folder " + absolute + ".");
        }
        if (Files.isRegularFile(absolute.resolve("lib/artemis-boot.jar"))) {
            throw new InstallRefusedException(
                    absolute + " is the Artemis distribution itself. Name the folder of a broker"
                            + " instance, one that \"artemis create\" made.");
        }
        if (!Files.isRegularFile(instance.brokerXml()) || !Files.isRegularFile(absolute.resolve("bin/artemis"))) {
            throw new InstallRefusedException(absolute + " is no Artemis instance: it has no "
                    + (Files.isRegularFile(instance.brokerXml()) ? "bin/artemis" : "etc/broker.xml")
                    + ". Name the folder that \"artemis create\" made.");
        }
        return instance;
    }

    Path brokerXml() {
        return etc("broker.xml");
    }

    Path etc(String file) {
        return folder.resolve("etc").resolve(file);
    }

    Path lib(String file) {
        return folder.resolve("lib").resolve(file);
    }

    /** Jars of Sluice in lib, of whatever version. */
    List<Path> sluiceJars() throws IOException {
        if (!Files.isDirectory(folder.resolve("lib"))) {
            return List.of();
        }
        try (Stream<Path> jars = Files.list(folder.resolve("lib"))) {
            return jars.filter(jar ->
                            jar.getFileSystem().getPathMatcher("glob:" + JARS).matches(jar.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Whether a broker runs on it: it holds the lock of Artemis' own commands. */
    boolean isRunning() throws IOException {
        Path lockFile = folder.resolve("lock/cli.lock");
        if (!Files.isWritable(lockFile)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return true;
        }
    }
}
