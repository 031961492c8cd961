package io.sluice.broker.runtime.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What install and uninstall do to the files of an instance, and what they say. */
class InstallCommandTest {

    private static final String BROKER_XML =
            "<configuration>\n   <core>\n      <dead-letter-address>DLQ</dead-letter-address>\n   </core>\n</configuration>\n";

    @TempDir
    Path folder;

    private Path instance;
    private Path jars;

    @BeforeEach
    void createAnInstanceAndAJar() throws IOException {
        instance = folder.resolve("instance");
        write("etc/broker.xml", BROKER_XML);
        write("bin/artemis", "");
        Files.createDirectories(instance.resolve("lib"));
        jars = folder.resolve("jars");
        makeJar("1.0");
    }

    @Test
    void installsAndUninstallsWithoutATrace() throws IOException {
        // Given
        Map<String, String> before = files();

        // When
        Outcome installed = install();
        Map<String, String> between = files();
        Outcome uninstalled = uninstall();

        // Then
        assertThat(installed.exitCode()).isZero();
        assertThat(installed.output())
                .contains("added  lib/sluice-broker-plugin-1.0.jar")
                .contains("added  etc/sluice.yaml")
                .contains("changed  etc/broker.xml");
        assertThat(between).containsEntry("etc/broker.xml.before-sluice", BROKER_XML);
        assertThat(between.get("etc/broker.xml")).contains(BrokerXml.PLUGIN);
        assertThat(uninstalled.exitCode()).as(uninstalled.output()).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void installsTwiceLikeOnce() throws IOException {
        // Given
        install();
        String stored = "etc/sluice-install.properties";
        write(stored, files().get(stored) + "# written at another time\n");
        Map<String, String> once = files();

        // When
        Outcome again = install();

        // Then
        assertThat(again.exitCode()).isZero();
        assertThat(again.output()).contains("nothing was changed");
        assertThat(files()).isEqualTo(once);
    }

    @Test
    void onlySaysWhatItWouldDoInADryRun() throws IOException {
        // Given
        Map<String, String> before = files();

        // When
        Outcome outcome = run(new InstallCommand(), "--jars", jars.toString(), "--dry-run", instance.toString());

        // Then
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output()).contains("would be added  lib/", "would be changed  etc/broker.xml");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void replacesAnotherVersion() throws IOException {
        // Given
        install();
        Files.delete(jars.resolve("sluice-broker-plugin-1.0.jar"));
        makeJar("2.0");

        // When
        Outcome upgraded = install();

        // Then
        assertThat(upgraded.output()).contains("removed  lib/sluice-broker-plugin-1.0.jar: version 1.0 is replaced");
        assertThat(files()).containsKey("lib/sluice-broker-plugin-2.0.jar");
        assertThat(files()).doesNotContainKey("lib/sluice-broker-plugin-1.0.jar");
        uninstall();
        assertThat(files()).containsEntry("etc/broker.xml", BROKER_XML).doesNotContainKey("etc/sluice.yaml");
    }

    @Test
    void keepsAChangedSluiceYamlAndWhatElseWasChangedInBrokerXml() throws IOException {
        // Given
        install();
        write("etc/sluice.yaml", "queues: {}");
        write("etc/broker.xml", read("etc/broker.xml").replace("DLQ", "dead"));

        // When
        Outcome outcome = uninstall();

        // Then
        assertThat(outcome.output())
                .contains("kept  etc/sluice.yaml: it is yours")
                .contains("kept  etc/broker.xml.before-sluice");
        assertThat(files())
                .containsEntry("etc/sluice.yaml", "queues: {}")
                .containsEntry("etc/broker.xml", BROKER_XML.replace("DLQ", "dead"));
    }

    @Test
    void leavesAnInstallationByHandAlone() throws IOException {
        // Given
        write(
                "etc/broker.xml",
                "<configuration><core><broker-plugins><broker-plugin class-name=\"" + BrokerXml.PLUGIN
                        + "\"/></broker-plugins></core></configuration>");
        Map<String, String> before = files();

        // When
        Outcome installed = install();
        Outcome uninstalled = uninstall();

        // Then
        assertThat(installed.exitCode()).isEqualTo(1);
        assertThat(installed.output()).contains("by hand");
        assertThat(uninstalled.exitCode()).isEqualTo(1);
        assertThat(uninstalled.output()).contains("by hand");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void refusesAFolderThatIsNoInstanceAndABrokenBrokerXml() throws IOException {
        // Given
        Path distribution = folder.resolve("distribution");
        Files.createDirectories(distribution.resolve("lib"));
        Files.createFile(distribution.resolve("lib/artemis-boot.jar"));
        write("etc/broker.xml", "<configuration>");

        // Then
        assertThat(run(new InstallCommand(), "--jars", jars.toString(), folder.toString())
                        .output())
                .contains("is no Artemis instance: it has no etc/broker.xml");
        assertThat(run(new InstallCommand(), "--jars", jars.toString(), folder + "/no")
                        .output())
                .contains("There is no folder");
        assertThat(run(new InstallCommand(), "--jars", jars.toString(), distribution.toString())
                        .output())
                .contains("is the Artemis distribution itself");
        assertThat(install().output()).contains("broker.xml, line 1 is not well-formed XML");
        assertThat(files()).containsOnlyKeys("etc/broker.xml", "bin/artemis");
    }

    @Test
    void doesNotAddASecondListOfPluginsBesideAnIncludedOne() throws IOException {
        // Given
        write("etc/plugins.xml", "<broker-plugins xmlns=\"urn:activemq:core\"/>");
        write(
                "etc/broker.xml",
                "<configuration xmlns:xi=\"http://www.w3.org/2001/XInclude\"><core>"
                        + "<xi:include href=\"plugins.xml\"/></core></configuration>");

        // When
        Outcome outcome = install();

        // Then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("broker.xml includes plugins.xml");
        assertThat(files()).doesNotContainKey("lib/sluice-broker-plugin-1.0.jar");
    }

    @Test
    void warnsOfARunningBrokerAndDoesNotTakeItsJarAway() throws IOException {
        // Given
        write("lock/cli.lock", "");
        try (FileChannel channel = FileChannel.open(instance.resolve("lock/cli.lock"), StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            // When
            Outcome installed = install();
            Outcome uninstalled = uninstall();

            // Then
            assertThat(held.isValid()).isTrue();
            assertThat(installed.exitCode()).isZero();
            assertThat(installed.output()).contains("takes effect when you restart it");
            assertThat(uninstalled.exitCode()).isEqualTo(1);
            assertThat(uninstalled.output()).contains("is running");
        }
    }

    @Test
    void hasNothingToDoWhereNothingIsInstalled() throws IOException {
        Map<String, String> before = files();
        assertThat(uninstall())
                .isEqualTo(new Outcome(
                        0, "Sluice in " + instance + "\nSluice is not installed there; nothing was changed.\n"));
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void advisesOnSettingsThatMatter() throws Exception {
        assertThat(Advice.on("<configuration><core><metrics/><address-settings><address-setting match='#'>"
                        + "<dead-letter-address>DLQ</dead-letter-address></address-setting></address-settings></core>"
                        + "</configuration>"))
                .isEmpty();
        assertThat(Advice.on("<configuration><core><persistence-enabled>false</persistence-enabled>"
                        + "<persist-delivery-count-before-delivery>true</persist-delivery-count-before-delivery>"
                        + "<configuration-file-refresh-period>-1</configuration-file-refresh-period></core>"
                        + "</configuration>"))
                .hasSize(5);
    }

    private Outcome install() {
        return run(new InstallCommand(), "--jars", jars.toString(), instance.toString());
    }

    private Outcome uninstall() {
        return run(new UninstallCommand(), instance.toString());
    }

    private record Outcome(int exitCode, String output) {}

    private static Outcome run(Object command, String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        int exitCode = new CommandLine(command).setOut(writer).setErr(writer).execute(arguments);
        writer.flush();
        return new Outcome(exitCode, output.toString());
    }

    private void makeJar(String version) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        Files.createDirectories(jars);
        try (OutputStream out = Files.newOutputStream(jars.resolve("sluice-broker-plugin-" + version + ".jar"))) {
            new JarOutputStream(out, manifest).close();
        }
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(instance.resolve(file).getParent());
        Files.writeString(instance.resolve(file), text);
    }

    private String read(String file) throws IOException {
        return Files.readString(instance.resolve(file));
    }

    /** All files of the instance; of jars the size stands for the content. */
    private Map<String, String> files() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(instance)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = instance.relativize(file).toString();
                found.put(name, name.endsWith(".jar") ? "" + Files.size(file) : Files.readString(file));
            }
        }
        return found;
    }
}
