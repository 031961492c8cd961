package io.sluice.benchmarks.broker;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * Answers what only the broker's process knows, one line for one line: {@code port}, {@code journal}, {@code cpu},
 * {@code compiled}, {@code heap}, {@code classes}, {@code queue NAME}, {@code purge NAME}, {@code behind STREAM GROUP},
 * {@code rewind STREAM GROUP}.
 *
 * <p>Called on the broker's main thread; costs the measured broker nothing between two questions.
 */
final class SideChannel {
    static final String REPLY_PREFIX = "reply ";

    private static final int MOST_COLLECTIONS = 8;
    private static final long STEADY_BYTES = 64 * 1024;

    private final ActiveMQServer server;
    private final int port;
    private final Configuration configuration;

    SideChannel(ActiveMQServer server, int port, Configuration configuration) {
        this.server = server;
        this.port = port;
        this.configuration = configuration;
    }

    String answer(String question) {
        String[] words = question.split(" ", 2);
        try {
            return switch (words[0]) {
                case "port" -> Integer.toString(port);
                case "journal" -> configuration.getJournalType().name().toLowerCase(Locale.ROOT);
                case "cpu" -> Long.toString(cpuNanos());
                case "compiled" -> Long.toString(compiledMillis());
                case "heap" -> Long.toString(heapBytes());
                case "classes" -> classBytes();
                case "queue" -> counts(words[1]);
                case "purge-all" -> Long.toString(purgeAll());
                case "behind" -> Long.toString(behind(words[1].split(" ")));
                case "rewind" -> rewind(words[1].split(" "));
                case "purge" -> Integer.toString(queue(words[1]).deleteAllReferences());
                default -> throw new IllegalArgumentException("unknown question " + question);
            };
        } catch (Exception e) {
            return "failed " + e;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long compiledMillis() {
        return ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /** The used heap after full collections, repeated until it no longer changes. */
    private static long heapBytes() {
        long before = Long.MAX_VALUE;
        for (int i = 0; i < MOST_COLLECTIONS; i++) {
            System.gc();
            long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (Math.abs(before - used) < STEADY_BYTES) {
                return used;
            }
            before = used;
        }
        return before;
    }

    /** Live bytes by class, {@code name=bytes} separated by commas, from the JVM's own class histogram. */
    private static String classBytes() throws JMException {
        var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length >= 4 && columns[0].endsWith(":"))
                .map(columns -> Arrays.asList(columns).get(3) + "=" + columns[2])
                .collect(Collectors.joining(","));
    }

    private String counts(String name) {
        Queue queue = queue(name);
        return queue.getMessageCount() + " " + queue.getDeliveringCount();
    }

    private long purgeAll() throws Exception {
        long purged = 0;
        for (String name : server.getActiveMQServerControl().getQueueNames()) {
            Queue queue = queue(name);
            purged += queue.getMessageCount() == 0 ? 0 : queue.deleteAllReferences();
        }
        return purged;
    }

    /** How many records of a stream a group has not processed. */
    private long behind(String[] streamAndGroup) throws JMException {
        String groups = streams("listConsumerGroups", streamAndGroup[0]);
        String group = groups.substring(groups.indexOf("\"GroupName\":\"" + streamAndGroup[1] + "\""));
        return Pattern.compile("\"RecordsBehind\":(\\d+)")
                .matcher(group.substring(0, group.indexOf("]")))
                .results()
                .mapToLong(lag -> Long.parseLong(lag.group(1)))
                .sum();
    }

    /** Lets a group read a stream from its oldest record again. */
    private String rewind(String[] streamAndGroup) throws JMException {
        return streams("seekConsumerGroup", streamAndGroup[0], streamAndGroup[1], "TRIM_HORIZON", "", "", "")
                .lines()
                .collect(Collectors.joining(" "));
    }

    private String streams(String operation, String... arguments) throws JMException {
        var control = new ObjectName(configuration.getJMXDomain() + ":broker="
                + ObjectName.quote(configuration.getName()) + ",component=sluice-streams");
        String[] types = new String[arguments.length];
        Arrays.fill(types, String.class.getName());
        return (String) ManagementFactory.getPlatformMBeanServer().invoke(control, operation, arguments, types);
    }

    private Queue queue(String name) {
        Queue queue = server.locateQueue(name);
        if (queue == null) {
            throw new IllegalArgumentException("no queue " + name);
        }
        return queue;
    }
}
