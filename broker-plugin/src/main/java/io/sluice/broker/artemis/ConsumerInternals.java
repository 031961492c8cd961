package io.sluice.broker.artemis;

import java.lang.reflect.Field;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.ServerConsumerImpl;

/**
 * What Sluice changes in a consumer of Artemis.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code ServerConsumerImpl.filter}, private</td><td>for a reader of a stream a sequence number is a number, which
 * Artemis' own evaluation of the selector cannot know</td></tr>
 * </table>
 *
 * Looked up once; a broker without it is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class ConsumerInternals {

    private static final Field FILTER;

    static {
        try {
            FILTER = ServerConsumerImpl.class.getDeclaredField("filter");
            FILTER.setAccessible(true);
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
}
