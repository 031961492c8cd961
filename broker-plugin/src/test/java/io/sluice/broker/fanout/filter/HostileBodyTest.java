package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Contents that are made to hurt: they fit nothing, or cost what their size says. */
@Timeout(20)
class HostileBodyTest {

    private final FilterTable<String> table = new FilterTable<>();

    @Test
    void contentThatNestsTenThousandLevelsIsNoJsonObject() {
        // Given
        table.put("a", Messages.policy(MESSAGE_BODY, "{'a':['x']}"));
        table.put("absent", Messages.policy(MESSAGE_BODY, "{'b':[{'exists':false}]}"));
        List<String> bodies = List.of(
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
                "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "{\"other\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "{\"other\":" + "{\"o\":".repeat(10_000) + "1" + "}".repeat(10_001));

        for (String body : bodies) {
            // When
            MatchOutcome outcome = table.match(Messages.body(body), s -> {});

            // Then
            assertThat(outcome).isEqualTo(new MatchOutcome(0, 0, 0, 0, 2));
        }
    }

    @Test
    void contentMayNestToTheLimit() {
        // Given
        table.put("a", Messages.policy(MESSAGE_BODY, "{'a':['x']}"));
        int arrays = BodyReader.MAXIMUM_DEPTH - 1;

        // When
        MatchOutcome atTheLimit = table.match(
                Messages.body("{\"a\":" + "[".repeat(arrays) + "\"x\"" + "]".repeat(arrays) + "}"), s -> {});
        MatchOutcome beyond = table.match(
                Messages.body("{\"a\":" + "[".repeat(arrays + 1) + "\"x\"" + "]".repeat(arrays + 1) + "}"), s -> {});

        // Then
        assertThat(atTheLimit.matched()).isOne();
        assertThat(beyond.filteredByInvalidBody()).isOne();
    }

    @Test
    void everyPrefixOfAnObjectIsNoJsonObject() {
        // Given
        table.put("absent", Messages.policy(MESSAGE_BODY, "{'z':[{'exists':false}],'a':[1]}"));
        String whole = "{\"a\":[1,{\"b\":\"\\u00e9x\"}],\"c\":{\"d\":-1.5e3},\"e\":true,\"f\":null}";

        for (int length = 0; length < whole.length(); length++) {
            // When
            MatchOutcome outcome = table.match(Messages.body(whole.substring(0, length)), s -> {});

            // Then
            assertThat(outcome.filteredByInvalidBody())
                    .as(whole.substring(0, length))
                    .isOne();
        }
        assertThat(table.match(Messages.body(whole), s -> {}).matched()).isOne();
    }

    @Test
    void randomBytesAreNoJsonObject() {
        // Given
        table.put("absent", Messages.policy(MESSAGE_BODY, "{'z':[{'exists':false}]}"));
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }

        for (int start = 0; start < bytes.length; start++) {
            // When
            MatchOutcome outcome =
                    table.match(Messages.of(Map.of(), new Payload.Bytes(bytes, start, bytes.length - start)), s -> {});

            // Then
            assertThat(outcome.filteredByInvalidBody()).isOne();
        }
    }

    @Test
    void manyElementsCostNoMoreThanTheyAre() {
        // Given
        table.put("bound", Messages.policy(MESSAGE_BODY, "{'o':{'a':['1'],'b':['1'],'c':['1'],'d':['1'],'e':['1']}}"));
        table.put("free", Messages.policy(MESSAGE_BODY, "{'v':[{'wildcard':'*a*b*c'}],'w':[{'anything-but':'x'}]}"));
        String elements = IntStream.range(0, 20_000)
                .mapToObj(i -> "{\"" + "abcde".charAt(i % 5) + "\":\"1\"}")
                .collect(Collectors.joining(","));
        String values = IntStream.range(0, 20_000).mapToObj(i -> "\"x\"").collect(Collectors.joining(","));
        List<String> told = new ArrayList<>();

        // When
        table.match(
                Messages.body("{\"o\":[" + elements + "],\"v\":[" + values + "],\"w\":[" + values + "]}"), told::add);
        table.match(
                Messages.body(
                        "{\"o\":[" + elements + ",{\"a\":\"1\",\"b\":\"1\",\"c\":\"1\",\"d\":\"1\",\"e\":\"1\"}]}"),
                told::add);

        // Then
        assertThat(told).containsExactly("bound");
    }

    @Test
    void aPatternTakesTimeInProportionToTheText() {
        // Given
        table.put("pattern", Messages.policy(MESSAGE_BODY, "{'k':[{'wildcard':'*aaab*aaab*aaac'}]}"));

        // When
        MatchOutcome outcome = table.match(Messages.body("{'k':'" + "a".repeat(1_000_000) + "'}"), s -> {});

        // Then
        assertThat(outcome.matched()).isZero();
    }

    @Test
    void numbersOfAnySizeAreReadWithoutUnfoldingThem() {
        // Given
        table.put("positive", Messages.policy(MESSAGE_BODY, "{'k':[{'numeric':['>',0]}]}"));
        table.put("there", Messages.policy(MESSAGE_BODY, "{'k':[{'exists':true}]}"));
        List<String> told = new ArrayList<>();

        // When
        table.match(Messages.body("{'k':1e2147483647}"), told::add);
        table.match(Messages.body("{'k':[1e-2147483647,0." + "0".repeat(300) + "1]}"), told::add);
        table.match(Messages.body("{'k':" + "9".repeat(400) + "}"), told::add);
        table.match(Messages.body("{'k':1e99999999999999999999}"), told::add);

        // Then
        assertThat(told).containsExactly("there", "there", "there", "there");
    }
}
