package io.sluice.broker.fifo;

import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.COMMITTING;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.DUPLICATE;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.FULL;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.NEW;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.UNDECIDED;
import static io.sluice.broker.fifo.DeduplicationWindow.Verdict.UNDER_WAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeduplicationWindowTest {

    private static final long WINDOW = DeduplicationSettings.WINDOW.toMillis();
    private static final Object SENDER = new Object();
    private static final Object OTHER_SENDER = new Object();
    private static final DeduplicationKey A = key("a");
    private static final DeduplicationKey B = key("b");

    private final DeduplicationWindow window =
            new DeduplicationWindow(new IdMemory(DeduplicationSettings.WINDOW, 1_000));

    private static DeduplicationKey key(String id) {
        return DeduplicationKey.of(DeduplicationScope.QUEUE, "g", new DeduplicationId(id));
    }

    private void send(DeduplicationKey key, long record, long now) {
        assertThat(window.offer(key, SENDER, now)).isEqualTo(NEW);
        window.settle(key);
        window.accept(key, record, now);
    }

    @Test
    void takesAnIdOnceWithinTheWindow() {
        // Given
        send(A, 1, 0);
        // When / Then
        assertThat(window.offer(A, OTHER_SENDER, WINDOW - 1)).isEqualTo(DUPLICATE);
        assertThat(window.offer(B, OTHER_SENDER, 1)).isEqualTo(NEW);
    }

    @Test
    void takesItAgainWhenTheWindowHasPassedEvenIfNothingWasForgottenYet() {
        // Given
        send(A, 1, 0);
        // When / Then
        assertThat(window.offer(A, OTHER_SENDER, WINDOW)).isEqualTo(NEW);
    }

    @Test
    void isNotProlongedByARepeat() {
        // Given
        send(A, 1, 0);
        assertThat(window.offer(A, SENDER, WINDOW / 2)).isEqualTo(DUPLICATE);
        // When / Then
        assertThat(window.offer(A, SENDER, WINDOW)).isEqualTo(NEW);
    }

    @Test
    void remembersTheSecondAcceptanceAndNotTheFirst() {
        // Given
        send(A, 1, 0);
        send(A, 2, WINDOW);
        // When / Then
        assertThat(window.offer(A, SENDER, 2 * WINDOW - 1)).isEqualTo(DUPLICATE);
        assertThat(window.offer(A, SENDER, 2 * WINDOW)).isEqualTo(NEW);
    }

    @Test
    void startsTheWindowWhenTheMessageIsAcceptedAndNotWhenItIsSent() {
        // Given
        window.offer(A, SENDER, 0);
        window.settle(A);
        window.accept(A, 1, 1_000);
        // When / Then
        assertThat(window.offer(A, OTHER_SENDER, WINDOW + 999)).isEqualTo(DUPLICATE);
        assertThat(window.offer(A, OTHER_SENDER, WINDOW + 1_000)).isEqualTo(NEW);
    }

    @Test
    void freesTheIdOfASenderThatRollsBack() {
        // Given
        window.offer(A, SENDER, 0);
        // When
        window.withdraw(A, OTHER_SENDER);
        assertThat(window.offer(A, OTHER_SENDER, 0)).isEqualTo(UNDECIDED);
        window.withdraw(A, SENDER);
        // Then
        assertThat(window.offer(A, OTHER_SENDER, 0)).isEqualTo(NEW);
    }

    @Test
    void cannotTellWhileAnotherTransactionIsOpenAndKnowsADuplicateOfItsOwnSender() {
        // Given
        window.offer(A, SENDER, 0);
        // When / Then
        assertThat(window.offer(A, OTHER_SENDER, 1)).isEqualTo(UNDECIDED);
        assertThat(window.offer(A, SENDER, 1)).isEqualTo(DUPLICATE);
    }

    @Test
    void asksToBeAskedAgainWhileAnotherSenderStoresTheIdByItself() {
        // Given
        assertThat(window.offerAlone(A, SENDER, 0)).isEqualTo(NEW);
        // When / Then
        assertThat(window.offerAlone(A, OTHER_SENDER, 1)).isEqualTo(UNDER_WAY);
        assertThat(window.offer(A, OTHER_SENDER, 1)).isEqualTo(UNDER_WAY);
        window.withdraw(A, SENDER);
        assertThat(window.offerAlone(A, OTHER_SENDER, 2)).isEqualTo(NEW);
        window.accept(A, 0, 3);
        assertThat(window.offerAlone(A, SENDER, 4)).isEqualTo(DUPLICATE);
    }

    @Test
    void cannotTellASingleSendWhileATransactionIsOpen() {
        // Given
        window.offer(A, SENDER, 0);
        // When / Then
        assertThat(window.offerAlone(A, OTHER_SENDER, 1)).isEqualTo(UNDECIDED);
    }

    @Test
    void tellsARepeatOfACommitUnderWayWhenThatIsStoredAndNotBefore() {
        // Given
        window.offer(A, SENDER, 0);
        window.settle(A);
        List<String> told = new ArrayList<>();
        // When
        assertThat(window.offer(A, OTHER_SENDER, 1)).isEqualTo(COMMITTING);
        window.tell(A, told(told, "first"));
        assertThat(window.offerAlone(A, OTHER_SENDER, 2)).isEqualTo(COMMITTING);
        window.tell(A, told(told, "second"));
        // Then
        assertThat(told).isEmpty();
        window.accept(A, 1, 3);
        assertThat(told).containsExactly("first stored", "second stored");
        assertThat(window.offer(A, OTHER_SENDER, 4)).isEqualTo(DUPLICATE);
    }

    @Test
    void tellsARepeatOfACommitThatFailedSoAndFreesTheId() {
        // Given
        window.offer(A, SENDER, 0);
        window.settle(A);
        List<String> told = new ArrayList<>();
        window.tell(A, told(told, "repeat"));
        // When
        window.withdraw(A, SENDER);
        // Then
        assertThat(told).containsExactly("repeat lost");
        assertThat(window.offer(A, OTHER_SENDER, 1)).isEqualTo(NEW);
    }

    @Test
    void tellsNobodyOfWhatNoTransactionCommits() {
        // Given
        window.offer(A, SENDER, 0);
        List<String> told = new ArrayList<>();
        // When / Then
        assertThatThrownBy(() -> window.tell(A, told(told, "too early"))).isInstanceOf(IllegalStateException.class);
        window.settle(A);
        window.accept(A, 1, 1);
        assertThatThrownBy(() -> window.tell(A, told(told, "too late"))).isInstanceOf(IllegalStateException.class);
    }

    private static Repeat told(List<String> told, String name) {
        return new Repeat() {
            @Override
            public void stored() {
                told.add(name + " stored");
            }

            @Override
            public void lost() {
                told.add(name + " lost");
            }
        };
    }

    @Test
    void refusesNewIdsAtItsLimitAndKeepsThoseThatItHas() {
        // Given
        DeduplicationWindow small = new DeduplicationWindow(new IdMemory(DeduplicationSettings.WINDOW, 1));
        small.offer(A, SENDER, 0);
        // When / Then
        assertThat(small.offer(B, SENDER, 0)).isEqualTo(FULL);
        small.accept(A, 1, 0);
        assertThat(small.offer(B, SENDER, 0)).isEqualTo(FULL);
        assertThat(small.offer(A, SENDER, 0)).isEqualTo(DUPLICATE);
    }

    @Test
    void sharesItsLimitWithTheOtherWindowsOfItsBroker() {
        // Given
        IdMemory memory = new IdMemory(DeduplicationSettings.WINDOW, 2);
        DeduplicationWindow one = new DeduplicationWindow(memory);
        DeduplicationWindow other = new DeduplicationWindow(memory);
        one.offer(A, SENDER, 0);
        other.offer(A, SENDER, 0);
        // When / Then
        assertThat(one.offer(B, SENDER, 0)).isEqualTo(FULL);
        other.withdraw(A, SENDER);
        assertThat(one.offer(B, SENDER, 0)).isEqualTo(NEW);
        one.accept(A, 1, 0);
        one.accept(B, 2, 0);
        assertThat(other.offer(A, SENDER, WINDOW - 1)).isEqualTo(FULL);
        one.forgetOld(WINDOW, record -> {});
        assertThat(other.offer(A, SENDER, WINDOW)).isEqualTo(NEW);
        assertThat(other.offer(B, SENDER, WINDOW)).isEqualTo(NEW);
        assertThat(one.offer(A, SENDER, WINDOW)).isEqualTo(FULL);
    }

    @Test
    void keepsMoreThanItsLimitOfWhatWasAcceptedBeforeARestart() {
        // Given
        DeduplicationWindow small = new DeduplicationWindow(new IdMemory(DeduplicationSettings.WINDOW, 1));
        // When
        small.restore(A, 1, 0);
        small.restore(B, 2, 0);
        // Then
        assertThat(small.offer(A, SENDER, 1)).isEqualTo(DUPLICATE);
        assertThat(small.offer(B, SENDER, 1)).isEqualTo(DUPLICATE);
        assertThat(small.offer(key("c"), SENDER, 1)).isEqualTo(FULL);
        small.clear(record -> {});
        assertThat(small.offer(key("c"), SENDER, 1)).isEqualTo(NEW);
    }

    @Test
    void namesTheRecordsOfForgottenIdsOnce() {
        // Given
        send(A, 11, 0);
        send(B, 12, WINDOW / 2);
        List<Long> records = new ArrayList<>();
        // When
        window.forgetOld(WINDOW - 1, records::add);
        assertThat(records).isEmpty();
        window.forgetOld(WINDOW, records::add);
        // Then
        assertThat(records).containsExactly(11L);
        assertThat(window.nextForgettingMillis()).hasValue(WINDOW + WINDOW / 2);
        assertThat(window.size()).isEqualTo(1);
    }

    @Test
    void forgetsEveryAcceptedIdWhenItIsCleared() {
        // Given
        send(A, 11, 0);
        window.offer(B, SENDER, 0);
        List<Long> records = new ArrayList<>();
        // When
        window.clear(records::add);
        // Then
        assertThat(records).containsExactly(11L);
        assertThat(window.offer(A, SENDER, 1)).isEqualTo(NEW);
        assertThat(window.offer(B, OTHER_SENDER, 1)).isEqualTo(UNDECIDED);
    }

    @Test
    void takesUpWhereItWasBeforeARestart() {
        // Given
        window.restore(A, 11, -WINDOW + 1);
        window.restore(B, 12, -1);
        // When / Then
        assertThat(window.offer(A, SENDER, 0)).isEqualTo(DUPLICATE);
        assertThat(window.offer(A, SENDER, 1)).isEqualTo(NEW);
        assertThat(window.offer(B, SENDER, 1)).isEqualTo(DUPLICATE);
    }

    @Test
    void agreesWithANaiveWindowOverManySends() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        DeduplicationWindow tested = new DeduplicationWindow(new IdMemory(Duration.ofMillis(800), Integer.MAX_VALUE));
        Map<DeduplicationKey, Long> naive = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 200_000; step++) {
            now += random.nextInt(3);
            DeduplicationKey key = key(String.valueOf(random.nextInt(2_000)));
            Long before = naive.get(key);
            DeduplicationWindow.Verdict expected = before != null && now - before < 800 ? DUPLICATE : NEW;
            assertThat(tested.offer(key, SENDER, now))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(expected);
            if (expected == NEW) {
                if (random.nextInt(10) == 0) {
                    tested.withdraw(key, SENDER);
                } else {
                    tested.accept(key, step, now);
                    naive.put(key, now);
                }
            }
            if (random.nextInt(100) == 0) {
                tested.forgetOld(now, record -> {});
            }
        }
        tested.forgetOld(now + 800, record -> {});
        assertThat(tested.size()).as("seed %d", seed).isZero();
    }

    @Test
    void keepsAMillionIdsInLessThanEightyBytesEach() {
        // Given
        DeduplicationWindow large = new DeduplicationWindow(new IdMemory(DeduplicationSettings.WINDOW, 1_000_000));
        // When
        for (int id = 0; id < 1_000_000; id++) {
            large.restore(
                    new DeduplicationKey(id * 0x9E3779B97F4A7C15L, id * 0xC2B2AE3D27D4EB4FL),
                    id,
                    id * WINDOW / 1_000_000);
        }
        // Then
        assertThat(large.tableBytes() / 1_000_000).isLessThan(80);
        assertThat(large.offer(A, SENDER, WINDOW)).isEqualTo(FULL);
    }

    @Test
    void keepsIdsOfTwoGroupsApartOnlyInTheScopeOfTheGroup() {
        // Given
        DeduplicationId id = new DeduplicationId("a");
        // When / Then
        assertThat(DeduplicationKey.of(DeduplicationScope.QUEUE, "g1", id))
                .isEqualTo(DeduplicationKey.of(DeduplicationScope.QUEUE, "g2", id));
        assertThat(DeduplicationKey.of(DeduplicationScope.MESSAGE_GROUP, "g1", id))
                .isNotEqualTo(DeduplicationKey.of(DeduplicationScope.MESSAGE_GROUP, "g2", id));
        assertThat(DeduplicationKey.of(DeduplicationScope.MESSAGE_GROUP, "g", new DeduplicationId("1a")))
                .isNotEqualTo(DeduplicationKey.of(DeduplicationScope.MESSAGE_GROUP, "g1", id));
    }

    @Test
    void anIdIsAnyTextThatIsNotEmpty() {
        List<DeduplicationKey> keys = Stream.of(" ", "a b", "a", "\u00e4", "x".repeat(128), "x".repeat(129), "a\n")
                .map(id -> DeduplicationKey.of(DeduplicationScope.QUEUE, "g", new DeduplicationId(id)))
                .toList();
        assertThat(keys).doesNotHaveDuplicates();
        assertThatThrownBy(() -> new DeduplicationId("")).isInstanceOf(IllegalArgumentException.class);
    }
}
