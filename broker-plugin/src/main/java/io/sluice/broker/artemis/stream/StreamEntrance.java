package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.RefusedSends;
import io.sluice.broker.artemis.ThroughputExceededException;
import io.sluice.broker.artemis.mqtt.MqttOrder;
import io.sluice.broker.artemis.queue.MessageSize;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.StreamSettings;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.utils.CompositeAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each message that is sent to a stream: it goes straight to the writer (ADR 32), or into the ingest queue, in the
 * transaction of its sender (ADR 28), or is refused in the words of the sender's protocol. What is accepted is durable when the
 * sender is told so, and has neither priority nor a time of expiry. Called by the threads of senders.
 */
final class StreamEntrance {

    private static final long WITHOUT_KEY = 0;

    private final ActiveMQServer server;
    private final String name;
    private final DirectWay direct;
    private final JournalWay journal;
    private final PutLimits limits = new PutLimits();
    private final LongAdder refused = new LongAdder();
    private volatile @Nullable Stream stream;
    private volatile @Nullable String closedBecause = "it is not open";

    /** @param confirmations those of all streams of the broker */
    StreamEntrance(ActiveMQServer server, String name, Queue ingest, Confirmations confirmations) {
        this.server = server;
        this.name = name;
        this.direct = new DirectWay(server, confirmations);
        this.journal = new JournalWay(server, ingest);
    }

    PutLimits limits() {
        return limits;
    }

    /** Messages that were refused for any other reason. */
    long refused() {
        return refused.sum();
    }

    /** Takes records to a writer, once it is open. */
    void attach(StreamWriter writer, UnderWay before) {
        direct.attach(writer);
        journal.attach(before);
    }

    /** Takes records from now on. */
    void open(Stream opened) {
        stream = opened;
        closedBecause = null;
    }

    /** Refuses everything until {@link #open}. @param reason the end of a sentence */
    void close(String reason) {
        closedBecause = reason;
    }

    /** The log has these records: their senders are told. */
    void durable(List<DirectRecord> records) {
        direct.durable(records);
    }

    /**
     * Has the journal keep records that the disk of the log refuses, so that their senders need not wait for that disk (ADR 41). Only if the
     * journal has nothing that the writer has not got, so that the order is kept.
     */
    void move(WaitingRecords waiting) {
        if (journal.isEmpty()) {
            waiting.move(record -> journal.move(record.message(), () -> direct.tell(List.of(record))));
        }
    }

    void route(Message message, RoutingContext routing) throws Exception {
        MqttOrder.keepAndLeaveOthersAlone(routing, server);
        routing.setReusable(false);
        RecordKey key;
        try {
            key = check(message);
        } catch (ActiveMQException e) {
            Transaction tx = routing.getTransaction();
            if (tx != null) {
                tx.markAsRollbackOnly(e);
            }
            throw RefusedSends.note(e, message, routing);
        }
        ReadingPause.beginIfFull(server, message, routing);
        if (isDirect(message, routing)) {
            direct.take(message, routing, key);
        } else {
            journal.take(message, routing);
        }
    }

    /**
     * Whether nothing but the log has to have it; a broker that mirrors what it stores has to store it. The file of a large message that is not
     * durable could not be moved into the journal if the disk refused; one that has no file yet can be given one that is.
     */
    private boolean isDirect(Message message, RoutingContext routing) {
        return routing.getTransaction() == null
                && !HeldBody.isInVolatileFile(message)
                && journal.isEmpty()
                && server.getPostOffice().getMirrorControlSource() == null;
    }

    private RecordKey check(Message message) throws Exception {
        String reason = closedBecause;
        Stream open = stream;
        if (reason != null || open == null) {
            throw refusal("ServiceUnavailable: stream " + name + " takes no records now: " + reason);
        }
        if (CompositeAddress.isFullyQualified(message.getAddress())) {
            throw refusal("InvalidArgumentException: records are put into stream " + name
                    + ", and not into a consumer group or shard such as " + message.getAddress());
        }
        if (message.hasScheduledDeliveryTime()) {
            throw refusal(
                    "InvalidArgumentException: a record cannot be delayed, as this one for stream " + name + " is");
        }
        return checkRecord(message, open);
    }

    private RecordKey checkRecord(Message message, Stream open) throws Exception {
        StreamSettings settings = open.settings();
        RecordKey key;
        try {
            key = RecordKey.of(message);
        } catch (IllegalArgumentException e) {
            throw refusal("InvalidArgumentException: " + e.getMessage() + " (stream " + name + ")");
        }
        long keyBytes = key.partitionKey()
                .map(PartitionKey::utf8)
                .map(bytes -> (long) bytes.length)
                .orElse(WITHOUT_KEY);
        if (MessageSize.exceeds(message, settings.maximumRecordSize().bytes() - keyBytes)
                || !RecordContent.fits(message)) {
            throw refusal("ValidationException: the record is larger than "
                    + settings.maximumRecordSize().bytes() + " bytes with its partition key, which is what stream "
                    + name
                    + " takes");
        }
        long wait = limits.tryPut(open, key.hashKey(), bytesOf(message) + keyBytes);
        if (wait > 0) {
            open.counts().refused(open.shardMap().route(key.hashKey()).id());
            throw new ThroughputExceededException("ProvisionedThroughputExceededException: Rate exceeded for shard "
                    + open.shardMap().route(key.hashKey()).id() + " in stream " + name + "; try again in "
                    + (TimeUnit.NANOSECONDS.toMillis(wait) + 1) + " ms.");
        }
        return key;
    }

    private ActiveMQException refusal(String reason) {
        refused.increment();
        return new ActiveMQException(reason);
    }

    static long bytesOf(Message message) throws ActiveMQException {
        return message.isLargeMessage() ? message.getWholeMessageSize() : message.getEncodeSize();
    }
}
