package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.BrokerInternals;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIllegalStateException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;

/**
 * Where the broker's journal has the records of a stream until they are in its segments. Internal: Artemis keeps the order in
 * which records were committed, whatever their priority. A record is immutable, so nobody but the writer of the stream takes
 * anything out, and every request to do so is refused.
 */
final class IngestQueue extends QueueImpl {

    static final String PREFIX = "sluice.stream.";

    private final String stream;
    private final UnderWay underWay = new UnderWay();
    private volatile boolean isReleased;

    IngestQueue(ActiveMQServer server, BrokerInternals.QueueParts parts, String stream) {
        super(
                parts.configuration(),
                parts.filter(),
                parts.pagingStore(),
                parts.pageSubscription(),
                server.getScheduledPool(),
                server.getPostOffice(),
                server.getStorageManager(),
                server.getAddressSettingsRepository(),
                server.getExecutorFactory().getExecutor(),
                server,
                parts.factory());
        this.stream = stream;
    }

    /** The records that the writer has not got yet. */
    UnderWay underWay() {
        return underWay;
    }

    @Override
    public void addTail(MessageReference reference, boolean direct) {
        underWay.queued(reference.getMessageID());
        super.addTail(reference, direct);
    }

    @Override
    public synchronized void reload(MessageReference reference) {
        underWay.queued(reference.getMessageID());
        super.reload(reference);
    }

    static String nameFor(String stream) {
        return PREFIX + stream;
    }

    static boolean isName(SimpleString queue) {
        return queue.toString().startsWith(PREFIX);
    }

    /** Lets the queue be deleted, with what is in it. */
    void release() {
        isReleased = true;
    }

    private ActiveMQException refusal() {
        return new ActiveMQIllegalStateException("The records of stream " + stream
                + " cannot be taken out of it: they are kept until their retention is over. Read them as a consumer group, such as "
                + stream + "::group.");
    }

    @Override
    public void addConsumer(Consumer consumer) throws Exception {
        if (!(consumer instanceof IngestConsumer)) {
            throw refusal();
        }
        super.addConsumer(consumer);
    }

    @Override
    public synchronized boolean deleteReference(long messageId) throws Exception {
        throw refusal();
    }

    @Override
    public int deleteMatchingReferences(int flushLimit, Filter filter, AckReason reason) throws Exception {
        if (isReleased) {
            return super.deleteMatchingReferences(flushLimit, filter, reason);
        }
        throw refusal();
    }

    @Override
    public synchronized boolean expireReference(long messageId) throws Exception {
        throw refusal();
    }

    @Override
    public synchronized int expireReferences(Filter filter) throws Exception {
        throw refusal();
    }

    @Override
    public boolean sendMessageToDeadLetterAddress(long messageId) throws Exception {
        throw refusal();
    }

    @Override
    public int sendMessagesToDeadLetterAddress(Filter filter) throws Exception {
        throw refusal();
    }

    @Override
    public boolean moveReference(long messageId, SimpleString toAddress, Binding binding, boolean rejectDuplicate)
            throws Exception {
        throw refusal();
    }

    @Override
    public int moveReferences(
            int flushLimit,
            Filter filter,
            SimpleString toAddress,
            boolean rejectDuplicates,
            int messageCount,
            Binding binding)
            throws Exception {
        throw refusal();
    }

    @Override
    public int retryMessages(Filter filter, Integer expectedHits) throws Exception {
        throw refusal();
    }
}
