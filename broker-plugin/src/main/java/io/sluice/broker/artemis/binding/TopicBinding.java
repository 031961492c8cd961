package io.sluice.broker.artemis.binding;

import io.sluice.broker.artemis.ExclusiveBinding;
import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.jspecify.annotations.Nullable;

/**
 * Where Artemis hands over what is published to a topic (ADR 23).
 *
 * <p>It is exclusive, so that Artemis routes nothing of a message by itself: the queues of the topic's own address must get it
 * in the same transaction as those of the subscriptions. {@link Topic} has Artemis route to these in a second pass, which
 * this binding does not match.
 */
final class TopicBinding extends ExclusiveBinding {

    static final long UNBOUND = -1;

    private static final String PREFIX = "$sluice.topic.";

    private final Topic topic;
    private volatile long id = UNBOUND;

    TopicBinding(Topic topic, SimpleString address) {
        super(PREFIX, address);
        this.topic = topic;
    }

    /** @param newId a number that nothing in the broker has, or {@link #UNBOUND} */
    void bind(long newId) {
        id = newId;
    }

    boolean isBound() {
        return id != UNBOUND;
    }

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        topic.route(message, routing);
    }

    /** Lets through what this binding has to do with. */
    @Override
    public Filter getFilter() {
        return new Filter() {
            @Override
            public boolean match(Message message) {
                return topic.publishes(message);
            }

            @Override
            public boolean match(Map<String, String> properties) {
                return true;
            }

            @Override
            public boolean match(Filterable filterable) {
                return true;
            }

            @Override
            public @Nullable SimpleString getFilterString() {
                return null;
            }
        };
    }

    @Override
    public Long getID() {
        return id;
    }
}
