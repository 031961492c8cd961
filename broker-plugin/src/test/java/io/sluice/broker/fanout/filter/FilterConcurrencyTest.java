package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads match while policies change: every answer is that of a table that there was. */
@Timeout(60)
class FilterConcurrencyTest {

    private static final int OTHERS = 200;
    private static final int CHANGES = 1_000;
    private static final int MATCHERS = 3;

    private final FilterTable<Integer> table = new FilterTable<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(MATCHERS);

    @AfterEach
    void endThreads() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSubscriptionWhosePoliciesAllFitGetsEveryMessageOnceWhileTheyChange() throws Exception {
        // Given: policies in different places of the index, all of which fit the message
        List<FilterPolicy> fitting = List.of(
                Messages.policy(MESSAGE_BODY, "{'k':['x']}"),
                Messages.policy(MESSAGE_BODY, "{'n':[{'numeric':['>',0,'<',10]}],'k':[{'prefix':'x'}]}"),
                Messages.policy(MESSAGE_BODY, "{'k':[{'anything-but':'y'}]}"),
                Messages.policy(MESSAGE_BODY, "{'$or':[{'absent':[{'exists':false}]},{'k':['x']}]}"),
                Messages.policy(MESSAGE_BODY, "{'l':[{'suffix':'z'}]}"));
        for (int i = 1; i <= OTHERS; i++) {
            table.put(i, Messages.policy(MESSAGE_BODY, "{'k':['other" + i + "']}"));
        }
        table.put(0, fitting.get(0));
        MessageView message = Messages.body("{'k':'x','n':5,'l':'yz'}");

        // When
        AtomicInteger wrong = new AtomicInteger();
        List<Future<?>> matchers = matchUntil(() -> change(fitting), () -> {
            AtomicInteger told = new AtomicInteger();
            table.match(message, subscription -> told.addAndGet(subscription == 0 ? 1 : 1_000));
            if (told.get() != 1) {
                wrong.incrementAndGet();
            }
        });

        // Then
        for (Future<?> matcher : matchers) {
            matcher.get();
        }
        assertThat(wrong).hasValue(0);
        assertThat(table.counts(0).filteredOut()).isZero();
    }

    @Test
    void twoSubscriptionsThatChangeInTurnAreNeverBothWithoutAMessage() throws Exception {
        // Given: at any time at least one of two fits, because one is let in before the other is shut out
        FilterPolicy fits = Messages.policy(MESSAGE_BODY, "{'k':['x','y']}");
        FilterPolicy doesNot = Messages.policy(MESSAGE_BODY, "{'k':['z']}");
        table.put(0, fits);
        table.put(1, doesNot);
        MessageView message = Messages.body("{'k':['x','y']}");

        // When
        AtomicInteger wrong = new AtomicInteger();
        List<Future<?>> matchers = matchUntil(
                () -> {
                    for (int i = 0; i < CHANGES; i++) {
                        int shut = i % 2;
                        table.put(1 - shut, fits);
                        table.put(shut, doesNot);
                    }
                },
                () -> {
                    MatchOutcome outcome = table.match(message, subscription -> {});
                    if (outcome.matched() < 1 || outcome.matched() + outcome.filteredByBody() != 2) {
                        wrong.incrementAndGet();
                    }
                });

        // Then
        for (Future<?> matcher : matchers) {
            matcher.get();
        }
        assertThat(wrong).hasValue(0);
    }

    @Test
    void countsMissNothingThatSeveralThreadsMatch() throws Exception {
        // Given
        table.put(0, Messages.policy(MESSAGE_BODY, "{'k':['x']}"));
        table.put(1, Messages.policy(MESSAGE_BODY, "{'k':['y']}"));
        int each = 5_000;
        List<Future<?>> matchers = new ArrayList<>();

        // When
        for (int i = 0; i < MATCHERS; i++) {
            matchers.add(threads.submit(() -> {
                for (int m = 0; m < each; m++) {
                    table.match(Messages.body("{'k':'x'}"), subscription -> {});
                }
            }));
        }
        for (Future<?> matcher : matchers) {
            matcher.get();
        }

        // Then
        long all = (long) MATCHERS * each;
        assertThat(table.counts(0)).isEqualTo(new FilterCounts(all, all, 0, 0, 0, 0));
        assertThat(table.counts(1)).isEqualTo(new FilterCounts(all, 0, 0, 0, all, 0));
    }

    private void change(List<FilterPolicy> fitting) {
        for (int i = 0; i < CHANGES; i++) {
            table.put(0, fitting.get(i % fitting.size()));
            int other = 1 + i % OTHERS;
            table.remove(other);
            table.put(other, Messages.policy(MESSAGE_BODY, "{'k':['other" + i + "']}"));
        }
    }

    private List<Future<?>> matchUntil(Runnable changes, Runnable match) {
        AtomicBoolean done = new AtomicBoolean();
        List<Future<?>> matchers = new ArrayList<>();
        for (int i = 0; i < MATCHERS; i++) {
            matchers.add(threads.submit(() -> {
                while (!done.get()) {
                    match.run();
                }
            }));
        }
        changes.run();
        done.set(true);
        return matchers;
    }
}
