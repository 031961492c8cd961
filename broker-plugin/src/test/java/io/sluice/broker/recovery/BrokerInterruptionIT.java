package io.sluice.broker.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Single steps that {@link KillNineIT} takes at random: a killed broker, a stopped one, and workers that die together. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BrokerInterruptionIT {

    private static final Duration LEASE = Duration.ofMillis(1000);
    private static final long SEED = 42;

    @TempDir
    Path folder;

    @Test
    void countsOnlyTheMessageThatEachWorkerHadBegunWhenTheBrokerWasKilled() throws InterruptedException {
        try (CrashScene scene = CrashScene.in(folder, LEASE)) {
            // Given
            List<WorkerKind> kinds = WorkerKind.all().toList();
            List<Worker> workers = new ArrayList<>();
            for (WorkerKind kind : kinds) {
                scene.send(queueOf(kind), "m1", "m2", "m3");
                Worker worker = scene.open(kind, queueOf(kind));
                workers.add(worker);
                assertThat(worker.receive().summary()).as("%s", kind).isEqualTo("m1#1");
            }
            letPass(CrashScene.TOLERANCE.toMillis());

            // When
            scene.kill();
            workers.forEach(Worker::close);
            scene.restart();

            // Then
            for (WorkerKind kind : kinds) {
                assertThat(scene.finish(queueOf(kind), 3))
                        .as("%s", kind)
                        .extracting(Received::summary)
                        .containsExactly("m1#2", "m2#1", "m3#1");
            }
        }
    }

    @Test
    void handsOverWhatTwoWorkersHeldThatDiedTogether() {
        try (CrashScene scene = CrashScene.in(folder, LEASE)) {
            for (WorkerKind kind : WorkerKind.all().toList()) {
                // Given
                String queue = queueOf(kind);
                scene.send(
                        queue,
                        IntStream.rangeClosed(1, 12).mapToObj(i -> "m" + i).toArray(String[]::new));
                Worker first = scene.open(kind, queue);
                Received headOfFirst = first.receive();
                Worker second = scene.open(kind, queue);
                scene.send(queue, "m13", "m14");
                Received headOfSecond = second.receive();

                // When
                first.cut();
                second.cut();
                List<Received> finished = scene.finish(queue, 14);

                // Then
                assertThat(finished).as("%s", kind).extracting(Received::body).doesNotHaveDuplicates();
                assertThat(finished)
                        .as("%s", kind)
                        .filteredOn(received -> received.receiveCount() > 1)
                        .extracting(Received::summary)
                        .containsExactlyInAnyOrder(headOfFirst.body() + "#2", headOfSecond.body() + "#2");
                first.close();
                second.close();
            }
        }
    }

    @Test
    void goesOnAfterABrokerThatStoodStillForLongerThanALease() throws Exception {
        try (CrashScene scene = CrashScene.in(folder, LEASE)) {
            // Given
            Load load = Load.start(scene.place(), "s", SEED);
            letPass(1500);

            // When
            signal("STOP", scene.broker().pid());
            letPass(LEASE.multipliedBy(3).toMillis());
            signal("CONT", scene.broker().pid());

            // Then
            long before = scene.history().count(HistoryEvent.Received.class::isInstance);
            letPass(LEASE.multipliedBy(2).toMillis());
            load.stop();
            load.awaitEnd();
            scene.drain();
            scene.assertHistoryIsRight("stopped");
            assertThat(scene.history().count(HistoryEvent.Broken.class::isInstance))
                    .as("broken connections")
                    .isZero();
            assertThat(scene.history().count(HistoryEvent.Received.class::isInstance))
                    .isGreaterThan(before);
        }
    }

    private static String queueOf(WorkerKind kind) {
        return CrashScene.PATIENT_QUEUES + kind.toString().replace(' ', '-');
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void letPass(long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }
}
