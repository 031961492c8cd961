package io.sluice.benchmarks.fifo;

import io.sluice.benchmarks.client.Contents;
import io.sluice.benchmarks.client.Load;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages that name their group and an id of their own; the groups take turns. A plain queue gets them with the same text
 * in properties that mean nothing to Artemis, so that it neither groups them nor looks for duplicates.
 */
final class GroupedMessages implements Contents {
    private static final String SUFFIX = ".fifo";

    private final Load load;
    private final int groups;
    private final boolean withId;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong sent = new AtomicLong();

    /** @param withId false for messages that are told apart by their body */
    GroupedMessages(Load load, int groups, boolean withId) {
        this.load = load;
        this.groups = groups;
        this.withId = withId;
    }

    /** The same messages, all in this group. */
    Contents inGroup(String group) {
        return (session, queue) -> {
            Message message = next(session, queue);
            message.setStringProperty("JMSXGroupID", group);
            return message;
        };
    }

    @Override
    public Message next(Session session, String queue) throws JMSException {
        long number = sent.getAndIncrement();
        boolean fifo = queue.endsWith(SUFFIX);
        BytesMessage message = load.message(session);
        message.setStringProperty(fifo ? "JMSXGroupID" : "account", "group-" + number % groups);
        if (withId) {
            message.setStringProperty(fifo ? "_AMQ_DUPL_ID" : "identity", run + "-" + number);
        } else {
            message.clearBody();
            message.writeLong(number);
            message.writeBytes(new byte[load.bytes() - Long.BYTES]);
        }
        return message;
    }

    @Override
    public String toString() {
        return load.toString();
    }
}
