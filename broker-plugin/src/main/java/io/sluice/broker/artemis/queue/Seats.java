package io.sluice.broker.artemis.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * The seats of a queue by the ids of their messages. These grow one by one, so their last bits spread them well, and seats of one place
 * are linked: adding and removing one is the same work however many there are. Not thread-safe.
 */
final class Seats {

    private static final int LEAST = 16;
    private static final int GROWTH = 4;

    private @Nullable Seat[] places = new Seat[LEAST];
    private int size;

    static int hashOf(long id) {
        return (int) (id ^ id >>> 32);
    }

    private int placeOf(int hash) {
        return hash & places.length - 1;
    }

    /** The seat of a message; null if it has none. */
    @Nullable
    Seat of(MessageReference message) {
        long id = message.getMessageID();
        Seat seat = places[placeOf(hashOf(id))];
        while (seat != null && seat.message != message) {
            seat = seat.next;
        }
        return seat == null ? get(id) : seat;
    }

    /** The seat of the message with this id; null if there is none. */
    @Nullable
    Seat get(long id) {
        int hash = hashOf(id);
        Seat seat = places[placeOf(hash)];
        while (seat != null && (seat.hash != hash || seat.message.getMessageID() != id)) {
            seat = seat.next;
        }
        return seat;
    }

    /** Adds the seat of a message that has none. */
    void add(Seat seat) {
        if (size >= places.length) {
            resize(places.length * GROWTH);
        }
        put(seat);
        size++;
    }

    private void put(Seat seat) {
        int place = placeOf(seat.hash);
        seat.next = places[place];
        places[place] = seat;
    }

    /** No effect if it is not there. */
    void remove(Seat seat) {
        int place = placeOf(seat.hash);
        Seat before = null;
        Seat at = places[place];
        while (at != null && at != seat) {
            before = at;
            at = at.next;
        }
        if (at == null) {
            return;
        }
        if (before == null) {
            places[place] = seat.next;
        } else {
            before.next = seat.next;
        }
        seat.next = null;
        size--;
        if (places.length > LEAST && size < places.length / GROWTH / GROWTH) {
            resize(places.length / GROWTH);
        }
    }

    private void resize(int length) {
        @Nullable Seat[] old = places;
        places = new Seat[length];
        for (Seat first : old) {
            for (Seat seat = first; seat != null; ) {
                Seat following = seat.next;
                put(seat);
                seat = following;
            }
        }
    }

    /** The action must neither add nor remove any. */
    void forEach(Consumer<Seat> action) {
        for (Seat first : places) {
            for (Seat seat = first; seat != null; seat = seat.next) {
                action.accept(seat);
            }
        }
    }

    void removeIf(Predicate<Seat> which) {
        List<Seat> removed = new ArrayList<>();
        forEach(seat -> {
            if (which.test(seat)) {
                removed.add(seat);
            }
        });
        removed.forEach(this::remove);
    }
}
