package io.sluice.broker.artemis.envelope;

import io.sluice.broker.artemis.CoreForm;
import io.sluice.broker.fanout.envelope.MessageAttribute;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.jspecify.annotations.Nullable;

/**
 * A message of the broker, of any protocol, as SNS would have it.
 *
 * @param messageId a UUID; the same whenever the message is read
 * @param subject empty if the publisher gave none
 * @param body text; what is no text in UTF-8 is in Base64
 * @param isStructured whether the body has a text for each protocol
 * @param isEnvelope whether the body is an envelope already, because the message was in a dead-letter queue
 * @param timestamp when it was sent
 * @param attributes the application's properties
 */
public record PublishedMessage(
        String messageId,
        Optional<String> subject,
        String body,
        boolean isStructured,
        boolean isEnvelope,
        Instant timestamp,
        Map<String, MessageAttribute> attributes) {

    /** What the publisher calls the message. */
    static final SimpleString SUBJECT = SimpleString.of("sluice_subject");

    /** Name of the property that is {@code json} if the body has a text for each protocol. */
    public static final String STRUCTURE_NAME = "sluice_message_structure";

    static final SimpleString STRUCTURE = SimpleString.of(STRUCTURE_NAME);

    /** On a dead letter: {@code envelope} if its body is the envelope that could not be delivered. */
    public static final SimpleString FORM = SimpleString.of("sluice_delivery_form");

    /** On such a dead letter: the id in the envelope. */
    public static final SimpleString MESSAGE_ID = SimpleString.of("sluice_message_id");

    public static final String ENVELOPE = "envelope";

    private static final String JSON = "json";
    private static final int LONGEST_SUBJECT = 100;
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");

    /** Whether the publisher says that the body has a text for each protocol. */
    public static boolean isStructured(Message message) {
        return isStructured(ApplicationText.of(message, STRUCTURE));
    }

    /** @param value of the property; null if there is none */
    public static boolean isStructured(@Nullable String value) {
        return JSON.equals(value);
    }

    /**
     * The message in the form of Core, in which its body and properties are read.
     *
     * @throws UndeliverableException if that would take too much memory
     */
    public static ICoreMessage coreOf(Message message) throws UndeliverableException {
        BodyText.requireModest(message);
        return CoreForm.of(message);
    }

    /** @param node id of the broker, for messages that have no id of their own */
    public static PublishedMessage read(Message message, String node) throws UndeliverableException {
        return read(message, coreOf(message), node);
    }

    /** @param core the message as {@link #coreOf} gives it */
    static PublishedMessage read(Message message, ICoreMessage core, String node) throws UndeliverableException {
        boolean isEnvelope = ENVELOPE.equals(ApplicationText.of(core, FORM));
        long sent = message.getTimestamp();
        return new PublishedMessage(
                messageId(message, core, node),
                Optional.ofNullable(ApplicationText.of(core, SUBJECT))
                        .filter(subject -> !subject.isBlank())
                        .map(PublishedMessage::oneLine),
                BodyText.of(core),
                isStructured(core),
                isEnvelope,
                sent > 0 ? Instant.ofEpochMilli(sent) : Instant.now(),
                PublishedAttributes.of(core));
    }

    private static String oneLine(String subject) {
        String line = subject.replaceAll("\\p{Cntrl}", " ");
        return line.length() > LONGEST_SUBJECT ? line.substring(0, LONGEST_SUBJECT) : line;
    }

    private static String messageId(Message message, ICoreMessage core, String node) {
        String kept = ApplicationText.of(core, MESSAGE_ID);
        if (kept != null && UUID_TEXT.matcher(kept).matches()) {
            return kept;
        }
        Object own = message.getUserID();
        String name = own == null ? node + ":" + message.getMessageID() : own.toString();
        String bare = name.replaceFirst("^ID:(AMQP_[A-Z_]+:)?", "");
        return UUID_TEXT.matcher(bare).matches()
                ? bare
                : UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
