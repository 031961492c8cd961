package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.ExclusiveBinding;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Where Artemis hands over what is sent to the address of a stream, to the queues of its consumer groups too. It is exclusive,
 * so that nothing but the {@link StreamEntrance} decides where a message goes.
 */
final class StreamBinding extends ExclusiveBinding {

    private static final String PREFIX = "$sluice.stream.";

    private final StreamEntrance entrance;
    private final long id;

    /** @param id a number that nothing in the broker has */
    StreamBinding(StreamEntrance entrance, SimpleString address, long id) {
        super(PREFIX, address);
        this.entrance = entrance;
        this.id = id;
    }

    @Override
    public void route(Message message, RoutingContext routing) throws Exception {
        entrance.route(message, routing);
    }

    @Override
    public @Nullable Filter getFilter() {
        return null;
    }

    @Override
    public Long getID() {
        return id;
    }
}
