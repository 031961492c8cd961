package io.sluice.broker.artemis.queue;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** The redelivery delay of Artemis' address settings, which stays in force for leased queues. */
final class RedeliveryDelay {

    private RedeliveryDelay() {}

    static void apply(MessageReference reference, long fromMillis, AddressSettings settings) {
        long delay = millis(settings, reference.getDeliveryCount());
        if (delay > 0) {
            reference.setScheduledDeliveryTime(fromMillis + delay);
        }
    }

    private static long millis(AddressSettings settings, int deliveryCount) {
        long base = settings.getRedeliveryDelay();
        if (base <= 0) {
            return 0;
        }
        double factor = Math.pow(settings.getRedeliveryMultiplier(), Math.max(0, deliveryCount - 1));
        double spread = settings.getRedeliveryCollisionAvoidanceFactor()
                * (ThreadLocalRandom.current().nextDouble() * 2 - 1);
        long delay = (long) (base * factor * (1 + spread));
        long maximum = settings.getMaxRedeliveryDelay();
        return maximum > 0 ? Math.min(delay, maximum) : delay;
    }
}
