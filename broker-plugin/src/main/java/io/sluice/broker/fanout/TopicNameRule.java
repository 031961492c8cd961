package io.sluice.broker.fanout;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names topics and subscriptions may have, and what may subscribe to what (SEMANTICS 3.1, 3.6). A topic may also
 * be named as an Artemis address can be and an SNS topic cannot, with dots for example.
 */
public final class TopicNameRule {

    public static final int MAXIMUM_LENGTH = 200;
    public static final int MAXIMUM_SUBSCRIPTION_LENGTH = 100;

    private static final String FIFO_SUFFIX = ".fifo";
    private static final Pattern RESERVED = Pattern.compile("(sluice\\.|\\$|(?i:activemq)\\.).*", Pattern.DOTALL);
    private static final Pattern TOPIC = Pattern.compile("[\\S&&[^:,*#\\p{Cntrl}\\p{Z}]]+");
    private static final Pattern SUBSCRIPTION =
            Pattern.compile("[A-Za-z0-9_.-]{1," + MAXIMUM_SUBSCRIPTION_LENGTH + "}");

    private TopicNameRule() {}

    /** Why this cannot be the name of a topic, as the end of a sentence that begins with the name; empty if it can. */
    public static Optional<String> violationBy(String name) {
        if (name.isBlank()) {
            return Optional.of("is empty; a topic needs a name");
        }
        if (name.length() > MAXIMUM_LENGTH) {
            return Optional.of("has " + name.length() + " characters; allowed are at most " + MAXIMUM_LENGTH);
        }
        if (!TOPIC.matcher(name).matches()) {
            return Optional.of(
                    "holds white space, a control character, ':', ',', '*' or '#'; the name of a topic may not");
        }
        return RESERVED.matcher(name).matches()
                ? Optional.of("begins with a prefix that the broker keeps for itself: sluice. or activemq. or $")
                : Optional.empty();
    }

    /** Why this cannot be the name of a subscription; as {@link #violationBy}. */
    public static Optional<String> violationBySubscription(String name) {
        return SUBSCRIPTION.matcher(name).matches()
                ? Optional.empty()
                : Optional.of("is no name of a subscription; allowed are 1 to " + MAXIMUM_SUBSCRIPTION_LENGTH
                        + " letters and digits of ASCII, '.', '_' and '-'");
    }

    /** Whether the topic or queue of this name is FIFO. */
    public static boolean isFifo(String name) {
        return name.endsWith(FIFO_SUFFIX);
    }

    /** Why this queue cannot subscribe to this topic, in the words of SNS. */
    public static Optional<String> refusalOfQueue(String topic, String queue) {
        return isFifo(queue) && !isFifo(topic)
                ? Optional.of("FIFO SQS Queues can not be subscribed to standard SNS topics")
                : Optional.empty();
    }

    /** Why this cannot be the dead-letter queue of a subscription to this topic, in the words of SNS where it has any. */
    public static Optional<String> refusalOfDeadLetterQueue(String topic, String deadLetterQueue) {
        if (isFifo(topic) == isFifo(deadLetterQueue)) {
            return Optional.empty();
        }
        return Optional.of(
                isFifo(topic)
                        ? "must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."
                        : "only a subscription to a FIFO topic may have a FIFO queue as its dead-letter queue");
    }
}
