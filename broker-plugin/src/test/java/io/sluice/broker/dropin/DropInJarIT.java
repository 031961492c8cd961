package io.sluice.broker.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.InstanceBroker;
import io.sluice.broker.fixture.SluiceCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The jar for the lib folder of an instance has what it needs, and nothing that the distribution has too. */
class DropInJarIT {

    @Test
    void hasOnlyClassesOfItsOwnNames() throws IOException {
        // Given
        Set<String> shipped = new HashSet<>();
        for (Path jar : jarsOf(InstanceBroker.distribution().resolve("lib"))) {
            shipped.addAll(classesIn(jar));
        }

        // When
        Set<String> own = classesIn(SluiceCommand.dropInJar());

        // Then
        assertThat(shipped).contains("org/snakeyaml/engine/v2/api/Load.class");
        assertThat(own)
                .contains("io/sluice/broker/artemis/plugin/SluicePlugin.class")
                .allMatch(name -> name.startsWith("io/sluice/"))
                .doesNotContainAnyElementsOf(shipped);
    }

    @Test
    void findsEveryClassThatItUsesInItselfInTheDistributionOrInJava() throws IOException {
        // Given
        String distribution = jarsOf(InstanceBroker.distribution().resolve("lib")).stream()
                .map(Path::toString)
                .collect(Collectors.joining(java.io.File.pathSeparator));
        java.io.StringWriter found = new java.io.StringWriter();

        // When
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new java.io.PrintWriter(found, true),
                        new java.io.PrintWriter(found, true),
                        "--missing-deps",
                        "--ignore-missing-deps",
                        "--multi-release",
                        "17",
                        "-cp",
                        distribution,
                        SluiceCommand.dropInJar().toString());

        // Then
        List<String> missing = found.toString()
                .lines()
                .filter(line -> line.startsWith("   "))
                .filter(line -> !line.contains("org.jspecify.annotations"))
                .toList();
        assertThat(missing).isEmpty();
    }

    private static List<Path> jarsOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private static Set<String> classesIn(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return opened.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class") && !name.endsWith("module-info.class"))
                    .collect(Collectors.toSet());
        }
    }
}
