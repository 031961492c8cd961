package io.sluice.broker.contract;

import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.fixture.WorkerKind.Acknowledgement;
import io.sluice.broker.fixture.WorkerKind.Client;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which settlements each kind of worker can express, how it does so, and why it cannot express the others. A new kind of
 * worker is in the matrix when it has an answer here.
 */
final class WorkerAbilities {

    static final Ability NO_TRANSACTION = new Ability.Cannot("the application has no transaction in this mode");
    static final Ability CLOSE_TELLS_NOTHING =
            new Ability.Cannot("in this mode the client tells nothing on closing; see the close without that");

    private WorkerAbilities() {}

    /** Every kind of worker, also those that acknowledge lazily. */
    static Stream<WorkerKind> kinds() {
        return WorkerKind.all()
                .flatMap(kind -> kind.acknowledgement() == Acknowledgement.AUTO
                        ? Stream.of(kind, kind.with(Acknowledgement.DUPS_OK))
                        : Stream.of(kind));
    }

    static Ability of(WorkerKind kind, Settlement settlement) {
        return switch (kind.client()) {
            case CORE, QPID_JMS, OPENWIRE -> JmsAbilities.of(kind, settlement);
            case PROTONJ2 -> AmqpAbilities.of(kind, settlement);
            case STOMP -> StompAbilities.of(kind, settlement);
            case MQTT -> MqttAbilities.of(settlement);
        };
    }

    /** Why a moment never comes for a kind of worker; null if it does. */
    static @Nullable String whyNever(WorkerKind kind, Moment moment) {
        boolean inTransaction = kind.client() == Client.OPENWIRE && isTransacted(kind);
        return inTransaction && moment == Moment.SENT_AGAIN
                ? "an OpenWire connection with an open transaction is sent no second copy, because its client would delete"
                        + " both by one acknowledgement"
                : null;
    }

    /** Whether the application works inside a listener of its client. */
    static boolean isListening(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.AUTO || kind.acknowledgement() == Acknowledgement.DUPS_OK;
    }

    /** Whether the client sends acknowledgements when it sees fit. */
    static boolean isLazy(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.DUPS_OK && kind.client() == Client.CORE;
    }

    static boolean isTransacted(WorkerKind kind) {
        return kind.acknowledgement() == Acknowledgement.TRANSACTED;
    }
}
