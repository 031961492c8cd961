package io.sluice.broker.artemis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreImpl;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.utils.SizeAwareMetric;

/**
 * What Sluice uses of the memory that Artemis counts for each address, and Artemis keeps to itself.
 *
 * <table>
 * <caption>What is used and why</caption>
 * <tr><td>{@code PagingStoreImpl.size}, private</td><td>with the policies {@code BLOCK} and {@code FAIL} Artemis answers each change
 * of an address' size, also when it grows, by a task for another thread that looks for producers to let go on; a message that
 * comes to ten addresses would wake ten</td></tr>
 * </table>
 *
 * Looked up once; a broker without it is refused at start ({@link BrokerInternals#requireKnown}).
 */
public final class PagingInternals {

    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.privateLookupIn(PagingStoreImpl.class, MethodHandles.lookup())
                    .findVarHandle(PagingStoreImpl.class, "size", SizeAwareMetric.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(PagingStoreImpl.class.getName() + " has changed", e);
        }
    }

    private PagingInternals() {}

    /** Fails if something is missing. */
    static void requireKnown() {
        // the static initialiser has found everything when this is reached
    }

    /**
     * Has an address hold one message more. It begins to page, to block or to fail as always, but nobody is looked for who might go on:
     * that can only be when it holds less.
     *
     * @param isForBroker whether the whole broker holds so much more, too
     */
    public static void grow(PagingStore store, int bytes, boolean isForBroker) {
        change(store, bytes, isForBroker);
    }

    /** Has an address, and the whole broker, hold one message less. Who does so has to call {@link PagingStore#checkReleasedMemory()} afterwards. */
    public static void shrink(PagingStore store, int bytes) {
        change(store, -bytes, true);
    }

    private static void change(PagingStore store, int bytes, boolean isForBroker) {
        AddressFullMessagePolicy policy = store.getAddressFullMessagePolicy();
        boolean looksForProducers = policy == AddressFullMessagePolicy.BLOCK || policy == AddressFullMessagePolicy.FAIL;
        if (looksForProducers && store instanceof PagingStoreImpl known) {
            ((SizeAwareMetric) SIZE.get(known)).addSize(bytes, false, isForBroker);
        } else {
            store.addSize(bytes, false, isForBroker);
        }
    }
}
