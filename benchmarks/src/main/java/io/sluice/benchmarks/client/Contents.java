package io.sluice.benchmarks.client;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;

/** Makes the messages of one measurement; called by several producers at once, each with its own session. */
public interface Contents {

    /** The next message for this queue. */
    Message next(Session session, String queue) throws JMSException;

    /** Messages that have a body and nothing else. */
    static Contents bare(Load load) {
        return new Contents() {
            @Override
            public Message next(Session session, String queue) throws JMSException {
                return load.message(session);
            }

            @Override
            public String toString() {
                return load.toString();
            }
        };
    }
}
