package io.sluice.broker.contract;

import io.sluice.broker.fixture.Received;
import io.sluice.broker.fixture.Worker;

/** Whether, and how, the application of one kind of worker can settle in one way. */
sealed interface Ability {

    /** What the application calls. */
    interface Action {
        void settle(Worker worker, Received message) throws Exception;
    }

    /** It can. @param closesConsumer whether its client needs that to send the settlement */
    record Can(Action action, boolean closesConsumer) implements Ability {}

    /** It cannot. @param reason with the section of the specification that says so */
    record Cannot(String reason) implements Ability {}
}
