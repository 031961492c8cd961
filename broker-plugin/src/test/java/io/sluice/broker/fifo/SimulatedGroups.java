package io.sluice.broker.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fifo.GroupEvent.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A FIFO queue with a few groups and consumers: {@link MessageGroups} beside a naive list of all messages, compared after
 * every event. The number of a message also tells its group.
 */
final class SimulatedGroups {

    private enum Where {
        WAITING,
        IN_FLIGHT,
        AWAY
    }

    private static final class ModelMessage {
        private final long number;
        private Where where = Where.WAITING;
        private int holder = -1;
        private boolean passed;

        private ModelMessage(long number) {
            this.number = number;
        }

        private int group() {
            return groupOf(number);
        }
    }

    /** How many messages a consumer holds at most. */
    private static final int ROOM = 5;

    final Map<Kind, Long> effective = new EnumMap<>(Kind.class);
    private final WalkedShelf shelf = new WalkedShelf();
    private final TreeMap<Long, ModelMessage> model = new TreeMap<>();
    private final Map<Integer, Long> cursors = new HashMap<>();
    private final MessageGroups<Integer, Long, Integer> groups;
    private final Map<Integer, MessageGroup<Integer, Long, Integer>> named = new HashMap<>();
    private final Map<Integer, OwnerPace> paces = new HashMap<>();
    private long lastNumber;
    private int limit = 3;

    SimulatedGroups() {
        groups = new MessageGroups<>(shelf, new GroupLimit.Fixed(limit));
    }

    private int roomOf(int consumer) {
        return ROOM
                - (int) model.values().stream().filter(inFlightWith(consumer)).count();
    }

    private OwnerPace paceOf(int consumer) {
        return paces.computeIfAbsent(consumer, owner -> new OwnerPace(() -> roomOf(owner)));
    }

    private static int groupOf(long number) {
        return (int) (number % GroupEvent.GROUPS);
    }

    void happens(GroupEvent event) {
        if (apply(event)) {
            effective.merge(event.kind(), 1L, Long::sum);
        }
        groups.haveRoom();
        groups.arrange();
        compare();
    }

    private boolean apply(GroupEvent event) {
        return switch (event.kind()) {
            case SEND -> send(event);
            case WALK -> walk(event.consumer(), 1 + (int) (event.pick() * 6));
            case SETTLE -> on(event, inFlightWith(event.consumer()), this::end);
            case PASS -> on(event, inFlightWith(event.consumer()), this::pass);
            case RETURN -> on(event, inFlightWith(event.consumer()), this::comeBack);
            case RETURN_ALL -> returnAll(event.consumer());
            case REMOVE -> on(event, message -> message.where == Where.WAITING, this::removeWaiting);
            case SEND_AWAY -> on(event, message -> message.where == Where.WAITING, this::sendAway);
            case HOLD_BACK -> on(event, inFlightWith(event.consumer()), this::sendAway);
            case COME_BACK -> on(event, message -> message.where == Where.AWAY, this::comeBack);
            case LOSE_AWAY -> on(event, message -> message.where == Where.AWAY, this::end);
            case LIMIT -> limitTo(1 + (int) (event.pick() * 4));
        };
    }

    private static Predicate<ModelMessage> inFlightWith(int consumer) {
        return message -> message.where == Where.IN_FLIGHT && message.holder == consumer;
    }

    private boolean send(GroupEvent event) {
        do {
            lastNumber++;
        } while (groupOf(lastNumber) != event.group());
        model.put(lastNumber, new ModelMessage(lastNumber));
        named.put(event.group(), groups.add(event.group(), lastNumber, lastNumber));
        return true;
    }

    /** A consumer walks along the shelf, asks for what it sees, and takes what it is granted. */
    private boolean walk(int consumer, int steps) {
        boolean took = false;
        for (int i = 0; i < steps; i++) {
            var next = shelf.nextAfter(cursors.getOrDefault(consumer, 0L));
            if (next == null || roomOf(consumer) == 0) {
                return took;
            }
            cursors.put(consumer, next.getKey());
            took |= offer(consumer, model.get(next.getValue()));
            groups.arrange();
        }
        return took;
    }

    private boolean offer(int consumer, ModelMessage message) {
        boolean granted = groups.admission(message.group(), message.number, consumer) == Admission.GRANTED;
        assertThat(granted)
                .as("consumer %d is granted %d", consumer, message.number)
                .isEqualTo(isNext(message)
                        && ownerOf(message.group())
                                .filter(owner -> owner != consumer)
                                .isEmpty());
        if (granted) {
            groups.take(named.get(message.group()), message.number, consumer, paceOf(consumer), 0);
            shelf.takeOut(message.number);
            message.where = Where.IN_FLIGHT;
            message.holder = consumer;
            message.passed = false;
        } else {
            groups.refuse(named.get(message.group()));
        }
        return granted;
    }

    private boolean returnAll(int consumer) {
        List<ModelMessage> held = new ArrayList<>(
                model.values().stream().filter(inFlightWith(consumer)).toList());
        held.sort(Comparator.comparingLong(message -> -message.number));
        held.forEach(this::comeBack);
        return !held.isEmpty();
    }

    private boolean on(
            GroupEvent event, Predicate<ModelMessage> which, java.util.function.Consumer<ModelMessage> change) {
        List<ModelMessage> candidates = model.values().stream().filter(which).toList();
        if (candidates.isEmpty()) {
            return false;
        }
        change.accept(candidates.get((int) (event.pick() * candidates.size())));
        return true;
    }

    private void end(ModelMessage message) {
        groups.end(message.group(), message.number, 0);
        model.remove(message.number);
    }

    private void pass(ModelMessage through) {
        groups.pass(named.get(through.group()), through.number, through.holder, 0);
        of(through.group(), Where.IN_FLIGHT).stream()
                .filter(message -> message.number <= through.number)
                .forEach(message -> message.passed = true);
    }

    private void comeBack(ModelMessage message) {
        named.put(message.group(), groups.add(message.group(), message.number, message.number));
        message.where = Where.WAITING;
        message.holder = -1;
    }

    private void removeWaiting(ModelMessage message) {
        shelf.takeOut(message.number);
        groups.remove(named.get(message.group()), message.number);
        model.remove(message.number);
    }

    private void sendAway(ModelMessage message) {
        shelf.takeOut(message.number);
        groups.sendAway(message.group(), message.number);
        message.where = Where.AWAY;
        message.holder = -1;
    }

    private boolean limitTo(int newLimit) {
        boolean changed = newLimit != limit;
        limit = newLimit;
        groups.limitTo(new GroupLimit.Fixed(newLimit));
        return changed;
    }

    // ---- the naive model ------------------------------------------------------------------------------------------

    private List<ModelMessage> of(int group, Where where) {
        return model.values().stream()
                .filter(message -> message.group() == group && message.where == where)
                .toList();
    }

    private Optional<Integer> ownerOf(int group) {
        return of(group, Where.IN_FLIGHT).stream()
                .map(message -> message.holder)
                .findFirst();
    }

    private long heldOf(int group) {
        return of(group, Where.IN_FLIGHT).stream()
                .filter(message -> !message.passed)
                .count();
    }

    private boolean isNext(ModelMessage message) {
        List<ModelMessage> inFlight = of(message.group(), Where.IN_FLIGHT);
        return message.where == Where.WAITING
                && of(message.group(), Where.WAITING).get(0) == message
                && heldOf(message.group()) < limit
                && inFlight.stream().noneMatch(other -> other.number > message.number)
                && of(message.group(), Where.AWAY).stream().noneMatch(other -> other.number < message.number);
    }

    private void compare() {
        List<Long> onOffer = shelf.onOffer();
        List<Long> all = new ArrayList<>(onOffer);
        all.addAll(shelf.parked());
        assertThat(all)
                .as("every waiting message stands on the shelf once")
                .containsExactlyInAnyOrderElementsOf(model.values().stream()
                        .filter(message -> message.where == Where.WAITING)
                        .map(message -> message.number)
                        .toList());
        for (int group = 0; group < GroupEvent.GROUPS; group++) {
            compare(group, onOffer);
        }
        assertThat(groups.size()).as("groups with messages").isEqualTo((int)
                model.values().stream().map(ModelMessage::group).distinct().count());
    }

    private void compare(int group, List<Long> onOffer) {
        List<ModelMessage> waiting = of(group, Where.WAITING);
        List<Long> offered =
                onOffer.stream().filter(number -> groupOf(number) == group).toList();
        assertThat(offered).as("on offer of group %d, in order", group).isSorted();
        assertThat(offered.size() + heldOf(group))
                .as("on offer and in flight of group %d", group)
                .isLessThanOrEqualTo(Math.max(limit, heldOf(group)));
        assertThat(of(group, Where.IN_FLIGHT).stream()
                        .map(message -> message.holder)
                        .distinct())
                .as("owners of group %d", group)
                .hasSizeLessThanOrEqualTo(1);
        boolean isNext = !waiting.isEmpty() && isNext(waiting.get(0));
        if (!isNext || ownerOf(group).map(this::roomOf).orElse(ROOM) > 0) {
            assertThat(!offered.isEmpty())
                    .as("group %d has something on offer", group)
                    .isEqualTo(isNext);
        }
        for (ModelMessage message : of(group, Where.IN_FLIGHT)) {
            assertThat(groups.isAnyWaitingBefore(group, message.number))
                    .as("something waits before %d", message.number)
                    .isEqualTo(waiting.stream().anyMatch(other -> other.number < message.number));
        }
        ownerOf(group)
                .ifPresent(owner -> assertThat(groups.holderBehind(group, 0)).contains(owner));
    }

    /** Once all consumers have walked to the end, no message is left that one of them could be given. */
    void assertNothingIsStranded() {
        for (int round = 0; round < 2; round++) {
            for (int consumer = 0; consumer < GroupEvent.CONSUMERS; consumer++) {
                walk(consumer, Integer.MAX_VALUE);
            }
        }
        for (ModelMessage message : model.values()) {
            assertThat(isNext(message) && isForSomebodyWithRoom(message))
                    .as("%d is left for nobody", message.number)
                    .isFalse();
        }
    }

    private boolean isForSomebodyWithRoom(ModelMessage message) {
        return IntStream.range(0, GroupEvent.CONSUMERS)
                .filter(consumer -> ownerOf(message.group()).orElse(consumer) == consumer)
                .anyMatch(consumer -> roomOf(consumer) > 0);
    }
}
