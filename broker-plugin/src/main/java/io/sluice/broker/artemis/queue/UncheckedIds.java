package io.sluice.broker.artemis.queue;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.apache.activemq.artemis.api.core.Pair;
import org.apache.activemq.artemis.core.postoffice.DuplicateIDCache;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Stands where Artemis keeps the duplicate ids of an address and knows none: Artemis' own detection goes by count, fails
 * the transaction of a duplicate, and would be asked before {@link Deduplication}. What Artemis reads from the journal for
 * that address is handed on, and a transaction that Artemis has begun for the id of one message is marked as such.
 *
 * <p>A proxy, because the methods of that interface return other types in 2.56.0 than in 2.55.0.
 */
final class UncheckedIds {

    /** Gets what Artemis reads from the journal when it starts. */
    interface Loader {

        void load(List<Pair<byte[], Long>> ids);

        /** Gets an id that a prepared transaction sends. */
        void loadPrepared(Transaction tx, byte[] id);
    }

    private final Loader loader;

    private UncheckedIds(Loader loader) {
        this.loader = loader;
    }

    static DuplicateIDCache loading(Loader loader) {
        UncheckedIds ids = new UncheckedIds(loader);
        return (DuplicateIDCache) Proxy.newProxyInstance(
                DuplicateIDCache.class.getClassLoader(),
                new Class<?>[] {DuplicateIDCache.class},
                (proxy, method, arguments) -> ids.answer(method, arguments));
    }

    @SuppressWarnings("unchecked")
    private @Nullable Object answer(Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "load" -> {
                if (arguments != null && arguments.length == 1) {
                    loader.load((List<Pair<byte[], Long>>) arguments[0]);
                } else if (arguments != null) {
                    loader.loadPrepared((Transaction) arguments[0], (byte[]) arguments[1]);
                }
                return null;
            }
            case "atomicVerify" -> {
                return true;
            }
            case "addToCache" -> {
                if (arguments != null && arguments.length == 3 && Boolean.TRUE.equals(arguments[2])) {
                    SingleSend.begun((Transaction) arguments[1]);
                }
                return Nothing.of(method.getReturnType());
            }
            case "getMap" -> {
                return List.of();
            }
            default -> {
                return Nothing.of(method.getReturnType());
            }
        }
    }
}
