package io.sluice.broker.contract;

import io.sluice.broker.fixture.ProtonWorker;
import io.sluice.broker.fixture.Worker;
import io.sluice.broker.fixture.WorkerKind;
import org.apache.qpid.protonj2.client.Delivery;

/** What an application can do that speaks AMQP 1.0 itself. */
final class AmqpAbilities {

    private static final Ability ONLY_COMMITS =
            new Ability.Cannot("inside a transaction the discharge acknowledges (AMQP 1.0, 4.4.2)");
    private static final Ability ONLY_ACCEPTED = new Ability.Cannot(
            "Artemis applies no outcome but accepted inside a transaction, though AMQP 1.0, 4.4.2, allows them");
    private static final Ability LINK_ENDS_DELIVERIES = new Ability.Cannot(
            "nothing can be settled on a detached link (AMQP 1.0, 2.6.12); see closing the consumer");

    private AmqpAbilities() {}

    static Ability of(WorkerKind kind, Settlement settlement) {
        boolean transacted = WorkerAbilities.isTransacted(kind);
        return switch (settlement) {
            case ACKNOWLEDGE -> transacted ? ONLY_COMMITS : can(Worker::acknowledge);
            case RELEASE, FAIL, REJECT -> transacted ? ONLY_ACCEPTED : outcome(settlement);
            case COMMIT -> transacted ? can(Worker::acknowledge) : WorkerAbilities.NO_TRANSACTION;
            case ROLL_BACK -> transacted ? can(Worker::fail) : WorkerAbilities.NO_TRANSACTION;
            case CLOSE_CONSUMER -> can((worker, message) -> worker.closeConsumer());
            case CLOSE_CONSUMER_HAVING_BEGUN -> WorkerAbilities.CLOSE_TELLS_NOTHING;
            case CLOSE_CONSUMER_THEN_ACKNOWLEDGE -> LINK_ENDS_DELIVERIES;
            case CLOSE_CONSUMER_THEN_COMMIT ->
                transacted
                        ? can((worker, message) -> ((ProtonWorker) worker).closeAndCommit(message))
                        : WorkerAbilities.NO_TRANSACTION;
            case CLOSE_CONNECTION -> can((worker, message) -> worker.close());
            case CLOSE_CONNECTION_HAVING_BEGUN ->
                transacted
                        ? can((worker, message) -> {
                            ((Delivery) message.original()).accept();
                            worker.close();
                        })
                        : WorkerAbilities.CLOSE_TELLS_NOTHING;
            case CUT -> can((worker, message) -> worker.cut());
        };
    }

    private static Ability outcome(Settlement settlement) {
        return switch (settlement) {
            case RELEASE -> can((worker, message) -> ((ProtonWorker) worker).settle(message, Delivery::release));
            case FAIL -> can(Worker::fail);
            default ->
                can((worker, message) ->
                        ((ProtonWorker) worker).settle(message, delivery -> delivery.reject("matrix", "rejected")));
        };
    }

    private static Ability can(Ability.Action action) {
        return new Ability.Can(action, false);
    }
}
