package io.sluice.broker.fanout.envelope;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A published message on its way to one subscriber.
 *
 * @param messageId the same for all subscribers
 * @param topicArn where it was published
 * @param subject empty if the publisher gave none
 * @param message the text
 * @param timestamp when it was published
 * @param attributes by name
 * @param sequenceNumber its place in a FIFO topic, whose envelopes are not signed; empty for other topics
 * @param unsubscribeUrl where the subscription can be ended
 */
public record Notification(
        String messageId,
        String topicArn,
        Optional<String> subject,
        String message,
        Instant timestamp,
        Map<String, MessageAttribute> attributes,
        Optional<String> sequenceNumber,
        URI unsubscribeUrl) {

    public Notification {
        attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
    }
}
