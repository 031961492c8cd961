package io.sluice.broker.artemis.stream.read;

/** What an application can read of a record besides what was put. */
final class RecordProperties {

    static final String SEQUENCE_NUMBER = "sluice_sequence_number";
    static final String SHARD_ID = "sluice_shard_id";
    static final String PARTITION_KEY = "sluice_partition_key";
    static final String ARRIVAL_TIMESTAMP = "sluice_arrival_timestamp";

    /** On the first record behind those that are not kept any more: how many its reader has missed. */
    static final String RECORDS_TRIMMED = "sluice_records_trimmed";

    private RecordProperties() {}
}
