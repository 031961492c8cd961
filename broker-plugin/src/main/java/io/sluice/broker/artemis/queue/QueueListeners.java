package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.visibility.VisibilityListener;

/** Who is told what the queues of one broker do. */
public record QueueListeners(
        VisibilityListener visibility, RedriveListener redrive, DeduplicationListener deduplication) {}
