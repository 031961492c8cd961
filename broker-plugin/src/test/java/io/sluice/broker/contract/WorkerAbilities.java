package io.sluice.broker.contract;

import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Message;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.qpid.protonj2.client.Delivery;

/** Which settlements each kind of worker can express, how it does so, and why it cannot express the others. */
final class WorkerAbilities {

    private static final String QPID_OUTCOME = "JMS_AMQP_ACK_TYPE";
    private static final int QPID_REJECTED = 2;
    private static final int QPID_RELEASED = 3;
    private static final int QPID_FAILED = 4;
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final Ability NO_TRANSACTION = cannot("the application has no transaction in this mode");
    private static final Ability ONLY_COMMITS =
            cannot("in a transacted session the commit acknowledges (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability ONLY_ROLLS_BACK =
            cannot("in a transacted session the rollback gives back (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability NO_JMS_RELEASE =
            cannot("an application can only recover, which counts (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability NO_JMS_REJECTION =
            cannot("an application can only acknowledge or recover (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability SESSION_KEEPS_MESSAGES = cannot(
            "a closed consumer leaves what it delivered with its session, where it is acknowledged or committed later"
                    + " (Jakarta Messaging 3.1, 8.8)");
    private static final Ability CLOSE_GIVES_BACK =
            cannot("in this mode the close gives back at once; see closing the consumer");
    private static final Ability CLOSE_TELLS_WHAT_WAS_BEGUN =
            cannot("in this mode the client tells on closing what was begun; see there");
    private static final Ability CLOSE_TELLS_NOTHING =
            cannot("in this mode the client tells nothing on closing; see closing the connection");
    private static final Ability CLOSE_WAITS_FOR_LISTENER =
            cannot("closing waits until the listener has returned, and that acknowledges"
                    + " (Jakarta Messaging 3.1, 8.8 and 6.1.8)");
    private static final Ability LISTENER_RELEASES =
            cannot("Qpid JMS releases what a listener throws at, though Jakarta Messaging 3.1, 8.7, asks for a count;"
                    + " see releasing");
    private static final Ability ONLY_ACCEPTED_IN_TRANSACTION =
            cannot("Artemis applies no outcome but accepted inside a transaction, though AMQP 1.0, 4.4.2, allows them");

    private WorkerAbilities() {}

    /** Every kind of worker, also those that acknowledge lazily. */
    static Stream<WorkerKind> kinds() {
        return Stream.concat(
                WorkerKind.all(),
                WorkerKind.all()
                        .filter(kind -> kind.acknowledgement() == Acknowledgement.AUTO)
                        .map(kind -> kind.with(Acknowledgement.DUPS_OK)));
    }

    static Ability of(WorkerKind kind, Settlement settlement) {
        return switch (settlement) {
            case CUT -> can((worker, message) -> worker.cut());
            case COMMIT, ROLL_BACK, CLOSE_CONSUMER_THEN_COMMIT ->
                isTransacted(kind) ? inTransaction(kind, settlement) : NO_TRANSACTION;
            case CLOSE_CONSUMER, CLOSE_CONSUMER_THEN_ACKNOWLEDGE -> closingConsumer(kind, settlement);
            case CLOSE_CONNECTION, CLOSE_CONNECTION_HAVING_BEGUN -> closingConnection(kind, settlement);
            case ACKNOWLEDGE, RELEASE, FAIL, REJECT ->
                kind.client() == Client.PROTONJ2 ? amqpOutcome(kind, settlement) : jmsOutcome(kind, settlement);
        };
    }

    private static Ability inTransaction(WorkerKind kind, Settlement settlement) {
        return switch (settlement) {
            case COMMIT -> can(Worker::acknowledge);
            case ROLL_BACK -> can(Worker::fail);
            default ->
                kind.client() == Client.PROTONJ2
                        ? can((worker, message) -> ((ProtonWorker) worker).closeAndCommit(message))
                        : can((worker, message) -> {
                            worker.closeConsumer();
                            worker.acknowledge(message);
                        });
        };
    }

    private static Ability closingConnection(WorkerKind kind, Settlement settlement) {
        if (isListening(kind)) {
            return CLOSE_WAITS_FOR_LISTENER;
        }
        boolean asked = settlement == Settlement.CLOSE_CONNECTION_HAVING_BEGUN;
        if (asked ? tellsNothing(kind) : tellsWhatWasBegun(kind)) {
            return asked ? CLOSE_TELLS_NOTHING : CLOSE_TELLS_WHAT_WAS_BEGUN;
        }
        return can((worker, message) -> {
            if (asked && message.original() instanceof Delivery delivery) {
                delivery.accept();
            }
            worker.close();
        });
    }

    private static boolean tellsNothing(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.INDIVIDUAL;
    }

    /** An AMQP client tells it for what it has accepted in its transaction, and a JMS client for what it has received. */
    private static boolean tellsWhatWasBegun(WorkerKind kind) {
        return isTransacted(kind) && kind.client() != Client.PROTONJ2
                || kind.acknowledgement() == Acknowledgement.CLIENT;
    }

    private static Ability closingConsumer(WorkerKind kind, Settlement settlement) {
        if (isListening(kind)) {
            return CLOSE_WAITS_FOR_LISTENER;
        }
        boolean givesBack = kind.client() == Client.PROTONJ2
                || kind.client() == Client.CORE && kind.acknowledgement() == Acknowledgement.INDIVIDUAL;
        if (settlement == Settlement.CLOSE_CONSUMER) {
            return givesBack ? can((worker, message) -> worker.closeConsumer()) : SESSION_KEEPS_MESSAGES;
        }
        if (isTransacted(kind)) {
            return ONLY_COMMITS;
        }
        return givesBack
                ? CLOSE_GIVES_BACK
                : can((worker, message) -> {
                    worker.closeConsumer();
                    worker.acknowledge(message);
                });
    }

    private static Ability amqpOutcome(WorkerKind kind, Settlement settlement) {
        if (isTransacted(kind)) {
            return settlement == Settlement.ACKNOWLEDGE ? ONLY_COMMITS : ONLY_ACCEPTED_IN_TRANSACTION;
        }
        return switch (settlement) {
            case ACKNOWLEDGE -> can(Worker::acknowledge);
            case RELEASE -> can((worker, message) -> ((ProtonWorker) worker).settle(message, Delivery::release));
            case FAIL -> can(Worker::fail);
            default ->
                can((worker, message) ->
                        ((ProtonWorker) worker).settle(message, delivery -> delivery.reject("matrix", "rejected")));
        };
    }

    private static Ability jmsOutcome(WorkerKind kind, Settlement settlement) {
        if (isTransacted(kind)) {
            return settlement == Settlement.ACKNOWLEDGE ? ONLY_COMMITS : ONLY_ROLLS_BACK;
        }
        if (settlement == Settlement.ACKNOWLEDGE) {
            return isLazy(kind) ? new Ability.Can(WorkerAbilities::acknowledgeLazily, true) : can(Worker::acknowledge);
        }
        return kind.client() == Client.QPID_JMS ? qpidOutcome(kind, settlement) : coreOutcome(settlement);
    }

    private static Ability coreOutcome(Settlement settlement) {
        return switch (settlement) {
            case RELEASE -> NO_JMS_RELEASE;
            case FAIL -> can(Worker::fail);
            default -> NO_JMS_REJECTION;
        };
    }

    /** Its recover delivers again inside the client and tells the broker nothing; the outcomes of AMQP tell. */
    private static Ability qpidOutcome(WorkerKind kind, Settlement settlement) {
        boolean listening = isListening(kind);
        return switch (settlement) {
            case RELEASE -> can(listening ? Worker::fail : qpidOutcome(QPID_RELEASED));
            case FAIL -> listening ? LISTENER_RELEASES : can(qpidOutcome(QPID_FAILED));
            default -> listening ? NO_JMS_REJECTION : can(qpidOutcome(QPID_REJECTED));
        };
    }

    private static Ability.Action qpidOutcome(int outcome) {
        return (worker, message) -> {
            ((Message) message.original()).setIntProperty(QPID_OUTCOME, outcome);
            worker.acknowledge(message);
        };
    }

    /** A Core client sends DUPS_OK acknowledgements when there are many of them, or when its consumer closes. */
    private static void acknowledgeLazily(Worker worker, Received message) {
        worker.acknowledge(message);
        worker.drain(GLANCE);
        worker.closeConsumer();
    }

    static boolean isListening(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.AUTO || kind.acknowledgement() == Acknowledgement.DUPS_OK;
    }

    /** Whether the client sends acknowledgements when it sees fit. */
    static boolean isLazy(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.DUPS_OK && kind.client() == Client.CORE;
    }

    private static boolean isTransacted(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.TRANSACTED;
    }

    private static Ability can(Ability.Action action) {
        return new Ability.Can(action, false);
    }

    private static Ability cannot(String reason) {
        return new Ability.Cannot(reason);
    }
}
