package io.sluice.broker.admin.stream;

import io.sluice.broker.admin.stream.StreamAdministration.Right;
import io.sluice.broker.stream.HashKey;
import io.sluice.broker.stream.PartitionKey;
import io.sluice.broker.stream.SequenceNumber;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts one record. Fields: {@code StreamName} or {@code StreamARN}, {@code Data} in base64; optional {@code PartitionKey},
 * without which records are spread over the shards, and {@code ExplicitHashKey}.
 */
final class PutRecord {

    private static final String DATA = "Data";
    private static final String KEY = "PartitionKey";
    private static final String HASH_KEY = "ExplicitHashKey";

    private PutRecord() {}

    static Map<String, ?> perform(StreamRequest request, StreamAdministration streams) throws RequestRefusedException {
        StreamDescription stream = StreamAccess.require(streams, Right.PUT, request.stream());
        byte[] data = data(request);
        Optional<PartitionKey> key = key(request);
        Optional<HashKey> explicit = explicit(request);
        try {
            stream.settings().checkRecordSize(data.length, key);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.constraint(
                    DATA, "blob of " + data.length + " bytes", "fit: " + e.getMessage());
        }
        SequenceNumber number = streams.put(stream.name(), key, explicit, data);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("ShardId", number.shard().toString());
        members.put("SequenceNumber", number.toString());
        return members;
    }

    private static byte[] data(StreamRequest request) throws RequestRefusedException {
        try {
            return Base64.getDecoder().decode(request.optional(DATA).orElse(""));
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.invalid(DATA + " is not base64: " + e.getMessage());
        }
    }

    private static Optional<PartitionKey> key(StreamRequest request) throws RequestRefusedException {
        Optional<String> text = request.optional(KEY);
        try {
            return text.map(PartitionKey::new);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.constraint(
                    KEY, text.orElse(""), "have length less than or equal to " + PartitionKey.MAXIMUM_CHARACTERS);
        }
    }

    private static Optional<HashKey> explicit(StreamRequest request) throws RequestRefusedException {
        Optional<String> text = request.optional(HASH_KEY);
        try {
            return text.map(HashKey::explicit);
        } catch (IllegalArgumentException e) {
            throw RequestRefusedException.invalid(String.valueOf(e.getMessage()));
        }
    }
}
