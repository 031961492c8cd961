package io.sluice.broker.artemis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.ShardId;
import io.sluice.broker.stream.log.MemoryFolder;
import io.sluice.broker.stream.log.StreamLog;
import io.sluice.broker.stream.segment.AppendRefusedException;
import io.sluice.broker.stream.segment.NewRecord;
import io.sluice.broker.stream.segment.SegmentLimits;
import io.sluice.broker.stream.segment.SegmentListener;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.MessageReferenceImpl;
import org.junit.jupiter.api.Test;

/** What a batch tells of records that came through the journal, and of those that did not. */
class BatchTest {

    private static final ShardId S0 = new ShardId(0);
    private static final ShardId S1 = new ShardId(1);

    private final Batch batch = new Batch();
    private final StreamCounts counts = new StreamCounts();

    private static DirectRecord direct(long id) {
        var key = new RecordKey(Optional.of(new PartitionKey("k")), HashKey.spread(id));
        var awaited = new Confirmations().await(new OperationContextImpl(Runnable::run));
        return new DirectRecord(
                new CoreMessage(id, 8), key, ByteBuffer.allocate(0), new DirectRecord.Charge(null, 0), awaited);
    }

    private static QueuedRecord queued(long id) {
        MessageReference reference = new MessageReferenceImpl(new CoreMessage(id, 8), null);
        return new QueuedRecord(reference);
    }

    @Test
    void onlyWhatTheJournalHasIsSettled() {
        // Given
        QueuedRecord first = queued(1);
        DirectRecord second = direct(2);
        DirectRecord third = direct(3);
        batch.add(first, S0, 1, 10);
        batch.add(second, S0, 2, 10);
        batch.add(third, S1, 1, 10);

        // When
        Batch.Stored stored = batch.taken(counts);

        // Then
        assertThat(stored.references()).containsExactly(first.reference());
        assertThat(stored.direct()).containsExactly(second, third);
        assertThat(stored.lastPlaces()).isEqualTo(Map.of(S0, 1L));
        assertThat(stored.shards()).containsExactlyInAnyOrder(S0, S1);
        assertThat(counts.records(S0)).isEqualTo(2);
    }

    @Test
    void sendersAreWaitingUntilTheBatchIsTaken() {
        // Given
        batch.add(queued(1), S0, 1, 10);
        assertThat(batch.awaited()).isZero();

        // When
        batch.add(direct(2), S0, 2, 10);

        // Then
        assertThat(batch.awaited()).isOne();
        batch.taken(counts);
        assertThat(batch.awaited()).isZero();
    }

    @Test
    void whatAShardRefusesComesBackInOrderWhicheverWayItCame() throws Exception {
        // Given
        QueuedRecord kept = queued(1);
        DirectRecord second = direct(2);
        QueuedRecord third = queued(3);
        DirectRecord elsewhere = direct(4);
        batch.add(kept, S0, 1, 10);
        batch.add(second, S0, 2, 10);
        batch.add(third, S0, 3, 10);
        batch.add(elsewhere, S1, 5, 10);

        // When
        var back = batch.takeBack(refusalFrom(2));

        // Then
        assertThat(back).containsExactly(second, third);
        assertThat(batch.taken(counts).direct()).containsExactly(elsewhere);
    }

    /** As a shard gives it whose disk fails behind one durable record. */
    private static AppendRefusedException refusalFrom(long place) throws Exception {
        var folder = new MemoryFolder();
        var log = new StreamLog(folder, "telemetry", SegmentListener.NONE);
        log.open(S0, 1, SegmentLimits.DEFAULT);
        var record = new NewRecord(1, 1, Optional.empty(), ByteBuffer.allocate(10));
        for (long durable = 1; durable < place; durable++) {
            log.append(S0, record, 1);
        }
        log.sync();
        log.append(S0, record, 1);
        folder.each(store -> store.failForces(true));
        return log.sync().get(0);
    }
}
