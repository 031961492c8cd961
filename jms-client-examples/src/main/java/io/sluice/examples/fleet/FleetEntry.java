package io.sluice.examples.fleet;

/**
 * A position that somebody has processed.
 *
 * @param worker who
 * @param shard where the record is in the stream
 * @param sequence its sequence number
 * @param arrivalMillis when it arrived at the broker
 */
public record FleetEntry(String worker, String shard, String sequence, long arrivalMillis, Position position) {}
