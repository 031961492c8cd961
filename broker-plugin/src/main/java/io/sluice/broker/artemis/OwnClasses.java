package io.sluice.broker.artemis;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of Sluice that live inside the broker, wherever they were loaded from: a jar or a folder. */
final class OwnClasses {

    private static final String ADAPTER = "io/sluice/broker/artemis";
    private static final String EMBEDDED = ADAPTER + "/embedded/";

    private OwnClasses() {}

    /** All but those of a broker in our own process, which an Artemis instance does not have. */
    static List<ClassFile> read() throws IOException {
        Path place;
        try {
            place = Path.of(OwnClasses.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
        if (Files.isDirectory(place)) {
            return below(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return below(jar.getPath("/"));
        }
    }

    private static List<ClassFile> below(Path root) throws IOException {
        List<ClassFile> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve(ADAPTER))) {
            for (Path file : files.filter(OwnClasses::isRelevant).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    found.add(ClassFile.read(in));
                }
            }
        }
        return found;
    }

    private static boolean isRelevant(Path file) {
        String name = file.toString().replace('\\', '/');
        return name.endsWith(".class") && !name.endsWith("-info.class") && !name.contains(EMBEDDED);
    }
}
