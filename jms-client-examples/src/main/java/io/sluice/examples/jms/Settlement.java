package io.sluice.examples.jms;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/** The two ways of JMS to say afterwards, message by message, whether the work was done. */
enum Settlement {
    /**
     * One local transaction for each message. Works alike in every JMS client: a rollback goes to the broker, which
     * counts it, and a commit that comes too late says so by an exception.
     */
    TRANSACTED(JMSContext.SESSION_TRANSACTED) {
        @Override
        void done(JMSContext session, Message message) {
            session.commit();
        }

        @Override
        void failed(JMSContext session) {
            session.rollback();
        }
    },

    /**
     * CLIENT_ACKNOWLEDGE. A late acknowledgement is not noticed by the program. Recovering is done inside the client by
     * some libraries, and then no broker counts the failures.
     */
    CLIENT(JMSContext.CLIENT_ACKNOWLEDGE) {
        @Override
        void done(JMSContext session, Message message) throws JMSException {
            message.acknowledge();
        }

        @Override
        void failed(JMSContext session) {
            session.recover();
        }
    };

    private final int sessionMode;

    Settlement(int sessionMode) {
        this.sessionMode = sessionMode;
    }

    int sessionMode() {
        return sessionMode;
    }

    /** The work on the message is done and committed elsewhere; the message may go. */
    abstract void done(JMSContext session, Message message) throws JMSException;

    /** The work failed; the broker shall count it and deliver the message again, or give it up. */
    abstract void failed(JMSContext session);
}
