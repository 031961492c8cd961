package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_ATTRIBUTES;
import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy is refused for, in the words of SNS. */
class InvalidPolicyTest {

    @ParameterizedTest(name = "{1} for {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'k':[]}                                    | Empty arrays are not allowed
        {'k':[{'anything-but':[]}]}                 | Empty arrays are not allowed
        {'k':'v'}                                   | "k" must be an object or an array
        {'k':1}                                     | "k" must be an object or an array
        {'k':null}                                  | "k" must be an object or an array
        {'k':{'suffix':'v'}}                        | "suffix" must be an object or an array
        {'k':{'suffix':'v','prefix':'v'}}           | "suffix" must be an object or an array
        {'k':{}}                                    | Empty objects are not allowed
        {'$or':[{'a':['1']},{}]}                    | Empty objects are not allowed
        {'k':[['v']]}                               | Match value must be String, number, true, false, or null
        {'k':[{}]}                                  | Match expression name not found
        {'k':[{'suffix':'v','prefix':'w'}]}         | Only one key allowed in match expression
        {'k':[{'exists':true,'prefix':'w'}]}        | Only one key allowed in match expression
        {'k':[{'wrong-operator':true}]}             | Unrecognized match type wrong-operator
        {'$or':[{'a':['1']}]}                       | Unrecognized match type a
        {'k':[{'prefix':100}]}                      | prefix match pattern must be a string
        {'k':[{'suffix':100}]}                      | suffix match pattern must be a string
        {'k':[{'suffix':null}]}                     | suffix match pattern must be a string
        {'k':[{'suffix':[]}]}                       | suffix match pattern must be a string
        {'k':[{'suffix':['a','b']}]}                | suffix match pattern must be a string
        {'k':[{'equals-ignore-case':1}]}            | equals-ignore-case match pattern must be a string
        {'k':[{'wildcard':1}]}                      | wildcard match pattern must be a string
        {'k':[{'wildcard':'a**b'}]}                 | Consecutive wildcard characters at pos 2
        {'k':[{'wildcard':'a\\\\b'}]}               | Invalid escape character at pos 2
        {'k':[{'wildcard':'a\\\\'}]}                | Invalid escape character at pos 2
        {'k':[{'wildcard':'*a*b*c*'}]}              | wildcard match pattern can not have more than 3 wildcards
        {'k':[{'cidr':1}]}                          | prefix match pattern must be a string
        {'k':[{'cidr':'10.0.0.0'}]}                 | Malformed CIDR, one '/' required
        {'k':[{'cidr':'10.0.0.0/8/8'}]}             | Malformed CIDR, one '/' required
        {'k':[{'cidr':'10.0.0.0/x'}]}               | Malformed CIDR, mask bits must be an integer
        {'k':[{'cidr':'10.0.0.0/-1'}]}              | Malformed CIDR, mask bits must not be negative
        {'k':[{'cidr':'10.0.0.0/33'}]}              | IPv4 mask bits must be <= 32
        {'k':[{'cidr':'::/129'}]}                   | IPv6 mask bits must be <= 128
        {'k':[{'cidr':'10.0.0/8'}]}                 | Nonstandard IP address: 10.0.0
        {'k':[{'cidr':'10.0.0.256/8'}]}             | Nonstandard IP address: 10.0.0.256
        {'k':[{'cidr':'localhost/8'}]}              | Nonstandard IP address: localhost
        {'k':[{'cidr':'1:2:3:4:5:6:7/8'}]}          | Nonstandard IP address: 1:2:3:4:5:6:7
        {'k':[{'cidr':'1::2::3/8'}]}                | Nonstandard IP address: 1::2::3
        {'k':[{'exists':null}]}                     | exists match pattern must be either true or false.
        {'k':[{'exists':'no'}]}                     | exists match pattern must be either true or false.
        {'k':[{'anything-but':{'wrong-operator':null}}]} | Unsupported anything-but pattern: wrong-operator
        {'k':[{'anything-but':{'exists':false}}]}   | Unsupported anything-but pattern: exists
        {'k':[{'anything-but':{'numeric':['=',1]}}]} | Unsupported anything-but pattern: numeric
        {'k':[{'anything-but':{'prefix':false}}]}   | prefix match pattern must be a string
        {'k':[{'anything-but':{'prefix':''}}]}      | Null prefix/suffix not allowed
        {'k':[{'anything-but':{'prefix':'a','suffix':'b'}}]} | Only one key allowed in match expression
        {'k':[{'anything-but':{}}]}                 | Anything-But expression name not found
        {'k':[{'anything-but':true}]}               | Value of anything-but must be an array or single string/number value.
        {'k':[{'anything-but':[null]}]}             | `Inside anything but list, start|null|boolean is not supported.`
        {'k':[{'numeric':5}]}                       | Value of numeric must be an array.
        {'k':[{'numeric':[]}]}                      | Invalid member in numeric match: ]
        {'k':[{'numeric':[1,'<=']}]}                | Invalid member in numeric match: 1
        {'k':[{'numeric':['operator']}]}            | Unrecognized numeric range operator: operator
        {'k':[{'numeric':['!=',1]}]}                | Unrecognized numeric range operator: !=
        {'k':[{'numeric':['=','000']}]}             | Value of equals must be numeric
        {'k':[{'numeric':['>=']}]}                  | Value of >= must be numeric
        {'k':[{'numeric':['=',1e99]}]}              | Value of equals must be numeric
        {'k':[{'numeric':['=',1,'=',2]}]}           | Too many elements in numeric expression
        {'k':[{'numeric':['<',100,'>',10]}]}        | Too many elements in numeric expression
        {'k':[{'numeric':['>=',1,'>',2]}]}          | Bad numeric range operator: >
        {'k':[{'numeric':['>',20,'test']}]}         | Bad numeric range operator: test
        {'k':[{'numeric':['>',20,30]}]}             | Bad value in numeric range: 30
        {'k':[{'numeric':['>',20,'<=']}]}           | Value of <= must be numeric
        {'k':[{'numeric':['>','20','<','30']}]}     | Value of > must be numeric
        {'k':[{'numeric':['>',20,'<','30']}]}       | Value of < must be numeric
        {'k':[{'numeric':['>',3,'<',1]}]}           | Bottom must be less than top
        {'k':[{'numeric':['>=',3,'<=',3]}]}         | Bottom must be less than top
        {'k':[{'numeric':['>',20,'<',30,'<',50]}]}  | Too many terms in numeric range expression
        {'a':['1'],'$or':[{'a':['2']},{'b':['3']}]} | Path `a` cannot be allowed multiple times
        {'a':{'b':['1']},'a.b':['2']}               | Path `a.b` cannot be allowed multiple times
        []                                          | Filter is not an object
        'text'                                      | Filter is not an object
        """)
    void namesWhatIsWrong(String policy, String reason) {
        // When
        InvalidFilterPolicyException refusal = refusalOf(Messages.quoted(policy), MESSAGE_BODY);

        // Then
        assertThat(refusal).hasMessage("FilterPolicy: " + reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {
        {'k'}
        {'k':['v']} x
        {'k':['v'],'k':['w']}
        ``
        {'k':[NaN]}
        """)
    void refusesWhatIsNoJson(String policy) {
        // When
        InvalidFilterPolicyException refusal = refusalOf(Messages.quoted(policy), MESSAGE_BODY);

        // Then
        assertThat(refusal.getMessage()).startsWith("FilterPolicy: failed to parse JSON. ");
    }

    @Test
    void refusesAPolicyThatNestsEndlessly() {
        // When
        InvalidFilterPolicyException objects = refusalOf("{\"a\":".repeat(10_000), MESSAGE_BODY);
        InvalidFilterPolicyException arrays = refusalOf("{\"a\":" + "[".repeat(10_000), MESSAGE_BODY);

        // Then
        assertThat(objects.getMessage()).startsWith("FilterPolicy: failed to parse JSON. ");
        assertThat(arrays.getMessage()).startsWith("FilterPolicy: failed to parse JSON. ");
    }

    @Test
    void refusesNestingForProperties() {
        // When
        InvalidFilterPolicyException refusal =
                refusalOf("{\"object\":{\"key\":[{\"prefix\":\"auto-\"}]}}", MESSAGE_ATTRIBUTES);

        // Then
        assertThat(refusal.onSet())
                .isEqualTo(
                        "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy");
    }

    @Test
    void answersRequestsInTheWordsOfSns() {
        // When
        InvalidFilterPolicyException refusal = refusalOf("{\"k\":[]}", MESSAGE_ATTRIBUTES);

        // Then
        assertThat(refusal.onSubscribe())
                .isEqualTo("Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed");
        assertThat(refusal.onSet()).isEqualTo("Invalid parameter: FilterPolicy: Empty arrays are not allowed");
        assertThat(InvalidFilterPolicyException.ERROR_CODE).isEqualTo("InvalidParameter");
    }

    @Test
    void knowsTwoScopes() throws Exception {
        // When
        FilterPolicyScope body = FilterPolicyScope.parse("MessageBody");
        FilterPolicyScope attributes = FilterPolicyScope.parse("MessageAttributes");
        InvalidFilterPolicyException refusal =
                catchThrowableOfType(InvalidFilterPolicyException.class, () -> FilterPolicyScope.parse("RandomValue"));

        // Then
        assertThat(body).isEqualTo(MESSAGE_BODY);
        assertThat(attributes).isEqualTo(MESSAGE_ATTRIBUTES);
        assertThat(refusal.onSet())
                .isEqualTo("Invalid parameter: FilterPolicyScope: Invalid value [RandomValue]. Please use either"
                        + " MessageBody or MessageAttributes");
    }

    private static InvalidFilterPolicyException refusalOf(String policy, FilterPolicyScope scope) {
        return catchThrowableOfType(InvalidFilterPolicyException.class, () -> FilterPolicy.parse(policy, scope));
    }
}
