package io.sluice.broker.artemis;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.BindingType;
import org.apache.activemq.artemis.core.server.Bindable;
import org.apache.activemq.artemis.core.server.RoutingContext;

/**
 * A binding of ours that takes all that is sent to an address, so that Artemis routes nothing of it by itself. Its type is that
 * of a divert, which other nodes of a cluster are not told of.
 */
public abstract class ExclusiveBinding implements Binding, Bindable {

    private final SimpleString address;
    private final SimpleString name;

    /** @param prefix makes the name unique among the bindings of the address */
    protected ExclusiveBinding(String prefix, SimpleString address) {
        this.address = address;
        this.name = SimpleString.of(prefix + address);
    }

    @Override
    public final void routeWithAck(Message message, RoutingContext routing) throws Exception {
        route(message, routing);
    }

    @Override
    public final SimpleString getAddress() {
        return address;
    }

    @Override
    public final Bindable getBindable() {
        return this;
    }

    @Override
    public final BindingType getType() {
        return BindingType.DIVERT;
    }

    @Override
    public final SimpleString getUniqueName() {
        return name;
    }

    @Override
    public final SimpleString getRoutingName() {
        return name;
    }

    @Override
    public final SimpleString getClusterName() {
        return name;
    }

    @Override
    public final boolean isHighAcceptPriority(Message message) {
        return true;
    }

    @Override
    public final boolean isExclusive() {
        return true;
    }

    @Override
    public final int getDistance() {
        return 0;
    }

    @Override
    public final boolean isConnected() {
        return true;
    }

    @Override
    public final void unproposed(SimpleString groupID) {
        // has no part in the choice of a node for a group
    }

    @Override
    public final void close() {
        // holds nothing
    }

    @Override
    public final String toManagementString() {
        return getClass().getSimpleName() + " [" + address + "]";
    }
}
