package io.sluice.broker.artemis;

import org.apache.activemq.artemis.api.core.ActiveMQException;

/** Refuses a message that would be taken later. */
public final class ThroughputExceededException extends ActiveMQException {

    private static final long serialVersionUID = 1;

    /** @param reason in the words of Kinesis */
    public ThroughputExceededException(String reason) {
        super(reason);
    }
}
