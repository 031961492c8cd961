package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.WorkerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Producers and workers of all kinds at one broker, from its start to its death. */
final class Load {

    private static final long MOST_WAITING = 150;
    private static final long END_SECONDS = 60;

    private final CountDownLatch stopSending = new CountDownLatch(1);
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** Starts everything; all dice come from the seed. */
    static Load start(CrashWorker.Scene scene, String life, long seed) {
        Load load = new Load();
        SplittableRandom seeds = new SplittableRandom(seed);
        for (WorkerKind.Client client : List.of(WorkerKind.Client.CORE, WorkerKind.Client.QPID_JMS)) {
            String name = life + "-from-" + client;
            load.run(
                    name,
                    new CrashProducer(
                            name, client, scene, seeds.split(), load.stopSending, () -> isFull(scene.history())));
        }
        kinds().forEach(kind -> {
            String name = life + "-" + kind.toString().replace(' ', '-');
            load.run(name, new CrashWorker(name, kind, scene, seeds.split(), load.stop));
        });
        return load;
    }

    /**
     * Those whose failures and acknowledgements the checker can judge: MQTT has no failure that returns a message; ActiveMQ's
     * client acknowledges without an answer, and repeats what failed by itself and as often as its own policy says.
     */
    private static Stream<WorkerKind> kinds() {
        return WorkerKind.all()
                .filter(kind -> kind.client() != WorkerKind.Client.MQTT)
                .filter(WorkerKind::leavesRedeliveryToBroker);
    }

    private static boolean isFull(History history) {
        return history.sentButNotSettled() > MOST_WAITING;
    }

    private void run(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** The producers end; the workers go on. */
    void stopSending() {
        stopSending.countDown();
    }

    /** Everybody ends after what they are doing now; see {@link #awaitEnd}. */
    void stop() {
        stopSending.countDown();
        stop.countDown();
    }

    /**
     * Waits until all have ended. That may take a while after a kill: a Core client whose connection dies in the middle
     * of its opening waits for its call timeout of 30 seconds.
     */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            assertThat(thread.isAlive())
                    .withFailMessage(() -> thread.getName() + " hangs at " + List.of(thread.getStackTrace()))
                    .isFalse();
        }
    }
}
