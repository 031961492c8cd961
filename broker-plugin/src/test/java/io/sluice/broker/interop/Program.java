package io.sluice.broker.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * How the application of a client is started.
 *
 * @param runtime what runs it
 * @param arguments the script, or the main class and its arguments
 * @param libraries folder in {@code target} whose jars go before all others; empty for none
 * @param javax whether a JMS application is to be the same with the imports of before Jakarta
 */
record Program(Runtime runtime, List<String> arguments, String libraries, boolean javax) {

    static final String OPENWIRE_URL = "tcp://127.0.0.1:%d?jms.watchTopicAdvisories=false";

    private static final Path SOURCES = Path.of("src/test/interop").toAbsolutePath();
    private static final Path TARGET = Path.of("target/interop").toAbsolutePath();
    private static final String PACKAGE = "io.sluice.broker.interop.program.";

    /** What runs an application. */
    enum Runtime {
        PYTHON,
        NODE,
        JAVA
    }

    static Program python(String script) {
        return new Program(Runtime.PYTHON, List.of(script), "", false);
    }

    static Program node(String script) {
        return new Program(Runtime.NODE, List.of(script), "", false);
    }

    static Program java(String mainClass) {
        return new Program(Runtime.JAVA, List.of(PACKAGE + mainClass), "", false);
    }

    /** @param failure property by which a message is failed; empty for {@code recover} */
    static Program jms(String connectionFactory, String url, int acknowledgeMode, String failure) {
        return new Program(
                Runtime.JAVA,
                List.of(PACKAGE + "JmsProgram", connectionFactory, url, String.valueOf(acknowledgeMode), failure),
                "",
                false);
    }

    Program withLibraries(String folder) {
        return new Program(runtime, arguments, folder, javax);
    }

    Program withJavax() {
        return new Program(runtime, arguments, libraries, true);
    }

    /** True if the version of its library is that of the operating system, not one of this project. */
    boolean isOfTheSystem() {
        return runtime == Runtime.PYTHON;
    }

    /** What to do when it does not start. */
    String howToInstall(String library) {
        return switch (runtime) {
            case PYTHON -> "it needs the package " + library + ": apt-get install " + library;
            case NODE -> "it needs Node 18 or newer and npm: apt-get install nodejs npm";
            case JAVA -> "its jar comes with mvn generate-test-resources";
        };
    }

    /** Starts the process. */
    ClientProgram start() throws IOException {
        return switch (runtime) {
            case PYTHON -> startWithAnyPython();
            case NODE ->
                ClientProgram.start(List.of("node", arguments.get(0)), NodePackages.install(SOURCES.resolve("node")));
            case JAVA -> ClientProgram.start(javaCommand(), TARGET.getParent());
        };
    }

    /** The one of the operating system sees its packages; another one that comes first in the path may not. */
    private ClientProgram startWithAnyPython() throws IOException {
        String script = SOURCES.resolve("python").resolve(arguments.get(0)).toString();
        try {
            return ClientProgram.start(List.of("/usr/bin/python3", "-B", script), SOURCES);
        } catch (IOException | IllegalStateException notThere) {
            return ClientProgram.start(List.of("python3", "-B", script), SOURCES);
        }
    }

    private List<String> javaCommand() throws IOException {
        List<String> classPath = new ArrayList<>();
        if (javax) {
            classPath.add(compileWithJavax().toString());
        }
        if (!libraries.isEmpty()) {
            Path folder = TARGET.resolveSibling(libraries);
            if (!Files.isDirectory(folder)) {
                throw new IOException(folder + " is missing; mvn generate-test-resources brings it");
            }
            classPath.add(folder + "/*");
        }
        classPath.add(System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.level=warn",
                "-cp",
                String.join(System.getProperty("path.separator"), classPath)));
        command.addAll(arguments);
        return command;
    }

    /** What an application that moves between the two namespaces has to change: its imports. */
    private static Path compileWithJavax() throws IOException {
        Path file = Path.of("src/test/java", (PACKAGE + "JmsProgram").replace('.', '/') + ".java");
        Path source = TARGET.resolve("javax-source/JmsProgram.java");
        Path classes = TARGET.resolve("javax-classes");
        Files.createDirectories(source.getParent());
        Files.createDirectories(classes);
        Files.writeString(source, Files.readString(file).replace("jakarta.jms", "javax.jms"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = compiler.run(
                null,
                messages,
                messages,
                Stream.of(
                                "-proc:none",
                                "-encoding",
                                StandardCharsets.UTF_8.name(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                source.toString())
                        .toArray(String[]::new));
        if (result != 0) {
            throw new IOException("JmsProgram does not compile with javax.jms: " + messages);
        }
        return classes;
    }
}
