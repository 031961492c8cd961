package io.sluice.broker.artemis;

import java.lang.reflect.Field;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.ServerConsumerImpl;
import org.apache.activemq.artemis.spi.core.protocol.SessionCallback;

/**
 * What Sluice changes in a consumer of Artemis.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code ServerConsumerImpl.filter}, private</td><td>for a reader of a stream a sequence number is a number, which
 * Artemis' own evaluation of the selector cannot know</td></tr>
 * <tr><td>{@code ServerConsumerImpl.started} and {@code callback}, private</td><td>a consumer that took nothing for long, and
 * has lost its shards for that, gets some again as soon as it could take a record; without being given one first</td></tr>
 * </table>
 *
 * Looked up once; a broker without it is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class ConsumerInternals {

    private static final Field FILTER = field("filter");
    private static final Field STARTED = field("started");
    private static final Field CALLBACK = field("callback");

    private static Field field(String name) {
        try {
            Field field = ServerConsumerImpl.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(ServerConsumerImpl.class.getName() + " has changed", e);
        }
    }

    private ConsumerInternals() {}

    /** Fails if something is missing. */
    static void requireKnown() {
        // the static initialiser has found everything when this is reached
    }

    /** Has a consumer select messages in another way, before it is offered the first. */
    public static void replaceFilter(ServerConsumer consumer, Filter filter) {
        try {
            FILTER.set(consumer, filter);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether its connection is started and its client has asked for more than it got. */
    public static boolean couldTake(ServerConsumer consumer) {
        if (!(consumer instanceof ServerConsumerImpl known)) {
            return true;
        }
        try {
            SessionCallback callback = (SessionCallback) CALLBACK.get(known);
            AtomicInteger credits = known.getAvailableCredits();
            return STARTED.getBoolean(known)
                    && (credits == null || credits.get() > 0)
                    && (callback == null || callback.hasCredits(known));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
