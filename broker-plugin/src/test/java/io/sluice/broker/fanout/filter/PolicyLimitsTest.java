package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How large a policy may be, from both sides of each limit; and what makes two policies the same. */
class PolicyLimitsTest {

    private static final String TOO_COMPLEX = "FilterPolicy: Filter policy is too complex";
    private static final String TOO_MANY_KEYS = "FilterPolicy: Filter policy can not have more than 5 keys";

    @Test
    void allowsFiveKeys() {
        isAllowed("{" + list(5, i -> "'key" + i + "':['v']") + "}");
        isRefused("{" + list(6, i -> "'key" + i + "':['v']") + "}", TOO_MANY_KEYS);
    }

    @Test
    void countsKeysThatHaveAListAndNotThoseAboveThem() {
        isAllowed("{'a':{'b':['v'],'c':['v'],'d':['v']},'e':{'f':{'g':['v'],'h':['v']}}}");
        isRefused("{'a':{'b':['v'],'c':['v'],'d':['v']},'e':{'f':{'g':['v'],'h':['v'],'i':['v']}}}", TOO_MANY_KEYS);
    }

    @Test
    void countsAKeyOfSeveralBranchesOnce() {
        isAllowed("{'$or':[{'a':['1'],'b':['1']},{'a':['2'],'c':['1']},{'a':['3'],'d':['1'],'e':['1']}]}");
        isRefused(
                "{'$or':[{'a':['1'],'b':['1']},{'f':['2'],'c':['1']},{'a':['3'],'d':['1'],'e':['1']}]}", TOO_MANY_KEYS);
    }

    @Test
    void allows150Entries() {
        isAllowed("{'k':[" + values(150) + "]}");
        isRefused("{'k':[" + values(151) + "]}", TOO_COMPLEX);
    }

    @Test
    void multipliesTheEntriesOfTheKeys() {
        isAllowed("{'a':[" + values(15) + "],'b':[" + values(10) + "]}");
        isRefused("{'a':[" + values(100) + "],'b':[" + values(51) + "]}", TOO_COMPLEX);
        isRefused("{'a':[" + values(51) + "],'b':[" + values(3) + "]}", TOO_COMPLEX);
    }

    @Test
    void multipliesByTheDepthOfAKey() {
        // 3 × 4 × 2 × 3 = 72, with three more entries at the top 216
        isAllowed("{'a':{'b':{'c':[" + values(4) + "]}},'d':{'e':[" + values(3) + "]}}");
        isRefused(
                "{'a':{'b':{'c':[" + values(4) + "]}},'d':{'e':[" + values(3) + "]},'f':[" + values(3) + "]}",
                TOO_COMPLEX);
        isAllowed("{'a':{'k':[" + values(75) + "]}}");
        isRefused("{'a':{'k':[" + values(76) + "]}}", TOO_COMPLEX);
    }

    @Test
    void addsTheBranchesOfOr() {
        // (3 × 6) + (3 × 4 × 4) + (3 × 4 × 7) = 150
        String policy = "{'source':[%s],'$or':[{'name':[%s]},{'type':[%s],'$or':[{'id':[%s]},{'space':[%s]}]}]}";
        isAllowed(policy.formatted(values(3), values(6), values(4), values(4), values(7)));
        isRefused(policy.formatted(values(3), values(6), values(4), values(5), values(7)), TOO_COMPLEX);
        // (4 × 6) + (4 × 4 × 4) + (4 × 4 × 4) = 152
        isRefused(policy.formatted(values(4), values(6), values(4), values(4), values(4)), TOO_COMPLEX);
    }

    @Test
    void addsTheBranchesOfOrBelowAKey() {
        // (3 × 4 × 2) + (3 × 4 × 6) + (2 × 4 × 2) + (2 × 4 × 6) = 160; with one type less 110 + 20
        String policy = "{'$or':[{'name':[%s]},{'space':[%s]}],"
                + "'detail':{'scope':[%s],'$or':[{'source':[%s]},{'type':[%s]}]}}";
        isRefused(policy.formatted(values(3), values(2), values(2), values(1), values(3)), TOO_COMPLEX);
        isAllowed(policy.formatted(values(3), values(2), values(2), values(1), values(2)));
    }

    @Test
    void endsSoonForPoliciesThatMultiplyEndlessly() {
        String or = "'$or':[{'a':[1]},{'a':[2]},{'a':[3]},{'a':[4]}]";
        String below = "{" + or + "}";
        for (int depth = 0; depth < 40; depth++) {
            below = "{'k" + depth + "':" + below + "," + or + "}";
        }
        isRefused(below, TOO_MANY_KEYS);
    }

    @Test
    void countsOneForAPatternWithOneWildcard() {
        isAllowed("{'k':[" + list(100, i -> "{'wildcard':'" + i + "*'}") + "]}");
        isRefused("{'k':[" + list(101, i -> "{'wildcard':'" + i + "*'}") + "]}", TOO_COMPLEX);
    }

    @Test
    void countsThreeForAPatternWithSeveralWildcards() {
        isAllowed("{'k':[" + list(33, i -> "{'wildcard':'*" + i + "*'}") + ",{'wildcard':'x*'}]}");
        isRefused(
                "{'k':[" + list(33, i -> "{'wildcard':'*" + i + "*'}") + ",{'wildcard':'x*'},{'wildcard':'y*'}]}",
                TOO_COMPLEX);
    }

    @Test
    void countsOneForAnExcludedPattern() {
        isAllowed("{'k':[" + list(100, i -> "{'anything-but':{'wildcard':'*" + i + "*'}}") + "]}");
        isRefused("{'k':[" + list(101, i -> "{'anything-but':{'wildcard':'*" + i + "*'}}") + "]}", TOO_COMPLEX);
    }

    @Test
    void addsTheWildcardsOfAllKeys() {
        String twice = "{'$or':[{'a':[%1$s]},{'b':[%1$s]}]}";
        isAllowed(twice.formatted(list(50, i -> "{'wildcard':'" + i + "*'}")));
        isRefused(twice.formatted(list(51, i -> "{'wildcard':'" + i + "*'}")), TOO_COMPLEX);
    }

    @Test
    void allowsThreeWildcardsInAPattern() {
        isAllowed("{'k':[{'wildcard':'*a*b*'}]}");
        isRefused(
                "{'k':[{'wildcard':'*a*b*c*'}]}",
                "FilterPolicy: wildcard match pattern can not have more than 3 wildcards");
    }

    @Test
    void allows256Kibibytes() {
        String start = "{\"k\":[\"";
        String end = "\"]}";
        int rest = 256 * 1024 - start.length() - end.length();
        isAllowed(start + "x".repeat(rest) + end);
        isRefused(start + "x".repeat(rest + 1) + end, "FilterPolicy: Filter policy is larger than 262144 bytes");
        isAllowed(start + "é".repeat(rest / 2) + end);
        isRefused(start + "é".repeat(rest / 2 + 1) + end, "FilterPolicy: Filter policy is larger than 262144 bytes");
    }

    @Test
    void policiesThatAskForTheSameAreEqual() {
        // Given
        FilterPolicy policy = Messages.policy(MESSAGE_BODY, "{'a':{'b':['x','y']},'c':[{'numeric':['=',1]}]}");

        // When, then
        assertThat(policy)
                .isEqualTo(Messages.policy(MESSAGE_BODY, " { 'c' : [1.0], 'a.b' : ['y','x','x'] } "))
                .hasSameHashCodeAs(Messages.policy(MESSAGE_BODY, "{'c':[1.0],'a.b':['y','x']}"))
                .isNotEqualTo(Messages.policy(MESSAGE_BODY, "{'c':[2],'a.b':['y','x']}"))
                .isNotEqualTo(Messages.policy(MESSAGE_BODY, "{'c':['1'],'a.b':['y','x']}"));
        assertThat(Messages.policy(MESSAGE_ATTRIBUTES, "{'c':[1]}"))
                .isNotEqualTo(Messages.policy(MESSAGE_BODY, "{'c':[1]}"));
        assertThat(Messages.policy(MESSAGE_BODY, "{'$or':[{'a':['1']},{'b':['2']}]}"))
                .isEqualTo(Messages.policy(MESSAGE_BODY, "{'$or':[{'b':['2']},{'a':['1']}]}"));
    }

    @Test
    void aPolicyTellsItsTextWithoutWhiteSpace() throws Exception {
        // When
        FilterPolicy policy = FilterPolicy.parse("""
                { "k" : [ 1.50 , true, null, "a \\"b", {"exists" : false} ],
                  "$or": [{"a":[1]}, {"b":[2]}] }
                """, MESSAGE_BODY);

        // Then
        assertThat(policy.json()).isEqualTo("""
                        {"k":[1.50,true,null,"a \\"b",{"exists":false}],"$or":[{"a":[1]},{"b":[2]}]}""");
        assertThat(policy.scope()).isEqualTo(MESSAGE_BODY);
        assertThat(FilterPolicy.parse(policy.json(), MESSAGE_BODY)).isEqualTo(policy);
    }

    private static String values(int count) {
        return list(count, i -> "'value" + i + "'");
    }

    private static String list(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }

    private static void isAllowed(String policy) {
        assertThatCode(() -> FilterPolicy.parse(Messages.quoted(policy), MESSAGE_BODY))
                .doesNotThrowAnyException();
    }

    private static void isRefused(String policy, String message) {
        assertThatThrownBy(() -> FilterPolicy.parse(Messages.quoted(policy), MESSAGE_BODY))
                .isInstanceOf(InvalidFilterPolicyException.class)
                .hasMessage(message);
    }
}
