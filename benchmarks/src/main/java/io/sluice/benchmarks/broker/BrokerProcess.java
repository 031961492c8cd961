package io.sluice.benchmarks.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.activemq.artemis.utils.FileUtil;

/**
 * A broker in a process of its own and the questions one may ask it. Not thread-safe. Closing it ends the process and
 * deletes its data.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** How many messages a queue holds, and how many of them are with consumers. */
    public record Counts(long messages, long delivering) {}

    private final Process process;
    private final Path data;
    private final PrintWriter questions;
    private final BufferedReader answers;
    private final int port;

    private BrokerProcess(Process process, Path data) {
        this.process = process;
        this.data = data;
        this.questions = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.port = Integer.parseInt(ask("port"));
    }

    /** Starts a broker and returns once it accepts connections; its log goes to our standard error. */
    public static BrokerProcess start(BrokerSetup setup, Path parent) throws IOException {
        Path data = Files.createTempDirectory(Files.createDirectories(parent), "broker");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(setup.jvmOptions());
        command.addAll(extraJvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BrokerMain.class.getName()));
        command.add("--data=" + data);
        command.addAll(setup.brokerOptions());
        if (setup.sluiceYaml().isPresent()) {
            Path yaml = data.resolve("sluice.yaml");
            Files.writeString(yaml, setup.sluiceYaml().get());
            command.add("--config=" + yaml);
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            return new BrokerProcess(process, data);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            FileUtil.deleteDirectory(data.toFile());
            throw e;
        }
    }

    /** Such as those of a profiler, from the environment. */
    private static List<String> extraJvmOptions() {
        String options = System.getenv("BENCH_BROKER_JAVA_OPTS");
        return options == null || options.isBlank()
                ? List.of()
                : List.of(options.trim().split("\\s+"));
    }

    public int port() {
        return port;
    }

    /** The journal's kind, {@code nio} or {@code asyncio}. */
    public String journal() {
        return ask("journal");
    }

    /** CPU time of the broker's process so far, all threads. */
    public long cpuNanos() {
        return Long.parseLong(ask("cpu"));
    }

    /** For how long the broker's compiler has worked so far. */
    public long compiledMillis() {
        return Long.parseLong(ask("compiled"));
    }

    /** Used heap after full collections. */
    public long heapBytes() {
        return Long.parseLong(ask("heap"));
    }

    /** Live bytes by class name. */
    public Map<String, Long> classBytes() {
        Map<String, Long> bytes = new TreeMap<>();
        for (String entry : ask("classes").split(",")) {
            int equals = entry.lastIndexOf('=');
            bytes.merge(entry.substring(0, equals), Long.parseLong(entry.substring(equals + 1)), Long::sum);
        }
        return bytes;
    }

    public Counts counts(String queue) {
        String[] words = ask("queue " + queue).split(" ");
        return new Counts(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    public void purge(String queue) {
        ask("purge " + queue);
    }

    /** Empties all queues. @return how many messages were in them */
    public long purgeAll() {
        return Long.parseLong(ask("purge-all"));
    }

    /** Returns once the counts are as expected; fails after the limit with what they are. */
    public void awaitCounts(String queue, Predicate<Counts> expected, int limitSeconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        Counts counts = counts(queue);
        while (!expected.test(counts)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("queue " + queue + " stays at " + counts);
            }
            LockSupport.parkNanos(POLL_NANOS);
            counts = counts(queue);
        }
    }

    /** How many records of a stream a group has not processed. */
    public long behind(String stream, String group) {
        return Long.parseLong(ask("behind " + stream + " " + group));
    }

    /** Lets a group read a stream from its oldest record again. */
    public void rewind(String stream, String group) {
        ask("rewind " + stream + " " + group);
    }

    /** Returns once a group has this many records before it; fails after the limit. */
    public void awaitBehind(String stream, String group, long records, int limitSeconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limitSeconds);
        while (behind(stream, group) != records) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("group " + group + " of " + stream + " stays at "
                        + behind(stream, group) + " records, not " + records);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Throws unless the queue is empty, waiting for acknowledgements that are still under way. */
    public void awaitEmpty(String queue) {
        awaitCounts(queue, counts -> counts.messages() == 0, 30);
    }

    private String ask(String question) {
        try {
            questions.println(question);
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(SideChannel.REPLY_PREFIX)) {
                    return reply(question, line.substring(SideChannel.REPLY_PREFIX.length()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the broker cannot be asked for " + question, e);
        }
        throw new IllegalStateException("the broker ended before it answered " + question);
    }

    private static String reply(String question, String reply) {
        if (reply.startsWith("failed ")) {
            throw new IllegalStateException("the broker could not answer " + question + ": " + reply);
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try (InputStream rest = process.getInputStream()) {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        FileUtil.deleteDirectory(data.toFile());
    }
}
