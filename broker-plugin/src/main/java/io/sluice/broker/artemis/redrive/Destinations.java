package io.sluice.broker.artemis.redrive;

import io.sluice.broker.artemis.queue.RedrivenMessages;
import io.sluice.broker.redrive.MoveRequest;
import io.sluice.broker.redrive.MoveStarter;
import io.sluice.broker.redrive.StayReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;

/**
 * Where the messages of one task go. Rights are those that the starter's roles have when a destination is met for the
 * first time in a run. Not thread-safe.
 */
final class Destinations {

    private final ActiveMQServer server;
    private final MoveRequest request;
    private final MoveStarter starter;
    private final Map<String, Boolean> allowed = new HashMap<>();

    Destinations(ActiveMQServer server, MoveRequest request, MoveStarter starter) {
        this.server = server;
        this.request = request;
        this.starter = starter;
    }

    /** Where one message goes. */
    sealed interface Destination {

        /** To this queue. */
        record To(Binding queue) implements Destination {
            String name() {
                return queue.getUniqueName().toString();
            }
        }

        /** Nowhere. */
        record None(StayReason reason) implements Destination {}
    }

    Destination of(Message message) {
        Optional<String> name = request.destination().or(() -> RedrivenMessages.sourceOf(message));
        if (name.isEmpty()) {
            return new Destination.None(StayReason.SOURCE_UNKNOWN);
        }
        if (name.get().equals(request.source())) {
            return new Destination.None(StayReason.LOOP);
        }
        Binding binding = server.getPostOffice().getBinding(SimpleString.of(name.get()));
        if (!(binding instanceof LocalQueueBinding)) {
            return new Destination.None(StayReason.SOURCE_GONE);
        }
        return allowed.computeIfAbsent(name.get(), queue -> maySend(binding.getAddress()))
                ? new Destination.To(binding)
                : new Destination.None(StayReason.ACCESS_DENIED);
    }

    /** Whether the destination that the request names is gone. */
    boolean isGone() {
        return request.destination().isPresent()
                && server.locateQueue(request.destination().get()) == null;
    }

    /** Whether one of the destinations that were met takes no messages for now. */
    boolean isAnyFull() {
        return allowed.keySet().stream().anyMatch(this::isFull);
    }

    private boolean isFull(String queue) {
        Binding binding = server.getPostOffice().getBinding(SimpleString.of(queue));
        PagingStore store = binding == null ? null : pagingStore(binding);
        return store != null
                && store.isFull()
                && (store.getAddressFullMessagePolicy() == AddressFullMessagePolicy.BLOCK
                        || store.getAddressFullMessagePolicy() == AddressFullMessagePolicy.FAIL);
    }

    private PagingStore pagingStore(Binding binding) {
        try {
            return server.getPagingManager().getPageStore(binding.getAddress());
        } catch (Exception e) {
            throw new IllegalStateException("the store of address " + binding.getAddress() + " cannot be reached", e);
        }
    }

    private boolean maySend(SimpleString address) {
        Optional<Set<String>> roles = starter.roles();
        if (roles.isEmpty() || !server.getSecurityStore().isSecurityEnabled()) {
            return true;
        }
        Set<Role> rights = server.getSecurityRepository().getMatch(address.toString());
        return rights != null
                && rights.stream().anyMatch(role -> role.isSend() && roles.get().contains(role.getName()));
    }
}
