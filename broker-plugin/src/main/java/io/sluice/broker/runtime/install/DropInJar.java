package io.sluice.broker.runtime.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The self-contained jar that the build makes. */
record DropInJar(Path file) {

    /** The one jar in the folder. */
    static DropInJar in(Path folder) throws InstallRefusedException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            if (jars.size() == 1) {
                return new DropInJar(jars.get(0));
            }
            throw new InstallRefusedException(
                    "There should be one jar in " + folder + ", there are " + jars.size() + ". Build again.");
        } catch (IOException e) {
            throw new InstallRefusedException("There is no jar in " + folder + ". Build the project first.", e);
        }
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    String version() throws IOException {
        return versionOf(file);
    }

    static String versionOf(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return Optional.ofNullable(opened.getManifest())
                    .map(Manifest::getMainAttributes)
                    .map(attributes -> attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .orElse("of unknown version");
        }
    }
}
