package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where in the content of a message a policy looks: nesting, dots, arrays, arrays of objects, {@code $or}. */
class StructureFilterTest {

    @ParameterizedTest(name = "{0}: {1} on {2} is {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        nested keys                   | {'a':{'b':{'c':['x']}}}        | {'a':{'b':{'c':'x'}}}         | true
        nested keys                   | {'a':{'b':{'c':['x']}}}        | {'a':{'c':{'b':'x'}}}         | false
        nested keys                   | {'a':{'b':['x'],'c':['y']}}    | {'a':{'b':'x','c':'y'}}       | true
        nested keys                   | {'a':{'b':['x'],'c':['y']}}    | {'a':{'b':'x'},'c':'y'}       | false
        a dotted key is a path        | {'a.b':['x']}                  | {'a':{'b':'x'}}               | true
        a dotted key is a path        | {'a.b':['x']}                  | {'a.b':'x'}                   | true
        a dotted key is a path        | {'a.b':['x']}                  | {'a':{'b':'y'}}               | false
        a dotted key is a path        | {'a':{'b':['x']}}              | {'a.b':'x'}                   | true
        all mixes of dots and nesting | {'a.b.c':['x']}                | {'a':{'b':{'c':'x'}}}         | true
        all mixes of dots and nesting | {'a.b.c':['x']}                | {'a.b.c':'x'}                 | true
        all mixes of dots and nesting | {'a.b.c':['x']}                | {'a.b':{'c':'x'}}             | true
        all mixes of dots and nesting | {'a.b.c':['x']}                | {'a':{'b.c':'x'}}             | true
        all mixes of dots and nesting | {'a':{'b.c':['x']}}            | {'a.b':{'c':'x'}}             | true
        all mixes of dots and nesting | {'a.b.c':['x']}                | {'a':{'b':{'c':'y'}}}         | false
        a key and one below it        | {'a':['x'],'a.b':['y']}        | {'a':'x','a.b':'y'}           | true
        any element of an array       | {'k':['x']}                    | {'k':['y','x']}               | true
        any element of an array       | {'k':['x']}                    | {'k':['y','z']}               | false
        any element of an array       | {'k':[{'numeric':['=',7]}]}    | {'k':[1,7]}                   | true
        any element of an array       | {'h':{'to':['q1']}}            | {'h':{'to':['q1','q2']}}      | true
        any element of an array       | {'h':{'to':['q1']}}            | {'h':{'to':['q3']}}           | false
        an array in an array          | {'k':['x']}                    | {'k':[['y'],['x']]}           | true
        an array in an array          | {'k':['x']}                    | {'k':[[[['x']]],1]}           | true
        an array in an array          | {'k':['x']}                    | {'k':[['y'],['z']]}           | false
        an empty array is absence     | {'k':[{'exists':true}]}        | {'k':[]}                      | false
        an empty array is absence     | {'k':[{'exists':false}]}       | {'k':[]}                      | true
        an empty array is absence     | {'k':[{'anything-but':'x'}]}   | {'k':[]}                      | false
        an empty array is absence     | {'k':[{'exists':false}]}       | {'k':[[],[]]}                 | true
        an array is never compared    | {'k':[null]}                   | {'k':[]}                      | false
        objects in an array           | {'o':{'a':['1']}}              | {'o':[{'a':'2'},{'a':'1'}]}   | true
        objects in an array           | {'o':{'a':['1']}}              | {'o':[{'a':'2'},{'b':'1'}]}   | false
        objects in an array           | {'o':{'a':['1']}}              | {'o':['1',{'a':'1'}]}         | true
        objects in arrays in an array | {'o':{'a':['1']}}              | {'o':[[[{'a':'1'}]],[]]}      | true
        keys come from one element    | {'o':{'a':['1'],'b':['2']}}    | {'o':[{'a':'1','b':'2'}]}     | true
        keys come from one element    | {'o':{'a':['1'],'b':['2']}}    | {'o':[{'a':'1','b':'x'},{'a':'y','b':'2'}]} | false
        keys come from one element    | {'o':{'a':['1'],'b':['2']}}    | {'o':[{'a':'1'},{'b':'2'}]}   | false
        keys come from one element    | {'o':{'a':['1'],'b':['2']}}    | {'o':[{'a':'3','b':'4'},{'a':'1','b':'2'}]} | true
        different arrays do not bind  | {'o':{'a':['1']},'p':{'b':['2']}} | {'o':[{'a':'0'},{'a':'1'}],'p':[{'b':'2'},{'b':'3'}]} | true
        outside an array all is free  | {'o':{'a':['1'],'b':['2']},'c':['3']} | {'c':'3','o':[{'a':'1'},{'a':'1','b':'2'}]} | true
        nested arrays bind as well    | {'o':{'p':{'a':['1'],'b':['2']}}} | {'o':[{'p':[{'a':'1'},{'b':'2'}]},{'p':[{'a':'1'}]}]} | false
        nested arrays bind as well    | {'o':{'p':{'a':['1'],'b':['2']}}} | {'o':[{'p':[{'a':'1'},{'b':'2'}]},{'p':[{'a':'1','b':'2'}]}]} | true
        nested arrays bind as well    | {'o':{'c':['3'],'p':{'a':['1']}}} | {'o':[{'c':'3','p':[{'a':'0'}]},{'c':'4','p':[{'a':'1'},{'a':'2'}]}]} | false
        nested arrays bind as well    | {'o':{'c':['3'],'p':{'a':['1']}}} | {'o':[{'c':'4','p':[{'a':'1'}]},{'c':'3','p':[{'a':'0'},{'a':'1'}]}]} | true
        values in an array are free   | {'o':{'a':['1','2'],'b':['3']}} | {'o':[{'a':['0','1'],'b':'3'},{'a':'2'}]} | true
        absence in the chosen element | {'o':{'a':['1'],'b':[{'exists':false}]}} | {'o':[{'a':'1'},{'a':'2','b':'3'}]} | true
        absence in the chosen element | {'o':{'a':['1'],'b':[{'exists':false}]}} | {'o':[{'a':'1','b':'3'},{'a':'2'}]} | false
        absence in all elements       | {'o':{'b':[{'exists':false}]}} | {'o':[{'a':'1'},{'a':'2','b':'3'}]} | false
        absence in all elements       | {'o':{'b':[{'exists':false}]}} | {'o':[{'a':'1'},{'a':'2'}]}   | true
        absence in all elements       | {'c':['1'],'o':{'b':[{'exists':false}]}} | {'c':'1','o':[{'a':'1'},{'b':'2'}]} | false
        $or takes either branch       | {'$or':[{'a':['1']},{'b':['2']}]} | {'a':'1'}                  | true
        $or takes either branch       | {'$or':[{'a':['1']},{'b':['2']}]} | {'b':'2','a':'x'}          | true
        $or takes either branch       | {'$or':[{'a':['1']},{'b':['2']}]} | {'a':'2','b':'1'}          | false
        $or beside a key              | {'k':['x'],'$or':[{'a':['1']},{'b':['2']}]} | {'k':'x','b':'2'} | true
        $or beside a key              | {'k':['x'],'$or':[{'a':['1']},{'b':['2']}]} | {'k':'y','b':'2'} | false
        $or with several keys         | {'$or':[{'a':['1'],'b':['2']},{'c':['3']}]} | {'a':'1','c':'4'} | false
        $or with several keys         | {'$or':[{'a':['1'],'b':['2']},{'c':['3']}]} | {'a':'1','b':'2'} | true
        $or inside $or                | {'$or':[{'a':['1'],'$or':[{'b':['2']},{'c':['3']}]},{'d':['4']}]} | {'a':'1','c':'3'} | true
        $or inside $or                | {'$or':[{'a':['1'],'$or':[{'b':['2']},{'c':['3']}]},{'d':['4']}]} | {'b':'2','c':'3'} | false
        $or inside $or                | {'$or':[{'a':['1'],'$or':[{'b':['2']},{'c':['3']}]},{'d':['4']}]} | {'d':'4'} | true
        $or below a key               | {'d':{'$or':[{'a':['1']},{'b':['2']}]}} | {'d':{'b':'2'}}      | true
        $or below a key               | {'d':{'$or':[{'a':['1']},{'b':['2']}]}} | {'b':'2'}            | false
        $or on one key                | {'$or':[{'a':[{'prefix':'x'}]},{'a':[{'suffix':'y'}]}]} | {'a':'zy'} | true
        two $or                       | {'$or':[{'a':['1']},{'b':['2']}],'d':{'$or':[{'e':['3']},{'f':['4']}]}} | {'b':'2','d':{'e':'3'}} | true
        two $or                       | {'$or':[{'a':['1']},{'b':['2']}],'d':{'$or':[{'e':['3']},{'f':['4']}]}} | {'b':'2','d':{'e':'4'}} | false
        $or with one entry is a key   | {'$or':['x']}                  | {'$or':'x'}                   | true
        $or of values is a key        | {'$or':['x','y']}              | {'$or':'y'}                   | true
        $or of operators is a key     | {'$or':[{'prefix':'x'},{'suffix':'y'}]} | {'$or':'xz'}         | true
        unusual names                 | {'':['x']}                     | {'':'x'}                      | true
        unusual names                 | {'a..b':['x']}                 | {'a':{'':{'b':'x'}}}          | true
        unusual names                 | {'ключ':['x']}                 | {'ключ':'x'}                  | true
        a name that comes twice       | {'k':['x']}                    | {'k':'y','k':'x'}             | true
        """)
    void policyLooksWhereItsKeysSay(String rule, String policy, String body, boolean expected) {
        // Given
        FilterPolicy parsed = Messages.policy(MESSAGE_BODY, policy);

        // When
        boolean fits = Messages.fits(parsed, Messages.body(body));

        // Then
        assertThat(fits).as(rule).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        plain text                 | hello
        a JSON text                | 'hello'
        a JSON array               | [{'k':'x'}]
        a number                   | 5
        nothing                    | ``
        white space                | `  `
        an object that does not end | {'k':'x'
        an object without a value  | {'k':
        something behind it        | {'k':'x'} {}
        something behind it        | {'k':'x'}}
        a comma too many           | {'k':'x',}
        a name without quotes      | {k:'x'}
        not a number               | {'k':'x','n':NaN}
        """)
    void policyFitsNothingThatIsNoJsonObject(String what, String body) {
        // Given
        FilterPolicy asksForAValue = Messages.policy(MESSAGE_BODY, "{'k':['x']}");
        FilterPolicy asksForAbsence = Messages.policy(MESSAGE_BODY, "{'absent':[{'exists':false}]}");

        // When
        boolean text = Messages.fits(asksForAValue, Messages.body(body));
        boolean absence = Messages.fits(asksForAbsence, Messages.body(body));
        boolean bytes = Messages.fits(asksForAbsence, Messages.bytes(body));

        // Then
        assertThat(text).as(what).isFalse();
        assertThat(absence).as(what).isFalse();
        assertThat(bytes).as(what).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-16"})
    void policyReadsBytesInEveryEncodingOfJson(String encoding) throws Exception {
        // Given
        FilterPolicy parsed = Messages.policy(MESSAGE_BODY, "{'k':['é']}");
        byte[] content = " {\"k\":\"é\"}\n".getBytes(encoding);

        // When
        boolean fits = Messages.fits(parsed, Messages.of(Map.of(), Payload.Bytes.of(content)));

        // Then
        assertThat(fits).isTrue();
    }
}
