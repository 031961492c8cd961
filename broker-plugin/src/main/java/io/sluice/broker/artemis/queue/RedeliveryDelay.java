package io.sluice.broker.artemis.queue;

import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/** The redelivery delay of Artemis' address settings, which stays in force for leased queues. */
final class RedeliveryDelay {

    private RedeliveryDelay() {}

    /** How long a message waits that comes back after so many receives; 0 for not at all. */
    static long millis(AddressSettings settings, int deliveryCount) {
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
