package io.sluice.broker.artemis.queue;

import io.sluice.broker.stream.ShardId;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.jspecify.annotations.Nullable;

/** A record of a stream in the queue of one of its readers. */
public final class RecordReference extends MessageReferenceImpl {

    private final RecordSource source;
    private final long place;
    private final long bytes;
    private final int round;
    private @Nullable LeasedConsumer holder;
    private boolean hasAnnotations;

    /**
     * @param place its sequence number within the shard
     * @param bytes what it counts for in the reader's window
     * @param round of its source when this was read
     */
    public RecordReference(Message message, Queue queue, RecordSource source, long place, long bytes, int round) {
        super(message, queue);
        this.source = source;
        this.place = place;
        this.bytes = bytes;
        this.round = round;
    }

    public ShardId shard() {
        return source.shard();
    }

    /** From where it was read. */
    public RecordSource source() {
        return source;
    }

    /** Whether it was read before its reader was sent elsewhere, so that nobody gets it. Under the monitor of the queue. */
    public boolean isStale() {
        return source.round() != round;
    }

    /** Its sequence number within the shard. */
    public long place() {
        return place;
    }

    public long bytes() {
        return bytes;
    }

    public int round() {
        return round;
    }

    /** What Artemis counts, without having the message encoded for it. */
    @Override
    public int getMessageMemoryEstimate() {
        return (int) bytes;
    }

    @Override
    public long getPersistentSize() {
        return bytes;
    }

    /** Who has received it last; null if nobody has. Under the monitor of the queue. */
    @Nullable
    LeasedConsumer holder() {
        return holder;
    }

    /** Whether its message has what an AMQP client reads as annotations. Under the monitor of the queue. */
    boolean hasAnnotations() {
        return hasAnnotations;
    }

    void annotate(boolean nowHas) {
        hasAnnotations = nowHas;
    }

    void heldBy(LeasedConsumer consumer) {
        holder = consumer;
    }
}
