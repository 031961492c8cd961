package io.sluice.broker.contract;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.Message;
import java.time.Duration;

/** What an application can do with the interfaces of Jakarta Messaging, and with the extensions of the libraries. */
final class JmsAbilities {

    private static final String QPID_OUTCOME = "JMS_AMQP_ACK_TYPE";
    private static final int QPID_REJECTED = 2;
    private static final int QPID_RELEASED = 3;
    private static final int QPID_FAILED = 4;
    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final Ability ONLY_COMMITS =
            cannot("in a transacted session the commit acknowledges (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability ONLY_ROLLS_BACK =
            cannot("in a transacted session the rollback gives back (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability NO_RELEASE =
            cannot("an application can only recover, which counts (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability NO_REJECTION =
            cannot("an application can only acknowledge or recover (Jakarta Messaging 3.1, 6.2.10)");
    private static final Ability SESSION_KEEPS_MESSAGES =
            cannot("a closed consumer leaves what it delivered with its session, where it is acknowledged or committed"
                    + " later (Jakarta Messaging 3.1, 8.8); the visibility timeout runs on");
    private static final Ability CLOSE_GIVES_BACK =
            cannot("in this mode the close gives back at once; see closing the consumer");
    private static final Ability REFUSES_AFTER_CLOSE = cannot(
            "ActiveMQ's client refuses to acknowledge after the close, though Jakarta Messaging 3.1, 8.8, allows it");
    private static final Ability CLOSE_TELLS_WHAT_WAS_BEGUN =
            cannot("in this mode the client tells on closing what was begun; see there");
    private static final Ability CLOSE_WAITS_FOR_LISTENER =
            cannot("closing waits until the listener has returned, and that acknowledges"
                    + " (Jakarta Messaging 3.1, 8.8 and 6.1.8)");
    private static final Ability LISTENER_RELEASES =
            cannot("Qpid JMS releases what a listener throws at, though Jakarta Messaging 3.1, 8.7, asks for a count;"
                    + " see releasing");

    private JmsAbilities() {}

    static Ability of(WorkerKind kind, Settlement settlement) {
        return switch (settlement) {
            case ACKNOWLEDGE, RELEASE, FAIL, REJECT -> outcome(kind, settlement);
            case COMMIT, ROLL_BACK, CLOSE_CONSUMER_THEN_COMMIT ->
                WorkerAbilities.isTransacted(kind) ? inTransaction(settlement) : WorkerAbilities.NO_TRANSACTION;
            case CLOSE_CONSUMER, CLOSE_CONSUMER_HAVING_BEGUN, CLOSE_CONSUMER_THEN_ACKNOWLEDGE ->
                closingConsumer(kind, settlement);
            case CLOSE_CONNECTION, CLOSE_CONNECTION_HAVING_BEGUN -> closingConnection(kind, settlement);
            case CUT -> can((worker, message) -> worker.cut());
        };
    }

    private static Ability inTransaction(Settlement settlement) {
        return switch (settlement) {
            case COMMIT -> can(Worker::acknowledge);
            case ROLL_BACK -> can(Worker::fail);
            default -> can(JmsAbilities::closeThenAcknowledge);
        };
    }

    private static void closeThenAcknowledge(Worker worker, Received message) {
        worker.closeConsumer();
        worker.acknowledge(message);
    }

    private static Ability closingConnection(WorkerKind kind, Settlement settlement) {
        if (WorkerAbilities.isListening(kind)) {
            return CLOSE_WAITS_FOR_LISTENER;
        }
        boolean asked = settlement == Settlement.CLOSE_CONNECTION_HAVING_BEGUN;
        boolean tells = kind.acknowledgement() != Acknowledgement.INDIVIDUAL || kind.client() == Client.OPENWIRE;
        if (asked != tells) {
            return asked ? WorkerAbilities.CLOSE_TELLS_NOTHING : CLOSE_TELLS_WHAT_WAS_BEGUN;
        }
        return can((worker, message) -> worker.close());
    }

    private static Ability closingConsumer(WorkerKind kind, Settlement settlement) {
        if (WorkerAbilities.isListening(kind)) {
            return CLOSE_WAITS_FOR_LISTENER;
        }
        return WorkerAbilities.isTransacted(kind)
                ? settlement == Settlement.CLOSE_CONSUMER_THEN_ACKNOWLEDGE ? ONLY_COMMITS : SESSION_KEEPS_MESSAGES
                : closingBareConsumer(kind, settlement);
    }

    /** Without a transaction: a close that gives back does so with or without a word of what was begun. */
    private static Ability closingBareConsumer(WorkerKind kind, Settlement settlement) {
        boolean openWire = kind.client() == Client.OPENWIRE;
        boolean givesBack =
                openWire || kind.client() == Client.CORE && kind.acknowledgement() == Acknowledgement.INDIVIDUAL;
        return switch (settlement) {
            case CLOSE_CONSUMER -> {
                if (givesBack) {
                    yield openWire ? CLOSE_TELLS_WHAT_WAS_BEGUN : can((worker, message) -> worker.closeConsumer());
                }
                yield SESSION_KEEPS_MESSAGES;
            }
            case CLOSE_CONSUMER_HAVING_BEGUN -> {
                if (openWire) {
                    yield can((worker, message) -> worker.closeConsumer());
                }
                yield givesBack ? WorkerAbilities.CLOSE_TELLS_NOTHING : SESSION_KEEPS_MESSAGES;
            }
            default -> {
                if (givesBack) {
                    yield openWire ? REFUSES_AFTER_CLOSE : CLOSE_GIVES_BACK;
                }
                yield can(JmsAbilities::closeThenAcknowledge);
            }
        };
    }

    private static Ability outcome(WorkerKind kind, Settlement settlement) {
        if (WorkerAbilities.isTransacted(kind)) {
            return settlement == Settlement.ACKNOWLEDGE ? ONLY_COMMITS : ONLY_ROLLS_BACK;
        }
        if (settlement == Settlement.ACKNOWLEDGE) {
            return WorkerAbilities.isLazy(kind)
                    ? new Ability.Can(JmsAbilities::acknowledgeLazily, true)
                    : can(Worker::acknowledge);
        }
        return kind.client() == Client.QPID_JMS ? qpidOutcome(kind, settlement) : plainOutcome(settlement);
    }

    private static Ability plainOutcome(Settlement settlement) {
        return switch (settlement) {
            case RELEASE -> NO_RELEASE;
            case FAIL -> can(Worker::fail);
            default -> NO_REJECTION;
        };
    }

    /** Its recover delivers again inside the client and tells the broker nothing; the outcomes of AMQP tell. */
    private static Ability qpidOutcome(WorkerKind kind, Settlement settlement) {
        boolean listening = WorkerAbilities.isListening(kind);
        return switch (settlement) {
            case RELEASE -> can(listening ? Worker::fail : amqpOutcome(QPID_RELEASED));
            case FAIL -> listening ? LISTENER_RELEASES : can(amqpOutcome(QPID_FAILED));
            default -> listening ? NO_REJECTION : can(amqpOutcome(QPID_REJECTED));
        };
    }

    private static Ability.Action amqpOutcome(int outcome) {
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

    private static Ability can(Ability.Action action) {
        return new Ability.Can(action, false);
    }

    private static Ability cannot(String reason) {
        return new Ability.Cannot(reason);
    }
}
