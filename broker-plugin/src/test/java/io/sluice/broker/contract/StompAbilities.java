package io.sluice.broker.contract;

import io.sluice.broker.fixture.StompWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;

/** What an application can say in STOMP 1.2. */
final class StompAbilities {

    private static final Ability ONLY_COMMITS =
            new Ability.Cannot("an ACK in a transaction takes effect with COMMIT (STOMP 1.2, ACK)");
    private static final Ability ONLY_ABORTS =
            new Ability.Cannot("what is in a transaction is given back by ABORT (STOMP 1.2, ABORT)");
    private static final Ability ONLY_NACK = new Ability.Cannot(
            "NACK is the only way to give back, and says that the message was not consumed; it counts"
                    + " (STOMP 1.2, NACK)");
    private static final Ability UNSUBSCRIBE_GIVES_BACK = new Ability.Cannot(
            "UNSUBSCRIBE ends the subscription whose messages an ACK names (STOMP 1.2, UNSUBSCRIBE); see closing the"
                    + " consumer");

    private StompAbilities() {}

    static Ability of(WorkerKind kind, Settlement settlement) {
        boolean transacted = WorkerAbilities.isTransacted(kind);
        return switch (settlement) {
            case ACKNOWLEDGE -> transacted ? ONLY_COMMITS : can(Worker::acknowledge);
            case FAIL -> transacted ? ONLY_ABORTS : can(Worker::fail);
            case RELEASE, REJECT -> transacted ? ONLY_ABORTS : ONLY_NACK;
            case COMMIT, ROLL_BACK, CLOSE_CONSUMER_THEN_COMMIT ->
                transacted ? inTransaction(settlement) : WorkerAbilities.NO_TRANSACTION;
            case CLOSE_CONSUMER -> can((worker, message) -> worker.closeConsumer());
            case CLOSE_CONSUMER_HAVING_BEGUN -> WorkerAbilities.CLOSE_TELLS_NOTHING;
            case CLOSE_CONSUMER_THEN_ACKNOWLEDGE -> UNSUBSCRIBE_GIVES_BACK;
            case CLOSE_CONNECTION -> can((worker, message) -> worker.close());
            case CLOSE_CONNECTION_HAVING_BEGUN ->
                transacted
                        ? can((worker, message) -> {
                            ((StompWorker) worker).enlist(message);
                            worker.close();
                        })
                        : WorkerAbilities.CLOSE_TELLS_NOTHING;
            case CUT -> can((worker, message) -> worker.cut());
        };
    }

    private static Ability inTransaction(Settlement settlement) {
        return switch (settlement) {
            case COMMIT -> can(Worker::acknowledge);
            case ROLL_BACK -> can(Worker::fail);
            default ->
                can((worker, message) -> {
                    ((StompWorker) worker).enlist(message);
                    worker.closeConsumer();
                    ((StompWorker) worker).commit();
                });
        };
    }

    private static Ability can(Ability.Action action) {
        return new Ability.Can(action, false);
    }
}
