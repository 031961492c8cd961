package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.BrokerInternals;
import io.sluice.broker.fifo.SequenceNumbers;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sequence numbers of the messages of one FIFO queue, which are also their order in the queue.
 *
 * <p>A message's number is the id that the broker gave it when it was sent, which grows over restarts too. Only a message
 * that was overtaken in its group on the way to the queue gets another number, from the same generator, and is stored
 * again with it. Called under the monitor of the queue.
 */
final class GroupNumbers {

    private static final Logger LOGGER = LoggerFactory.getLogger(GroupNumbers.class);
    private static final int GROUPS_REMEMBERED = 10_000;

    private final ActiveMQServer server;
    private final StorageManager storage;
    private final SequenceNumbers<SimpleString> numbers = new SequenceNumbers<>(GROUPS_REMEMBERED, 0);

    GroupNumbers(ActiveMQServer server) {
        this.server = server;
        this.storage = server.getStorageManager();
    }

    /** Gives a new message of this group its number. @return the group, by the name by which it is remembered */
    SimpleString accept(MessageReference reference, SimpleString group) {
        long proposed = reference.getMessageID();
        SequenceNumbers.Accepted<SimpleString> accepted = numbers.accept(group, proposed, storage::generateID);
        reference.setSequence(accepted.number());
        if (accepted.number() != proposed) {
            SequenceProperty.writeAgain(reference.getMessage(), accepted.number());
            storeAgain(reference);
        }
        return accepted.group();
    }

    /**
     * A message that other queues have too stays as it is stored. Artemis would take it for another one when it starts, and delete its record
     * as soon as one of the queues is done with it.
     */
    private void storeAgain(MessageReference reference) {
        if (!reference.isDurable()
                || !reference.getQueue().isDurable()
                || reference.isPaged()
                || reference.getMessage().getDurableCount() > 1) {
            return;
        }
        try {
            BrokerInternals.storeAgain(server, reference);
        } catch (Exception e) {
            LOGGER.error(
                    "the sequence number of message {} of queue {} could not be stored",
                    reference.getMessageID(),
                    reference.getQueue().getName(),
                    e);
        }
    }

    /** Gives a message that was stored before the broker started the number that it had. */
    void reload(MessageReference reference) {
        long number = SequenceProperty.read(reference.getMessage());
        reference.setSequence(number);
        numbers.raiseFloor(number);
    }
}
