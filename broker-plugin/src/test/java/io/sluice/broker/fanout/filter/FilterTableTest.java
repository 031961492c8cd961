package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The subscriptions of a topic: who gets a message, what is counted, and how they change. */
class FilterTableTest {

    private final FilterTable<String> table = new FilterTable<>();

    @Test
    void aSubscriptionWithoutAPolicyGetsEverything() {
        // Given
        table.put("all", null);
        table.put("empty policy", Messages.policy(MESSAGE_ATTRIBUTES, "{}"));

        // When
        List<String> matched = matched(Messages.withoutBody());

        // Then
        assertThat(matched).containsExactlyInAnyOrder("all", "empty policy");
    }

    @Test
    void eachSubscriptionGetsWhatItsPolicyAccepts() {
        // Given
        table.put("created", Messages.policy(MESSAGE_ATTRIBUTES, "{'type':['created']}"));
        table.put("large", Messages.policy(MESSAGE_ATTRIBUTES, "{'amount':[{'numeric':['>',1000]}]}"));
        table.put("images", Messages.policy(MESSAGE_BODY, "{'object':{'key':[{'suffix':'.png'}]}}"));
        table.put("audit", null);

        // When
        List<String> matched = matched(message(
                Map.of("type", new AttributeValue.Text("created"), "amount", AttributeValue.number(10)),
                "{\"object\":{\"key\":\"cat.png\"}}"));

        // Then
        assertThat(matched).containsExactlyInAnyOrder("created", "images", "audit");
    }

    @Test
    void aSubscriptionIsToldOnceHoweverManyWaysItFits() {
        // Given
        for (FilterTable<String> each : List.of(Messages.<String>asking(), Messages.<String>lookingUp())) {
            each.put("s", Messages.policy(MESSAGE_BODY, "{'$or':[{'k':['a','b']},{'k':[{'prefix':'a'}]},{'l':[1]}]}"));
            List<String> told = new ArrayList<>();

            // When
            each.match(Messages.body("{'k':['a','b','a','ab'],'l':1}"), told::add);

            // Then
            assertThat(told).containsExactly("s");
        }
    }

    @Test
    void aChangeTakesEffectAtOnce() {
        // Given
        table.put("s", Messages.policy(MESSAGE_BODY, "{'k':['a']}"));
        MessageView message = Messages.body("{'k':'b'}");

        // When
        List<String> before = matched(message);
        table.put("s", Messages.policy(MESSAGE_BODY, "{'k':['b']}"));
        List<String> after = matched(message);
        table.put("s", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['b']}"));
        List<String> inTheOtherScope = matched(message);
        table.put("s", null);
        List<String> withoutPolicy = matched(message);
        table.remove("s");
        List<String> removed = matched(message);

        // Then
        assertThat(before).isEmpty();
        assertThat(after).containsExactly("s");
        assertThat(inTheOtherScope).isEmpty();
        assertThat(withoutPolicy).containsExactly("s");
        assertThat(removed).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void removingAnUnknownSubscriptionChangesNothing() {
        // Given
        table.put("s", null);

        // When
        table.remove("t");

        // Then
        assertThat(table.size()).isOne();
    }

    @Test
    void tellsWhyAMessageWasNotForOthers() {
        // Given
        table.put("all", null);
        table.put("attribute a", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['a']}"));
        table.put("attribute b", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['b']}"));
        table.put("attribute c", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['c']}"));
        table.put("body a", Messages.policy(MESSAGE_BODY, "{'k':['a']}"));
        table.put("body b", Messages.policy(MESSAGE_BODY, "{'k':['b']}"));

        // When
        MatchOutcome good = table.match(message(text("a"), "{\"k\":\"a\"}"), s -> {});
        MatchOutcome noJson = table.match(message(text("a"), "hello"), s -> {});
        MatchOutcome noBody = table.match(message(text("a"), null), s -> {});
        MatchOutcome unreadable =
                table.match(message(Map.of("k", AttributeValue.Unreadable.UNREADABLE), "{\"k\":\"a\"}"), s -> {});

        // Then
        assertThat(good).isEqualTo(new MatchOutcome(3, 2, 0, 1, 0));
        assertThat(good.filteredOut()).isEqualTo(3);
        assertThat(noJson).isEqualTo(new MatchOutcome(2, 2, 0, 0, 2));
        assertThat(noBody).isEqualTo(noJson);
        assertThat(unreadable).isEqualTo(new MatchOutcome(2, 0, 3, 1, 0));
    }

    @Test
    void countsForEachSubscriptionWhatBecameOfTheMessages() {
        // Given
        table.put("all", null);
        table.put("attribute a", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['a']}"));
        table.put("attribute b", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['b']}"));
        table.put("body a", Messages.policy(MESSAGE_BODY, "{'k':['a']}"));

        // When
        table.match(message(text("a"), "{\"k\":\"a\"}"), s -> {});
        table.match(message(text("a"), "{\"k\":\"b\"}"), s -> {});
        table.match(message(text("b"), "hello"), s -> {});
        table.match(message(Map.of("k", new AttributeValue.Array("[")), "{\"k\":\"a\"}"), s -> {});

        // Then
        assertThat(table.counts("all")).isEqualTo(new FilterCounts(4, 4, 0, 0, 0, 0));
        assertThat(table.counts("attribute a")).isEqualTo(new FilterCounts(4, 2, 1, 1, 0, 0));
        assertThat(table.counts("attribute b")).isEqualTo(new FilterCounts(4, 1, 2, 1, 0, 0));
        assertThat(table.counts("body a")).isEqualTo(new FilterCounts(4, 2, 0, 0, 1, 1));
        assertThat(table.counts("body a").filteredOut()).isEqualTo(2);
        assertThat(table.counts("unknown")).isEqualTo(new FilterCounts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void countsFromWhenASubscriptionIsAddedAndGoOnWhenItsPolicyChanges() {
        // Given
        table.put("early", Messages.policy(MESSAGE_BODY, "{'k':['a']}"));
        table.match(Messages.body("{'k':'b'}"), s -> {});
        table.match(Messages.body("{'k':'a'}"), s -> {});

        // When
        table.put("late", Messages.policy(MESSAGE_BODY, "{'k':['a']}"));
        table.put("early", Messages.policy(MESSAGE_ATTRIBUTES, "{'k':['a']}"));
        table.match(message(text("b"), "{\"k\":\"a\"}"), s -> {});

        // Then
        assertThat(table.counts("early")).isEqualTo(new FilterCounts(3, 1, 1, 0, 1, 0));
        assertThat(table.counts("late")).isEqualTo(new FilterCounts(1, 1, 0, 0, 0, 0));
    }

    @Test
    void aTableOfManyForgetsWhatIsRemoved() {
        // Given
        Map<Integer, String> policies = new HashMap<>();
        FilterTable<Integer> many = new FilterTable<>();
        for (int i = 0; i < 2_000; i++) {
            policies.put(
                    i,
                    "{'k" + i % 7 + "':['v" + i % 50 + "',{'prefix':'p" + i
                            + "-'},{'numeric':['>=',%d,'<',%d]}]}".formatted(i, i + 10));
            many.put(i, Messages.policy(MESSAGE_BODY, policies.get(i)));
        }
        MessageView message = Messages.body("{'k0':'v0','k1':'p141-x','k2':[1000,3]}");
        List<Integer> all = new ArrayList<>();
        many.match(message, all::add);

        // When
        for (int i = 0; i < 2_000; i++) {
            if (i % 50 != 0) {
                many.remove(i);
            }
        }
        List<Integer> kept = new ArrayList<>();
        many.match(message, kept::add);
        for (int i = 0; i < 2_000; i += 50) {
            many.remove(i);
        }
        MatchOutcome none = many.match(message, s -> {});

        // Then
        assertThat(all).contains(0, 350, 141, 996, 2).doesNotContain(1);
        assertThat(kept)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(i -> i % 50 == 0).toList());
        assertThat(none).isEqualTo(new MatchOutcome(0, 0, 0, 0, 0));
        assertThat(many.size()).isZero();
    }

    private List<String> matched(MessageView message) {
        List<String> told = new ArrayList<>();
        table.match(message, told::add);
        return told;
    }

    private static Map<String, AttributeValue> text(String value) {
        return Map.of("k", new AttributeValue.Text(value));
    }

    private static MessageView message(Map<String, AttributeValue> attributes, @Nullable String body) {
        return Messages.of(attributes, body == null ? null : new Payload.Text(body));
    }
}
