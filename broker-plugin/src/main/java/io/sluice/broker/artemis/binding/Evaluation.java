package io.sluice.broker.artemis.binding;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.jspecify.annotations.Nullable;

/**
 * Which subscriptions of a topic get one message. Made once for each message. While the message is routed it is the current
 * one of the thread, by which the second pass is told from the first.
 */
final class Evaluation {

    private static final ThreadLocal<@Nullable Evaluation> CURRENT = new ThreadLocal<>();
    private static final int FEW = 8;

    private final Topic topic;
    private final Message message;
    private final List<Subscription> matched = new ArrayList<>();
    private @Nullable Set<Subscription> lookup;

    Evaluation(Topic topic, Message message) {
        this.topic = topic;
        this.message = message;
    }

    /** What is being routed on this thread for a topic; null if nothing is. */
    static @Nullable Evaluation current(Topic topic, Message message) {
        Evaluation current = CURRENT.get();
        return current != null && current.topic == topic && current.message == message ? current : null;
    }

    /** Makes this the current one. @return what was, to be passed to {@link #end} */
    @Nullable
    Evaluation begin() {
        Evaluation before = CURRENT.get();
        CURRENT.set(this);
        return before;
    }

    void end(@Nullable Evaluation before) {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }

    void add(Subscription subscription) {
        matched.add(subscription);
    }

    List<Subscription> matched() {
        return matched;
    }

    boolean isMatched(Subscription subscription) {
        if (matched.size() <= FEW) {
            return matched.contains(subscription);
        }
        Set<Subscription> all = lookup;
        if (all == null) {
            all = new HashSet<>(matched);
            lookup = all;
        }
        return all.contains(subscription);
    }
}
