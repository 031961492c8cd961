package io.sluice.examples.orders;

/**
 * What one worker did, read from the database.
 *
 * @param stored orders it stored
 * @param redelivered those of them that had been received before, by itself or by another worker
 * @param failed receives that ended in an error, several for one order if it came again
 */
public record WorkerTally(String worker, int stored, int redelivered, int failed) {}
