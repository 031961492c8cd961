package io.sluice.broker.recovery;

import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.SettlementRefused;
import io.sluice.broker.fixture.StompRefused;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import io.sluice.broker.fixture.WorkerOptions;
import io.sluice.broker.recovery.HistoryEvent.How;
import io.sluice.broker.recovery.HistoryEvent.Outcome;
import io.sluice.broker.runtime.BrokerProcess;
import jakarta.jms.TransactionRolledBackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.qpid.protonj2.client.Delivery;
import org.apache.qpid.protonj2.client.exceptions.ClientTransactionRolledBackException;

/**
 * An application that receives messages of one queue until it is told to stop, does with them what its dice say, connects
 * again when it must, and records everything. Runs on one thread.
 */
final class CrashWorker implements Runnable {

    private static final Duration PATIENCE = Duration.ofMillis(150);
    private static final int MAXIMUM_BATCH = 3;

    private final String name;
    private final WorkerKind kind;
    private final Scene scene;
    private final RandomGenerator dice;
    private final CountDownLatch stop;
    private int connections;
    private String connection = "";

    /**
     * Where the worker works.
     *
     * @param history what it writes to
     * @param port of the broker, all protocols
     * @param queue where its messages are
     * @param lease the visibility timeout of the queue
     * @param troublePercent how many of the messages meet a worker that may do something else than its work
     */
    record Scene(History history, int port, String queue, Duration lease, int troublePercent) {

        Scene(History history, int port, String queue, Duration lease) {
            this(history, port, queue, lease, 100);
        }
    }

    CrashWorker(String name, WorkerKind kind, Scene scene, RandomGenerator dice, CountDownLatch stop) {
        this.name = name;
        this.kind = kind;
        this.scene = scene;
        this.dice = dice;
        this.stop = stop;
    }

    @Override
    public void run() {
        while (!isStopped()) {
            connection = name + "." + connections++;
            scene.history().add(new HistoryEvent.Opened(scene.history().now(), connection));
            WorkerOptions options = WorkerOptions.DEFAULT
                    .loggedInAs(BrokerProcess.USER, BrokerProcess.PASSWORD)
                    .withPrefetch(dice.nextInt(4) == 0 ? 0 : 1000);
            try (Worker worker = Worker.open(scene.port(), kind, scene.queue(), options)) {
                work(worker);
            } catch (IllegalStateException | SettlementRefused e) {
                scene.history().add(new HistoryEvent.Broken(scene.history().now(), connection, causes(e)));
            }
        }
    }

    private boolean isStopped() {
        return stop.getCount() == 0;
    }

    private void work(Worker worker) {
        boolean staying = true;
        while (staying && !isStopped()) {
            long since = scene.history().now();
            List<Received> batch = receive(worker);
            if (batch.isEmpty()) {
                scene.history().add(new HistoryEvent.Waited(scene.history().now(), connection, since));
            } else {
                staying = treat(worker, batch);
            }
        }
        if (staying) {
            scene.history().add(new HistoryEvent.Left(scene.history().now(), connection, leavesWell()));
        }
    }

    /** A JMS connection does not close before its listener has returned, so these workers can only run away. */
    private boolean leavesWell() {
        return kind.acknowledgement() != Acknowledgement.AUTO;
    }

    /** One message, or a few that are settled in one transaction. */
    private List<Received> receive(Worker worker) {
        int wanted = kind.acknowledgement() == Acknowledgement.TRANSACTED && dice.nextInt(3) == 0 ? MAXIMUM_BATCH : 1;
        List<Received> batch = new ArrayList<>();
        while (batch.size() < wanted) {
            Received received = worker.receive(PATIENCE).orElse(null);
            if (received == null) {
                break;
            }
            scene.history()
                    .add(new HistoryEvent.Received(
                            scene.history().now(), connection, received.body(), received.receiveCount()));
            noteNumber(received);
            batch.add(received);
            if (Messages.isPoison(received.body())) {
                break;
            }
        }
        return batch;
    }

    private void noteNumber(Received received) {
        Object number = received.properties().get("sluice_sequence_number");
        if (number != null) {
            scene.history()
                    .add(new HistoryEvent.Numbered(
                            scene.history().now(), connection, received.body(), number.toString()));
        }
    }

    /** Does something with the messages. @return whether the worker stays connected */
    private boolean treat(Worker worker, List<Received> batch) {
        boolean poison = batch.stream().anyMatch(received -> Messages.isPoison(received.body()));
        int roll = poison ? (canFail() ? 75 : 91) + dice.nextInt(canFail() ? 25 : 9) : dice.nextInt(100);
        if (!poison && dice.nextInt(100) >= scene.troublePercent() || roll < 60) {
            return settle(worker, batch, How.ACKNOWLEDGED);
        } else if (roll < 70) {
            pause(dice.nextLong(scene.lease().toMillis() / 3));
            return settle(worker, batch, How.ACKNOWLEDGED);
        } else if (roll < 75) {
            pause(scene.lease().toMillis() * (100 + dice.nextInt(100)) / 100);
            return settle(worker, batch, How.ACKNOWLEDGED);
        } else if (roll < 91 && canFail()) {
            return settle(worker, batch, How.FAILED);
        } else if (roll < 94
                && worker instanceof ProtonWorker
                && kind.acknowledgement() == Acknowledgement.INDIVIDUAL) {
            return settle(worker, batch, How.RELEASED);
        } else if (roll < 97) {
            return leave(worker, true);
        }
        if (roll == 99) {
            pause(scene.lease().toMillis() * 3 / 2);
        }
        return leave(worker, false);
    }

    /**
     * Whether a failure counts exactly the messages that the worker was given. A failing listener means something else in
     * each library; Qpid JMS recovers without telling the broker; recover in Core's CLIENT_ACKNOWLEDGE asks the broker to
     * count the first message of the prefetch buffer too; MQTT has no failure that returns a message.
     */
    private boolean canFail() {
        return switch (kind.acknowledgement()) {
            case AUTO, DUPS_OK, CLIENT -> false;
            case INDIVIDUAL -> kind.client() != Client.QPID_JMS && kind.client() != Client.MQTT;
            case TRANSACTED -> true;
        };
    }

    private boolean leave(Worker worker, boolean orderly) {
        boolean wellBehaved = orderly && leavesWell();
        scene.history().add(new HistoryEvent.Left(scene.history().now(), connection, wellBehaved));
        if (!wellBehaved) {
            worker.cut();
        }
        return false;
    }

    private void pause(long millis) {
        try {
            if (stop.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean settle(Worker worker, List<Received> batch, How how) {
        long begin = scene.history().now();
        try {
            if (how == How.ACKNOWLEDGED) {
                worker.acknowledgeAll(batch);
            } else if (how == How.FAILED) {
                // a rollback of JMS returns all that was received, the others what was acknowledged in the transaction
                (failsOneByOne() ? batch : batch.subList(batch.size() - 1, batch.size())).forEach(worker::fail);
            } else {
                batch.forEach(received -> ((ProtonWorker) worker).settle(received, Delivery::release));
            }
            record(batch, begin, how, how == How.ACKNOWLEDGED ? effectOfAcknowledgement() : Outcome.SEEN);
            return true;
        } catch (SettlementRefused e) {
            boolean refused = kind.acknowledgement() == Acknowledgement.TRANSACTED
                    && worker.isUsable()
                    && (e.getCause() instanceof TransactionRolledBackException
                            || e.getCause() instanceof ClientTransactionRolledBackException
                            || e.getCause() instanceof StompRefused);
            record(batch, begin, how, refused ? Outcome.REFUSED : Outcome.UNKNOWN);
            if (!refused) {
                throw e;
            }
            return true;
        } catch (IllegalStateException connectionIsGone) {
            record(batch, begin, how, Outcome.UNKNOWN);
            throw connectionIsGone;
        }
    }

    private Outcome effectOfAcknowledgement() {
        return switch (kind.acknowledgement()) {
            case TRANSACTED -> Outcome.COMMITTED;
            case AUTO, DUPS_OK -> Outcome.LEFT_TO_CLIENT;
            default -> Outcome.SEEN;
        };
    }

    private boolean failsOneByOne() {
        return kind.client() == Client.PROTONJ2 || kind.client() == Client.STOMP;
    }

    private void record(List<Received> batch, long begin, How how, Outcome outcome) {
        long end = scene.history().now();
        batch.stream()
                .map(Received::body)
                .distinct()
                .forEach(id -> scene.history().add(new HistoryEvent.Settled(end, begin, connection, id, how, outcome)));
    }

    private static String causes(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(cause).append("; ");
        }
        return text.toString();
    }
}
