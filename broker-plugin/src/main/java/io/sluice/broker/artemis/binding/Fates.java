package io.sluice.broker.artemis.binding;

import io.sluice.broker.redrive.DeadLetterReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.jspecify.annotations.Nullable;

/** What becomes of one message for each subscription that matches: which queues get it, and how, and which do not. */
final class Fates {

    private final List<Target> sharing = new ArrayList<>();
    private final List<Target> copying = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final List<Subscription> elsewhere = new ArrayList<>();
    private final List<Companion> companions = new ArrayList<>();

    /**
     * A queue that gets the message.
     *
     * @param letter what it gets instead; null if it gets the message as it was published
     */
    record Target(
            Subscription subscription,
            Queue queue,
            @Nullable Message letter) {}

    /**
     * A queue that does not get it.
     *
     * @param given what it would have got
     */
    record Failure(Subscription subscription, SimpleString queue, DeadLetterReason reason, Message given) {
        @Nullable
        String deadLetterQueue() {
            return subscription.settings().deadLetterQueue().orElse(null);
        }
    }

    /** A subscription whose queue gets the message for another one. */
    private record Companion(Subscription subscription, SimpleString queue) {}

    /** The queues that hold the message together. */
    List<Target> sharing() {
        return sharing;
    }

    /** The queues that get something of their own. */
    List<Target> copying() {
        return copying;
    }

    List<Failure> failures() {
        return failures;
    }

    boolean isAnyDeadLetter() {
        return !failures.isEmpty() && failures.stream().anyMatch(failure -> failure.deadLetterQueue() != null);
    }

    /** The message gets to the subscription among the queues of the topic's own address, of which it may have several. */
    void arrivesElsewhere(Subscription subscription) {
        elsewhere.add(subscription);
    }

    /** The queue of the subscription gets the message, or does not, for another subscription. */
    void goesAlong(Subscription subscription, SimpleString queue) {
        companions.add(new Companion(subscription, queue));
    }

    /** Has all subscriptions count what has become of the message, once that is certain. */
    void count(TopicListeners listeners) {
        sharing.forEach(target -> target.subscription().countDelivered());
        if (!copying.isEmpty() || !elsewhere.isEmpty()) {
            Stream.concat(copying.stream().map(Target::subscription), elsewhere.stream())
                    .distinct()
                    .forEach(Subscription::countDelivered);
        }
        companions.forEach(this::count);
        for (Failure failure : failures) {
            String deadLetterQueue = failure.deadLetterQueue();
            failure.subscription().countFailed(deadLetterQueue != null);
            if (deadLetterQueue != null) {
                listeners.redrive().deadLettered(failure.queue().toString(), deadLetterQueue, failure.reason());
            }
        }
    }

    private void count(Companion companion) {
        if (failures.stream().anyMatch(failure -> failure.queue().equals(companion.queue()))) {
            companion.subscription().countFailed(false);
        } else {
            companion.subscription().countDelivered();
        }
    }
}
