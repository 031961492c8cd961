package io.sluice.broker.artemis.stream.read;

/**
 * How many bytes of a shard are read ahead of those who consume. Records are read many at a time: when a quarter of the room is
 * free, and then until it is full. Not thread-safe.
 */
final class ReadAheadLevel {

    private long bytes;
    private long limit = Long.MAX_VALUE;
    private boolean isWaiting;
    private boolean isWaitingForEnd;

    /** How much may be read now, if at most so much is to be ahead; 0 or less if nothing. */
    long room(long newLimit) {
        limit = newLimit;
        long room = limit - bytes;
        isWaiting = room <= 0;
        return room;
    }

    /** So much was read. @return whether it is worth while to read on at once */
    boolean added(long more) {
        bytes += more;
        isWaiting = bytes > lowMark();
        return !isWaiting;
    }

    /** So much was consumed. @return whether it is worth while to read on, which it was not before */
    boolean removed(long less) {
        bytes -= less;
        boolean isWanted = (isWaiting && bytes <= lowMark()) || (isWaitingForEnd && bytes <= 0);
        isWaiting &= !isWanted;
        isWaitingForEnd &= !isWanted;
        return isWanted;
    }

    /** Nothing can be read until all of it is consumed. */
    void awaitEnd() {
        isWaiting = false;
        isWaitingForEnd = true;
    }

    /** Nothing of what was read counts any more. */
    void empty() {
        bytes = 0;
        isWaiting = false;
        isWaitingForEnd = false;
    }

    private long lowMark() {
        return limit - limit / 4;
    }
}
