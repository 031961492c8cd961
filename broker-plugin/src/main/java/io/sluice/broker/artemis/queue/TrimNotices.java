package io.sluice.broker.artemis.queue;

import io.sluice.broker.stream.ShardId;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;

/**
 * What records say that nobody will get: how many in front of them their reader has missed. The next of the shard that is given
 * to a consumer says it instead. Not thread-safe.
 */
final class TrimNotices {

    private static final SimpleString RECORDS_TRIMMED = SimpleString.of("sluice_records_trimmed");

    /** @param round of the record that said it: a reader that was sent elsewhere since then has missed nothing */
    private record Missed(int round, long records) {}

    private final Map<ShardId, Missed> missed = new HashMap<>();

    /** This record is taken out. */
    void passed(RecordReference record) {
        if (record.getMessage().getObjectProperty(RECORDS_TRIMMED) instanceof Long records) {
            missed.put(record.shard(), new Missed(record.round(), records));
        }
    }

    /** This record is about to be given to a consumer. */
    void tell(RecordReference record) {
        Missed before = missed.isEmpty() ? null : missed.remove(record.shard());
        if (before != null && before.round() == record.round()) {
            record.getMessage().putLongProperty(RECORDS_TRIMMED, before.records());
        }
    }
}
