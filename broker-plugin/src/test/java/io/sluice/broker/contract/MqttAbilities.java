package io.sluice.broker.contract;

import io.sluice.broker.fixture.MqttWorker;
import io.sluice.broker.fixture.Worker;

/** What an application can say in MQTT 5. */
final class MqttAbilities {

    private static final Ability NO_RETURN = new Ability.Cannot(
            "MQTT has no acknowledgement that gives a message back; that with a reason code of failure says that nobody"
                    + " else may get it (MQTT 5, 4.8.2)");
    private static final Ability NO_TRANSACTIONS = new Ability.Cannot("MQTT has no transactions (MQTT 5, 2.1.2)");
    private static final Ability UNSUBSCRIBE_GIVES_BACK = new Ability.Cannot(
            "UNSUBSCRIBE gives back at once what is not acknowledged (MQTT 5, 3.10); see closing the consumer");

    private MqttAbilities() {}

    static Ability of(Settlement settlement) {
        return switch (settlement) {
            case ACKNOWLEDGE -> can(Worker::acknowledge);
            case RELEASE, FAIL -> NO_RETURN;
            case REJECT -> can((worker, message) -> ((MqttWorker) worker).refuse(message));
            case COMMIT, ROLL_BACK, CLOSE_CONSUMER_THEN_COMMIT -> NO_TRANSACTIONS;
            case CLOSE_CONSUMER -> can((worker, message) -> worker.closeConsumer());
            case CLOSE_CONSUMER_THEN_ACKNOWLEDGE -> UNSUBSCRIBE_GIVES_BACK;
            case CLOSE_CONNECTION -> can((worker, message) -> worker.close());
            case CLOSE_CONSUMER_HAVING_BEGUN, CLOSE_CONNECTION_HAVING_BEGUN -> WorkerAbilities.CLOSE_TELLS_NOTHING;
            case CUT -> can((worker, message) -> worker.cut());
        };
    }

    private static Ability can(Ability.Action action) {
        return new Ability.Can(action, false);
    }
}
