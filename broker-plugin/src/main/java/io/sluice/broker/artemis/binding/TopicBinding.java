package io.sluice.broker.artemis.binding;

import java.util.Map;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.BindingType;
import org.apache.activemq.artemis.core.server.Bindable;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.selector.filter.Filterable;
import org.jspecify.annotations.Nullable;

/**
 * Where Artemis hands over what is published to a topic (ADR 23).
 *
 * <p>It is exclusive, so that Artemis routes nothing of a message by itself: the queues of the topic's own address must get it
 * in the same transaction as those of the subscriptions. {@link Topic} has Artemis route to these in a second pass, which
 * this binding does not match. Its type is that of a divert, which other nodes of a cluster are not told of.
 */
final class TopicBinding implements Binding, Bindable {

    static final long UNBOUND = -1;

    private static final String PREFIX = "$sluice.topic.";

    private final Topic topic;
    private final SimpleString address;
    private final SimpleString name;
    private volatile long id = UNBOUND;

    TopicBinding(Topic topic, SimpleString address) {
        this.topic = topic;
        this.address = address;
        this.name = SimpleString.of(PREFIX + address);
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

    @Override
    public void routeWithAck(Message message, RoutingContext routing) throws Exception {
        route(message, routing);
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
    public SimpleString getAddress() {
        return address;
    }

    @Override
    public Bindable getBindable() {
        return this;
    }

    @Override
    public BindingType getType() {
        return BindingType.DIVERT;
    }

    @Override
    public SimpleString getUniqueName() {
        return name;
    }

    @Override
    public SimpleString getRoutingName() {
        return name;
    }

    @Override
    public SimpleString getClusterName() {
        return name;
    }

    @Override
    public boolean isHighAcceptPriority(Message message) {
        return true;
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public Long getID() {
        return id;
    }

    @Override
    public int getDistance() {
        return 0;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void unproposed(SimpleString groupID) {
        // has no part in the choice of a node for a group
    }

    @Override
    public void close() {
        // holds nothing
    }

    @Override
    public String toManagementString() {
        return getClass().getSimpleName() + " [" + address + "]";
    }
}
