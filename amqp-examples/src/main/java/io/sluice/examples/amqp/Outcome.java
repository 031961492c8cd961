package io.sluice.examples.amqp;

import java.util.function.Supplier;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Modified;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Released;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.ErrorCondition;

/** The terminal outcomes a receiver can put into a disposition frame, AMQP 1.0 section 3.4. */
enum Outcome {
    ACCEPTED("accepted", Accepted::getInstance),
    RELEASED("released", Released::getInstance),
    MODIFIED("modified", Modified::new),
    MODIFIED_FAILED("modified, delivery-failed", Outcome::deliveryFailed),
    REJECTED("rejected", Outcome::noOrder);

    private final String words;
    private final Supplier<DeliveryState> state;

    Outcome(String words, Supplier<DeliveryState> state) {
        this.words = words;
        this.state = state;
    }

    String words() {
        return words;
    }

    /** The state as the disposition frame carries it. */
    DeliveryState state() {
        return state.get();
    }

    private static DeliveryState deliveryFailed() {
        Modified modified = new Modified();
        modified.setDeliveryFailed(true);
        return modified;
    }

    private static DeliveryState noOrder() {
        Rejected rejected = new Rejected();
        rejected.setError(new ErrorCondition(Symbol.valueOf("amqp:decode-error"), "this is no order"));
        return rejected;
    }
}
