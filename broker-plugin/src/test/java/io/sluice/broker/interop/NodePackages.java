package io.sluice.broker.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The Node applications beside the packages of their lock file, in {@code target}. */
final class NodePackages {

    private static final long PATIENCE_SECONDS = 120;

    private NodePackages() {}

    /** Copies the applications and, if the lock file is another than that of last time, runs {@code npm ci}. */
    static synchronized Path install(Path sources) throws IOException {
        Path target = Path.of("target/interop/node").toAbsolutePath();
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(sources)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path installed = target.resolve("installed.json");
        String lock = Files.readString(target.resolve("package-lock.json"));
        if (!Files.exists(installed) || !Files.readString(installed).equals(lock)) {
            runNpm(target);
            Files.writeString(installed, lock);
        }
        return target;
    }

    private static void runNpm(Path folder) throws IOException {
        Process npm = new ProcessBuilder(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        try {
            if (!npm.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                throw new IOException(
                        "npm ci failed:\n" + Files.readString(folder.resolve("npm.log"), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            npm.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
