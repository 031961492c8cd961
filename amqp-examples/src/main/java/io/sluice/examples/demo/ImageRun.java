package io.sluice.examples.demo;

import io.sluice.examples.hook.WebHook;
import io.sluice.examples.images.ImageReader;
import io.sluice.examples.images.ImageScript;
import io.sluice.examples.jms.DeadLetter;
import io.sluice.examples.jms.JndiBroker;
import io.sluice.examples.process.ChildProcess;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;

/**
 * The image store: each event is published once, to a topic, and reaches queues, a durable subscriber and a web hook, each by
 * its policy. Used once, by the main thread.
 */
final class ImageRun {

    private static final int EVENTS = 400;
    private static final long SEED = 42;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 100;
    private static final List<ImageReader> QUEUES =
            List.of(ImageReader.THUMBNAILS, ImageReader.AUDIT, ImageReader.FRAUD);

    private final Workshop workshop;
    private final Installation installation;
    private final Progress progress;
    private final WebHook hook;
    private final CountDownLatch never = new CountDownLatch(1);
    private final ImageScript script = ImageScript.of(EVENTS, SEED);
    private final Map<ImageReader, ChildProcess> workers = new EnumMap<>(ImageReader.class);

    /** @param hook whose address is that of an endpoint in {@code sluice.yaml} */
    ImageRun(Workshop workshop, Installation installation, Progress progress, WebHook hook) {
        this.workshop = workshop;
        this.installation = installation;
        this.progress = progress;
        this.hook = hook;
    }

    ImageFacts execute(Connections connections, Duration limit)
            throws IOException, NamingException, JMSException, InterruptedException {
        hire(connections);
        List<ChildProcess> publishers = publish(connections);
        for (ChildProcess publisher : publishers) {
            publisher.awaitExit(PATIENCE);
        }
        progress.step("published " + EVENTS + " events of an image store");
        untilAllAreTold(limit);
        dismiss();
        return new ImageFacts(
                script,
                publishers.stream().map(ImageRun::lastLine).toList(),
                received(),
                hook.seen(),
                left(connections.core()));
    }

    private void hire(Connections connections) throws IOException, InterruptedException {
        worker(ImageReader.THUMBNAILS, connections.core());
        worker(ImageReader.AUDIT, connections.qpid());
        worker(ImageReader.FRAUD, connections.qpid());
        worker(ImageReader.GALLERY, connections.core(), "--topic", "image-events");
        for (ChildProcess worker : workers.values()) {
            String ready = worker.name() + " is ready";
            worker.awaitLine(ready::equals, PATIENCE);
        }
        progress.step("started " + workers.size() + " readers of image events, and a web hook");
    }

    private void worker(ImageReader reader, Path jndi, String... more) throws IOException {
        String name = reader.name().toLowerCase(Locale.ROOT);
        workers.put(
                reader,
                start(
                        name,
                        "jms-client-examples",
                        "io.sluice.examples.jms.ImageWorker",
                        List.of("--name", name, "--jndi", jndi.toString()),
                        List.of(more)));
    }

    private List<ChildProcess> publish(Connections connections) throws IOException {
        int half = EVENTS / 2;
        ChildProcess jms = start(
                "image store",
                "jms-client-examples",
                "io.sluice.examples.jms.ImageStore",
                List.of("--jndi", connections.core().toString()),
                part(1, half));
        ChildProcess amqp = start(
                "image store on AMQP",
                "amqp-examples",
                "io.sluice.examples.amqp.ImageStoreAmqp",
                List.of("--port", "" + connections.amqpPort()),
                part(half + 1, EVENTS));
        return List.of(jms, amqp);
    }

    private static List<String> part(int from, int to) {
        return List.of("--events", "" + EVENTS, "--seed", "" + SEED, "--from", "" + from, "--to", "" + to);
    }

    private void untilAllAreTold(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        int wanted = 0;
        for (ImageReader reader : ImageReader.values()) {
            wanted += script.idsFor(reader).size();
        }
        int told = told();
        while (told < wanted && System.nanoTime() - deadline < 0) {
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            told = told();
            progress.show("told readers " + told + " times of " + wanted);
        }
        progress.step("told queues, durable subscriber and web hook " + told + " times of " + wanted);
    }

    private int told() {
        return received().values().stream().mapToInt(List::size).sum();
    }

    private Map<ImageReader, List<String>> received() {
        Map<ImageReader, List<String>> received = new EnumMap<>(ImageReader.class);
        workers.forEach((reader, worker) -> received.put(reader, imagesOf(worker)));
        received.put(ImageReader.PARTNERS, hook.seen().images());
        return received;
    }

    private static List<String> imagesOf(ChildProcess worker) {
        String begins = worker.name() + " has ";
        return worker.output().stream()
                .filter(line -> line.startsWith(begins))
                .map(line -> line.substring(begins.length()))
                .toList();
    }

    private void dismiss() throws InterruptedException {
        workers.values().forEach(ChildProcess::askToStop);
        for (ChildProcess worker : workers.values()) {
            worker.stop();
        }
    }

    private static int left(Path jndi) throws IOException, NamingException, JMSException {
        try (JndiBroker broker = JndiBroker.read(jndi);
                JMSContext session = broker.connect(JMSContext.AUTO_ACKNOWLEDGE)) {
            int left = 0;
            for (ImageReader reader : QUEUES) {
                left += DeadLetter.browse(session, broker.queue(reader.name().toLowerCase(Locale.ROOT)))
                        .size();
            }
            return left;
        }
    }

    private static String lastLine(ChildProcess process) {
        List<String> output = process.output();
        return output.isEmpty() ? "nothing" : output.get(output.size() - 1);
    }

    private ChildProcess start(String name, String module, String main, List<String> first, List<String> more)
            throws IOException {
        List<String> arguments = new ArrayList<>(first);
        arguments.addAll(more);
        return workshop.keep(
                ChildProcess.start(name, installation.classPath(module), List.of("-Xmx96m"), main, arguments));
    }
}
