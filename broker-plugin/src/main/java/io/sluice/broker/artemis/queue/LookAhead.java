package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.utils.SizeAwareMetric;

/**
 * Lets a FIFO queue read its pages further than Artemis would, past messages that nobody may receive.
 *
 * <p>Artemis reads pages until the messages that wait in memory reach a limit. If all of these belong to groups that stand still,
 * nothing of the others comes into memory any more. So when the queue has stood still, messages that are parked are taken off
 * Artemis' count, up to a bound of our own, and Artemis reads on. They are counted again when they go on offer or leave, and as
 * soon as one does, no more are taken off: its group has moved.
 *
 * <p>All methods are called under the monitor of the queue.
 */
final class LookAhead {

    private final SizeAwareMetric counted;
    private final long mostBytes;
    private long bytes;
    private boolean on;

    /**
     * @param counted what Artemis counts of the messages that wait in memory
     * @param mostBytes how much of that may be left out
     */
    LookAhead(SizeAwareMetric counted, long mostBytes) {
        this.counted = counted;
        this.mostBytes = mostBytes;
    }

    void begin() {
        on = true;
    }

    /**
     * Takes a parked message off the count, if there is need and room for it.
     *
     * @return its size, by which it is to be counted again; 0 if it stays counted
     */
    int leaveOut(MessageReference message) {
        if (!on || !message.isPaged()) {
            return 0;
        }
        int size = message.getMessageMemoryEstimate();
        if (bytes + size > mostBytes) {
            return 0;
        }
        counted.addSize(-size);
        bytes += size;
        return size;
    }

    /** Counts a message of this size again. */
    void countAgain(int size) {
        if (size > 0) {
            counted.addSize(size);
            bytes -= size;
            on = false;
        }
    }
}
