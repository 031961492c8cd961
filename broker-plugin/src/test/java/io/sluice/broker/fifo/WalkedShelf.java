package io.sluice.broker.fifo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A shelf whose consumers each walk once past what is on offer, and see again only what is put there anew. */
final class WalkedShelf implements Shelf<Long> {

    private final NavigableMap<Long, Long> offeredByPlace = new TreeMap<>();
    private final NavigableMap<Long, Long> parkedByPlace = new TreeMap<>();
    private long places;
    private long frontPlaces;

    @Override
    public void offer(Long message) {
        takeOut(message);
        offeredByPlace.put(++places, message);
    }

    @Override
    public void park(Long message) {
        takeOut(message);
        parkedByPlace.put(++places, message);
    }

    @Override
    public void parkInFront(Long message) {
        takeOut(message);
        parkedByPlace.put(--frontPlaces, message);
    }

    void takeOut(Long message) {
        offeredByPlace.values().remove(message);
        parkedByPlace.values().remove(message);
    }

    /** The next place behind this one with what is on offer there; null at the end. */
    Map.Entry<Long, Long> nextAfter(long place) {
        return offeredByPlace.higherEntry(place);
    }

    List<Long> onOffer() {
        return new ArrayList<>(offeredByPlace.values());
    }

    List<Long> parked() {
        return new ArrayList<>(parkedByPlace.values());
    }
}
