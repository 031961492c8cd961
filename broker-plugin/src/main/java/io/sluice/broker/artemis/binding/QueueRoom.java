package io.sluice.broker.artemis.binding;

import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.jspecify.annotations.Nullable;

/** What the address of a queue does with one more message, by Artemis' settings of that address. */
enum QueueRoom {
    /** It is kept in memory; that of a full address with policy BLOCK too, which holds back producers instead. */
    IN_MEMORY,
    /** It is written to a page. */
    IN_PAGES,
    /** It is dropped, and its sender not told. */
    NONE_AND_SILENT,
    /** It is refused. */
    NONE;

    /** @param store null for an address below that of Artemis' management */
    static QueueRoom in(@Nullable PagingStore store) {
        if (store == null) {
            return IN_MEMORY;
        }
        return switch (store.getAddressFullMessagePolicy()) {
            case BLOCK -> IN_MEMORY;
            case FAIL -> store.isFull() ? NONE : IN_MEMORY;
            case DROP -> store.isFull() ? NONE_AND_SILENT : IN_MEMORY;
            case PAGE -> inPages(store);
        };
    }

    private static QueueRoom inPages(PagingStore store) {
        if (!store.isPaging()) {
            return IN_MEMORY;
        }
        if (!store.isPageFull()) {
            return IN_PAGES;
        }
        return store.getPageFullMessagePolicy() == PageFullMessagePolicy.FAIL ? NONE : NONE_AND_SILENT;
    }
}
