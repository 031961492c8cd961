package io.sluice.broker.artemis.stream;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.BindingType;
import org.apache.activemq.artemis.core.server.Bindable;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Where Artemis hands over what is sent to the address of a stream, to the queues of its consumer groups too. It is exclusive,
 * so that nothing but the {@link StreamEntrance} decides where a message goes. Its type is that of a divert, which other nodes of
 * a cluster are not told of.
 */
final class StreamBinding implements Binding, Bindable {

    private static final String PREFIX = "$sluice.stream.";

    private final StreamEntrance entrance;
    private final SimpleString address;
    private final SimpleString name;
    private final long id;

    /** @param id a number that nothing in the broker has */
    StreamBinding(StreamEntrance entrance, SimpleString address, long id) {
        this.entrance = entrance;
        this.address = address;
        this.name = SimpleString.of(PREFIX + address);
        this.id = id;
    }

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        entrance.route(message, routing);
    }

    @Override
    public void routeWithAck(Message message, RoutingContext routing) throws Exception {
        entrance.route(message, routing);
    }

    @Override
    public @Nullable Filter getFilter() {
        return null;
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
