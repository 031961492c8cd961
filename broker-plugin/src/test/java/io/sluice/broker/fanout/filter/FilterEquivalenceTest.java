package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The index finds the same subscriptions as asking every policy, for thousands of policies and messages from a seed;
 * {@code -Dseed=} repeats a run.
 */
class FilterEquivalenceTest {

    private static final int ROUNDS = 100;
    private static final int POLICIES = 40;
    private static final int MESSAGES = 40;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final RandomPolicies source = new RandomPolicies(random);

    FilterEquivalenceTest() {
        System.out.println("FilterEquivalenceTest: -Dseed=" + seed);
    }

    @Test
    void lookingUpFindsWhatAskingEveryPolicyFinds() {
        int matches = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // Given
            Map<Integer, FilterPolicy> policies = new HashMap<>();
            FilterTable<Integer> asking = Messages.asking();
            FilterTable<Integer> lookingUp = Messages.lookingUp();
            for (int i = 0; i < POLICIES; i++) {
                policies.put(i, source.policy(random.nextBoolean() ? MESSAGE_BODY : MESSAGE_ATTRIBUTES));
                asking.put(i, policies.get(i));
                lookingUp.put(i, policies.get(i));
            }
            for (int m = 0; m < MESSAGES; m++) {
                MessageView message = source.message();
                Set<Integer> asked = new HashSet<>();
                List<Integer> found = new ArrayList<>();

                // When
                MatchOutcome outcome = asking.match(message, asked::add);
                MatchOutcome outcomeOfIndex = lookingUp.match(message, found::add);

                // Then
                assertThat(found)
                        .as("seed %d, %s of %s", seed, message, policies)
                        .containsExactlyInAnyOrderElementsOf(asked);
                assertThat(outcomeOfIndex).isEqualTo(outcome);
                matches += outcome.matched();
                if (m % 4 == 0) {
                    int changed = random.nextInt(POLICIES);
                    policies.put(changed, source.policy(MESSAGE_BODY));
                    asking.put(changed, policies.get(changed));
                    lookingUp.put(changed, policies.get(changed));
                }
            }
        }
        int pairs = ROUNDS * POLICIES * MESSAGES;
        assertThat(pairs).isGreaterThan(100_000);
        assertThat(matches).as("pairs that fit, of %d", pairs).isBetween(pairs / 50, pairs / 2);
    }

    @Test
    void aTableThatLostEverythingIsAsEmptyAsANewOne() {
        // Given
        FilterTable<Integer> table = Messages.lookingUp();
        for (int i = 0; i < 500; i++) {
            table.put(random.nextInt(100), source.policy(random.nextBoolean() ? MESSAGE_BODY : MESSAGE_ATTRIBUTES));
        }

        // When
        for (int i = 0; i < 100; i++) {
            table.remove(i);
        }

        // Then
        assertThat(table.size()).isZero();
        assertThat(table.leftovers()).as("seed %d", seed).isEmpty();
    }
}
