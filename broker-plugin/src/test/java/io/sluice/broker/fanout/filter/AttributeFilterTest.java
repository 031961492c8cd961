package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for policies that look at the properties of a message. */
class AttributeFilterTest {

    @ParameterizedTest(name = "{0}: {1} on {2} is {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a String equals a text           | {'k':['a']}                        | k:String=a               | true
        a String equals a text           | {'k':['a']}                        | k:String=b               | false
        a String is no number            | {'k':[1]}                          | k:String=1               | false
        a String is no number            | {'k':[{'numeric':['>',0]}]}        | k:String=1               | false
        a Number equals a number         | {'k':[100]}                        | k:Number=100.0           | true
        a Number is no text              | {'k':['100']}                      | k:Number=100             | false
        a Number is no text              | {'k':[{'prefix':'1'}]}             | k:Number=100             | false
        a Number in a range              | {'k':[{'numeric':['>',0,'<=',100]}]} | k:Number=100           | true
        a Number in a range              | {'k':[{'numeric':['>',0,'<=',100]}]} | k:Number=100.00001     | false
        five decimals                    | {'k':[{'numeric':['=',0.12345]}]}  | k:Number=0.123459        | true
        five decimals                    | {'k':[{'numeric':['=',0.12345]}]}  | k:Number=0.12344         | false
        a Number that is none            | {'k':[{'exists':true}]}            | k:Number=many            | false
        a Number that is none            | {'k':[{'exists':false}]}           | k:Number=many            | false
        a Number that is none            | {'k':[{'anything-but':'x'}]}       | k:Number=many            | false
        a Boolean equals true or false   | {'k':[true]}                       | k:Boolean=true           | true
        a Boolean equals true or false   | {'k':[true]}                       | k:Boolean=false          | false
        a Boolean is no text             | {'k':['true']}                     | k:Boolean=true           | false
        any element of a String.Array    | {'k':['a']}                        | k:String.Array=['b','a'] | true
        any element of a String.Array    | {'k':['a']}                        | k:String.Array=['b','c'] | false
        a String.Array may hold numbers  | {'k':[{'numeric':['>',5]}]}        | k:String.Array=['a',6]   | true
        a String.Array may hold constants | {'k':[null]}                      | k:String.Array=[true,null] | true
        one element not listed is enough | {'k':[{'anything-but':['a']}]}     | k:String.Array=['a','b'] | true
        one element not listed is enough | {'k':[{'anything-but':['a','b']}]} | k:String.Array=['a','b'] | false
        an empty String.Array is absence | {'k':[{'exists':false}]}           | k:String.Array=[]        | true
        an empty String.Array is absence | {'k':[{'exists':true}]}            | k:String.Array=[]        | false
        a String.Array that is none      | {'k':['a']}                        | k:String.Array=['a'      | false
        a String.Array that is none      | {'k':['a']}                        | k:String.Array='a'       | false
        a String.Array that is none      | {'k':[{'exists':true}]}            | k:String.Array=['a'      | false
        a String.Array that is none      | {'k':[{'anything-but':'x'}]}       | k:String.Array=a         | false
        an array in a String.Array       | {'k':['a']}                        | k:String.Array=[['a']]   | true
        objects in a String.Array        | {'k':[{'exists':true}]}            | k:String.Array=[{'k':'a'}] | false
        Binary is not compared           | {'k':['a']}                        | k:Binary=a               | false
        Binary is not compared           | {'k':[{'anything-but':'x'}]}       | k:Binary=a               | false
        Binary is there                  | {'k':[{'exists':true}]}            | k:Binary=a               | true
        Binary is there                  | {'k':[{'exists':false}]}           | k:Binary=a               | false
        keys must all be met             | {'k':['a'],'l':[1]}                | k:String=a; l:Number=1   | true
        keys must all be met             | {'k':['a'],'l':[1]}                | k:String=a; l:Number=2   | false
        keys must all be met             | {'k':['a'],'l':[1]}                | k:String=a               | false
        exists                           | {'k':[{'exists':true}]}            | k:String=                | true
        exists                           | {'k':[{'exists':false}]}           | l:String=a               | true
        exists                           | {'k':[{'exists':false}]}           |                          | true
        a missing key fits nothing else  | {'k':[null]}                       |                          | false
        a missing key fits nothing else  | {'k':[null,{'anything-but':'whatever'}]} |                    | false
        not x or absent                  | {'k':[{'anything-but':'x'},{'exists':false}]} |               | true
        not x or absent                  | {'k':[{'anything-but':'x'},{'exists':false}]} | k:String=x    | false
        a dot is a character of a name   | {'a.b':['x']}                      | a.b:String=x             | true
        $or                              | {'$or':[{'a':['x']},{'b':[{'numeric':['>',2]}]}]} | b:Number=3 | true
        $or                              | {'$or':[{'a':['x']},{'b':[{'numeric':['>',2]}]}]} | b:Number=2 | false
        cidr                             | {'ip':[{'cidr':'10.0.0.0/8'}]}     | ip:String=10.9.8.7       | true
        wildcard                         | {'k':[{'wildcard':'*-eu-*'}]}      | k:String=order-eu-7      | true
        """)
    void policyFitsAsItsOperatorsSay(String rule, String policy, @Nullable String attributes, boolean expected) {
        // Given
        FilterPolicy parsed = Messages.policy(MESSAGE_ATTRIBUTES, policy);

        // When
        boolean fits = Messages.fits(parsed, Messages.attributes(attributes));

        // Then
        assertThat(fits).as(rule).isEqualTo(expected);
    }

    /** Notes what it was asked for. */
    private static final class Recording implements MessageView {
        private final List<String> asked = new ArrayList<>();
        private final @Nullable Collection<String> names;

        private Recording(@Nullable Collection<String> names) {
            this.names = names;
        }

        @Override
        public @Nullable AttributeValue attribute(String name) {
            asked.add(name);
            return null;
        }

        @Override
        public @Nullable Collection<String> attributeNames() {
            return names;
        }

        @Override
        public @Nullable Payload body() {
            asked.add("the body");
            return null;
        }
    }

    @Test
    void asksAMessageForNothingIfNoSubscriptionHasAPolicy() {
        // Given
        FilterTable<String> table = new FilterTable<>();
        table.put("everything", null);
        table.put("everything as well", Messages.policy(MESSAGE_BODY, "{}"));
        Recording message = new Recording(null);

        // When
        table.match(message, subscription -> {});

        // Then
        assertThat(message.asked).isEmpty();
    }

    @Test
    void asksAMessageOnlyForWhatSomePolicyNames() {
        // Given
        FilterTable<String> table = new FilterTable<>();
        table.put("a", Messages.policy(MESSAGE_ATTRIBUTES, "{'type':['x'],'amount':[1]}"));
        table.put("b", Messages.policy(MESSAGE_ATTRIBUTES, "{'type':['y']}"));
        table.put("c", Messages.policy(MESSAGE_BODY, "{'type':['y']}"));
        table.put("gone", Messages.policy(MESSAGE_ATTRIBUTES, "{'gone':['y']}"));
        table.remove("gone");
        Recording message = new Recording(null);

        // When
        table.match(message, subscription -> {});

        // Then
        assertThat(message.asked).containsExactlyInAnyOrder("type", "amount", "the body");
    }

    @Test
    void asksAMessageWithFewPropertiesOnlyForThose() {
        // Given
        FilterTable<Integer> table = new FilterTable<>();
        for (int i = 0; i < 20; i++) {
            table.put(i, Messages.policy(MESSAGE_ATTRIBUTES, "{'key" + i + "':['x']}"));
        }
        Recording message = new Recording(List.of("key7", "other"));

        // When
        table.match(message, subscription -> {});

        // Then
        assertThat(message.asked).containsExactly("key7");
    }

    @Test
    void asksAMessageAlsoForWhatItMayHaveWithoutGivingItsName() {
        // Given
        FilterTable<Integer> table = new FilterTable<>(name -> name.startsWith("hidden"));
        for (int i = 0; i < 20; i++) {
            table.put(i, Messages.policy(MESSAGE_ATTRIBUTES, "{'key" + i + "':['x']}"));
        }
        table.put(20, Messages.policy(MESSAGE_ATTRIBUTES, "{'hidden':['x']}"));
        table.put(21, Messages.policy(MESSAGE_ATTRIBUTES, "{'hidden and gone':['x']}"));
        table.remove(21);
        Recording silent = new Recording(List.of("other"));
        Recording talkative = new Recording(List.of("hidden", "key3"));

        // When
        table.match(silent, subscription -> {});
        table.match(talkative, subscription -> {});

        // Then
        assertThat(silent.asked).containsExactly("hidden");
        assertThat(talkative.asked).containsExactly("key3", "hidden");
    }

    @Test
    void makesNumbersOfEveryKind() {
        // Given
        FilterPolicy seven = Messages.policy(MESSAGE_ATTRIBUTES, "{'k':[{'numeric':['=',7.5]}]}");
        FilterPolicy any = Messages.policy(MESSAGE_ATTRIBUTES, "{'k':[{'numeric':['>=',-1000000000]}]}");

        // When, then
        assertThat(Messages.fits(seven, message(AttributeValue.number(7.5)))).isTrue();
        assertThat(Messages.fits(seven, message(AttributeValue.number(" 7.50 "))))
                .isTrue();
        assertThat(Messages.fits(seven, message(AttributeValue.number(7)))).isFalse();
        assertThat(Messages.fits(any, message(AttributeValue.number(Long.MAX_VALUE))))
                .isTrue();
        assertThat(Messages.fits(any, message(AttributeValue.number(Double.NaN))))
                .isFalse();
        assertThat(Messages.fits(any, message(AttributeValue.number(Double.POSITIVE_INFINITY))))
                .isFalse();
        assertThat(Messages.fits(any, message(AttributeValue.number(Double.MAX_VALUE))))
                .isFalse();
        assertThat(Messages.fits(any, message(AttributeValue.number("1e-999999999"))))
                .isTrue();
    }

    private static MessageView message(AttributeValue value) {
        return Messages.of(Map.of("k", value), null);
    }
}
