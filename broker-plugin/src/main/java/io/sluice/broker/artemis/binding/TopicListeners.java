package io.sluice.broker.artemis.binding;

import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fifo.DeduplicationListener;
import io.sluice.broker.redrive.RedriveListener;

/** Who is told what the topics of one broker do. */
public record TopicListeners(
        SubscriptionListener subscriptions, DeduplicationListener duplicates, RedriveListener redrive) {}
