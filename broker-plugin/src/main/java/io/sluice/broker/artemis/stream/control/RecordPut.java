package io.sluice.broker.artemis.stream.control;

import io.sluice.broker.admin.ErrorCode;
import io.sluice.broker.admin.stream.RequestRefusedException;
import io.sluice.broker.artemis.stream.Stream;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.core.server.ActiveMQServer;

/** Puts one record by an ordinary message to the stream's address, and waits until it has a number. */
final class RecordPut {

    private static final long PATIENCE_MILLIS = 20_000;
    private static final String EXPLICIT_HASH_KEY = "sluice_explicit_hash_key";

    private final ActiveMQServer server;
    private final Stream stream;

    RecordPut(ActiveMQServer server, Stream stream) {
        this.server = server;
        this.stream = stream;
    }

    /** What is to be put. */
    record NewData(Optional<PartitionKey> key, Optional<HashKey> explicit, byte[] data) {}

    SequenceNumber put(NewData record) throws Exception {
        Message message = message(record);
        AwaitedRecord awaited = new AwaitedRecord(stream, message.getMessageID());
        stream.addListener(awaited);
        try {
            server.getPostOffice().route(message, false);
            return awaited.await(PATIENCE_MILLIS)
                    .orElseThrow(() -> new RequestRefusedException(
                            ErrorCode.INTERNAL_FAILURE,
                            "The record was accepted, but is not readable after " + PATIENCE_MILLIS / 1000 + " s."));
        } finally {
            stream.removeListener(awaited);
        }
    }

    private Message message(NewData record) {
        CoreMessage message =
                new CoreMessage(server.getStorageManager().generateID(), record.data().length + Long.BYTES);
        message.setType(Message.BYTES_TYPE);
        message.setAddress(stream.name());
        message.setRoutingType(RoutingType.ANYCAST);
        message.setDurable(true);
        message.setTimestamp(System.currentTimeMillis());
        record.key().ifPresent(key -> message.setGroupID(key.value()));
        record.explicit().ifPresent(key -> message.putStringProperty(EXPLICIT_HASH_KEY, key.toString()));
        message.getBodyBuffer().writeBytes(record.data());
        return message;
    }
}
