package io.sluice.broker.artemis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** A broker whose internals are not the ones that Sluice was written for is found out by name. */
class HostCheckTest {

    private static final String SERVER = "org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl";
    private static final String QUEUE = "org.apache.activemq.artemis.core.server.impl.QueueImpl";
    private static final String AMQP = "org.apache.activemq.artemis.protocol.amqp.";

    @Test
    void theArtemisOfThisBuildHasAll() throws IOException {
        assertThat(HostCheck.problems(HostCheck.class.getClassLoader(), OwnClasses.read()))
                .isEmpty();
        HostCheck.requireKnown();
    }

    @Test
    void looksAtMoreThanAHandfulOfMembers() throws IOException {
        assertThat(OwnClasses.read().stream().flatMap(file -> file.members().stream()))
                .filteredOn(member -> member.owner().startsWith("org/apache/activemq/"))
                .hasSizeGreaterThan(200);
    }

    @Test
    void namesAClassThatIsGone() throws IOException {
        ClassLoader changed = new ChangedHost(Map.of(), Set.of(SERVER));
        assertThat(HostCheck.problems(changed, OwnClasses.read())).contains("class " + SERVER);
    }

    @Test
    void namesAMethodThatIsGone() throws IOException {
        // Given
        ClassLoader changed = new ChangedHost(
                Map.of(
                        SERVER,
                        compiled(
                                SERVER,
                                "package org.apache.activemq.artemis.core.server.impl; public class ActiveMQServerImpl"
                                        + " {}")),
                Set.of());

        // When
        List<String> problems = HostCheck.problems(changed, OwnClasses.read());

        // Then
        assertThat(problems).anyMatch(problem -> problem.startsWith("method " + SERVER + ".replaceQueueFactory("));
    }

    @Test
    void namesAnOverriddenMethodThatNobodyWouldCallAnyMore() throws IOException {
        // Given
        ClassLoader changed = new ChangedHost(
                Map.of(
                        QUEUE,
                        compiled(
                                QUEUE,
                                "package org.apache.activemq.artemis.core.server.impl; public class QueueImpl {}")),
                Set.of());

        // When
        List<String> problems = HostCheck.problems(changed, OwnClasses.read());

        // Then
        assertThat(problems)
                .anyMatch(problem ->
                        problem.startsWith("what io.sluice.broker.artemis.queue.LeasedQueue.checkRedelivery("));
    }

    @Test
    void acceptsABrokerWithoutAProtocolModule() throws IOException {
        ClassLoader withoutAmqp = new ChangedHost(Map.of(), Set.of(AMQP));
        assertThat(HostCheck.problems(withoutAmqp, OwnClasses.read())).isEmpty();
    }

    @Test
    void knowsWhichReleasesWereTested() {
        assertThat(HostVersion.isTested("2.55.0")).isTrue();
        assertThat(HostVersion.isTested("2.56.0")).isTrue();
        assertThat(HostVersion.isTested("2.57.0")).isFalse();
        assertThat(HostVersion.isTested("2.5")).isFalse();
        assertThat(HostVersion.isTested(HostVersion.running())).isTrue();
    }

    private static byte[] compiled(String name, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JavaFileObject input =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        JavaFileObject result =
                new SimpleJavaFileObject(URI.create("bytes:///" + name + ".class"), JavaFileObject.Kind.CLASS) {
                    @Override
                    public ByteArrayOutputStream openOutputStream() {
                        return bytes;
                    }
                };
        try (JavaFileManager files =
                new ForwardingJavaFileManager<>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                        return result;
                    }
                }) {
            List<String> options = List.of("-proc:none", "-cp", "");
            assertThat(compiler.getTask(null, files, null, options, null, List.of(input))
                            .call())
                    .isTrue();
        }
        return bytes.toByteArray();
    }

    /** Sees our classes again, and a host in which some classes are others and some are gone. */
    private static final class ChangedHost extends ClassLoader {

        private final Map<String, byte[]> changed;
        private final Set<String> gone;

        ChangedHost(Map<String, byte[]> changed, Set<String> gone) {
            super(HostCheckTest.class.getClassLoader());
            this.changed = changed;
            this.gone = gone;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (gone.stream().anyMatch(name::startsWith)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                byte[] bytes = changed.containsKey(name) ? changed.get(name) : ownBytes(name);
                return bytes == null ? super.loadClass(name, resolve) : defineClass(name, bytes, 0, bytes.length);
            }
        }

        @Override
        public java.net.URL getResource(String name) {
            return gone.stream().anyMatch(name.replace('/', '.')::startsWith) ? null : super.getResource(name);
        }

        private byte[] ownBytes(String name) throws ClassNotFoundException {
            if (!name.startsWith("io.sluice.")) {
                return null;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                return in == null ? null : in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
