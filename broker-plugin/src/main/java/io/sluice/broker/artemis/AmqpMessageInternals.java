package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage.MessageDataScanningStatus;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.amqp.messaging.Properties;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How Artemis keeps a message of AMQP that is not large. Used for messages of that protocol only, because a broker may lack it.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>protected fields of {@code AMQPMessage} and {@code AMQPStandardMessage}</td><td>the bytes of a message, where its
 * sections begin in them, and which of these are decoded: to add to two sections without having all of them encoded and
 * decoded again, as {@code reencode()} does</td></tr>
 * </table>
 *
 * Looked up once; a broker with the protocol and without them is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class AmqpMessageInternals {

    /** The place of a section that a message lacks. */
    public static final int NOWHERE = -1;

    private static final int NOT_KNOWN = -1;

    private static final VarHandle DATA = field(AMQPStandardMessage.class, "data", ReadableBuffer.class);
    private static final VarHandle MODIFIED = field(AMQPMessage.class, "modified", boolean.class);
    private static final VarHandle DELIVERY_ANNOTATIONS_PLACE = place("deliveryAnnotationsPosition");
    private static final VarHandle ANNOTATIONS_PLACE = place("messageAnnotationsPosition");
    private static final VarHandle PROPERTIES_PLACE = place("propertiesPosition");
    private static final VarHandle APPLICATION_PROPERTIES_PLACE = place("applicationPropertiesPosition");
    private static final VarHandle BODY_PLACE = place("remainingBodyPosition");
    private static final VarHandle MEMORY_ESTIMATE = place("memoryEstimate");
    private static final VarHandle ORIGINAL_ESTIMATE = place("originalEstimate");
    private static final VarHandle ANNOTATIONS =
            field(AMQPMessage.class, "messageAnnotations", MessageAnnotations.class);
    private static final VarHandle PROPERTIES = field(AMQPMessage.class, "properties", Properties.class);
    private static final VarHandle APPLICATION_PROPERTIES =
            field(AMQPMessage.class, "applicationProperties", ApplicationProperties.class);

    private AmqpMessageInternals() {}

    private static VarHandle place(String name) {
        return field(AMQPMessage.class, name, int.class);
    }

    private static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner.getName() + " has changed", e);
        }
    }

    /** Fails if something is missing. */
    static void requireKnown() {
        // the static initialisers have found everything when this is reached
    }

    /** Where the sections of a message begin in its bytes, each of them {@link #NOWHERE} if it is not there. */
    public record Places(int annotations, int properties, int applicationProperties, int body) {}

    /**
     * The bytes of a message: nothing was changed since it was decoded, unless in one of the maps, and it has no delivery
     * annotations. To be got and put by the only thread that knows the message.
     */
    public record Encoded(ReadableBuffer bytes, Places places) {

        /** Null if the message has to be encoded again first. */
        public static @Nullable Encoded get(AMQPStandardMessage message) {
            ReadableBuffer bytes = (ReadableBuffer) DATA.get(message);
            boolean isWhole = message.getDataScanningStatus() == MessageDataScanningStatus.SCANNED
                    && !(boolean) MODIFIED.get(message)
                    && (int) DELIVERY_ANNOTATIONS_PLACE.get(message) == NOWHERE
                    && bytes.position() == 0;
            return isWhole
                    ? new Encoded(
                            bytes,
                            new Places(
                                    ANNOTATIONS.get(message) == null ? NOWHERE : (int) ANNOTATIONS_PLACE.get(message),
                                    (int) PROPERTIES_PLACE.get(message),
                                    (int) APPLICATION_PROPERTIES_PLACE.get(message),
                                    (int) BODY_PLACE.get(message)))
                    : null;
        }

        /** Gives a message other bytes; the annotations that were decoded have to agree with them already. */
        public void putInto(AMQPStandardMessage message) {
            DATA.set(message, bytes);
            ANNOTATIONS_PLACE.set(message, places.annotations);
            PROPERTIES_PLACE.set(message, places.properties);
            APPLICATION_PROPERTIES_PLACE.set(message, places.applicationProperties);
            BODY_PLACE.set(message, places.body);
            APPLICATION_PROPERTIES.set(message, null); // decoded again when somebody asks
            MEMORY_ESTIMATE.setVolatile(message, NOT_KNOWN);
            ORIGINAL_ESTIMATE.setVolatile(message, NOT_KNOWN);
        }
    }

    /** Gives a message the annotations and application properties that another one has now. */
    static void copyAdditions(AMQPMessage from, AMQPMessage to) {
        from.getPropertyNames(); // has both decoded
        to.getPropertyNames();
        MessageAnnotations annotations = (MessageAnnotations) ANNOTATIONS.get(from);
        if (annotations != null && annotations.getValue() != null) {
            ANNOTATIONS.set(to, new MessageAnnotations(new HashMap<>(annotations.getValue())));
        }
        ApplicationProperties properties = (ApplicationProperties) APPLICATION_PROPERTIES.get(from);
        if (properties != null && properties.getValue() != null) {
            APPLICATION_PROPERTIES.set(to, new ApplicationProperties(new HashMap<>(properties.getValue())));
        }
    }

    /** The bytes of a message; not to be changed. */
    public static ReadableBuffer bytes(AMQPStandardMessage message) {
        return (ReadableBuffer) DATA.get(message);
    }

    /** Where the body of a message begins in its bytes; negative if nothing is in front of it. */
    public static int bodyPlace(AMQPMessage message) {
        message.getSubject(); // has the sections looked for, if that was not done
        return (int) BODY_PLACE.get(message);
    }

    /** The decoded message annotations; empty if there are none. */
    public static Map<?, ?> annotations(AMQPStandardMessage message) {
        MessageAnnotations section = (MessageAnnotations) ANNOTATIONS.get(message);
        return section == null || section.getValue() == null ? Map.of() : section.getValue();
    }

    /** The application properties, if they are decoded; null if not, which they are not either if there are none. */
    public static @Nullable Map<?, ?> decodedProperties(AMQPStandardMessage message) {
        ApplicationProperties section = (ApplicationProperties) APPLICATION_PROPERTIES.get(message);
        return section == null ? null : section.getValue();
    }

    /** The address that the sender wrote into the message; null if none. */
    public static @Nullable String sentTo(AMQPStandardMessage message) {
        Properties section = (Properties) PROPERTIES.get(message);
        return section == null ? null : section.getTo();
    }
}
