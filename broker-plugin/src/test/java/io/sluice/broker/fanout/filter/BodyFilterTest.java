package io.sluice.broker.fanout.filter;

import static io.sluice.broker.fanout.filter.FilterPolicyScope.MESSAGE_BODY;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules for policies that look at the content of a message, each with messages on both sides. */
class BodyFilterTest {

    @ParameterizedTest(name = "{0}: {1} on {2} is {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        a text is equal to itself          | {'k':['a']}                              | {'k':'a'}              | true
        a text is equal to itself          | {'k':['a']}                              | {'k':'b'}              | false
        equality has regard to case        | {'k':['a']}                              | {'k':'A'}              | false
        the type counts                    | {'k':['1']}                              | {'k':1}                | false
        the type counts                    | {'k':[1]}                                | {'k':'1'}              | false
        the type counts                    | {'k':['true']}                           | {'k':true}             | false
        the type counts                    | {'k':['null']}                           | {'k':null}             | false
        a number is equal however written  | {'k':[100]}                              | {'k':100.0}            | true
        a number is equal however written  | {'k':[100]}                              | {'k':1e2}              | true
        a number is equal however written  | {'k':[0]}                                | {'k':-0.0}             | true
        a number is equal however written  | {'k':[12345678901234567890]}             | {'k':12345678901234567890.0} | true
        large numbers are told apart       | {'k':[12345678901234567890]}             | {'k':12345678901234567891}   | false
        true is true                       | {'k':[true]}                             | {'k':true}             | true
        true is true                       | {'k':[true]}                             | {'k':false}            | false
        false is false                     | {'k':[false]}                            | {'k':false}            | true
        null is null                       | {'k':[null]}                             | {'k':null}             | true
        null is not absence                | {'k':[null]}                             | {'x':1}                | false
        null is not absence                | {'k':[{'exists':false}]}                 | {'k':null}             | false
        entries of a list are alternatives | {'k':['a',1,null]}                       | {'k':1}                | true
        entries of a list are alternatives | {'k':['a',1,null]}                       | {'k':2}                | false
        keys must all be met               | {'k':['a'],'l':['b']}                    | {'k':'a','l':'b'}      | true
        keys must all be met               | {'k':['a'],'l':['b']}                    | {'k':'a','l':'c'}      | false
        keys must all be met               | {'k':['a'],'l':['b']}                    | {'k':'a'}              | false
        other keys do not matter           | {'k':['a']}                              | {'x':{'k':1},'k':'a'}  | true
        prefix                             | {'k':[{'prefix':'ab'}]}                  | {'k':'abc'}            | true
        prefix                             | {'k':[{'prefix':'ab'}]}                  | {'k':'ab'}             | true
        prefix                             | {'k':[{'prefix':'ab'}]}                  | {'k':'a'}              | false
        prefix has regard to case          | {'k':[{'prefix':'ab'}]}                  | {'k':'Abc'}            | false
        prefix is for texts                | {'k':[{'prefix':'1'}]}                   | {'k':12}               | false
        the empty prefix fits every text   | {'k':[{'prefix':''}]}                    | {'k':''}               | true
        the empty prefix fits every text   | {'k':[{'prefix':''}]}                    | {'k':1}                | false
        suffix                             | {'k':[{'suffix':'bc'}]}                  | {'k':'abc'}            | true
        suffix                             | {'k':[{'suffix':'bc'}]}                  | {'k':'bcd'}            | false
        suffix                             | {'k':[{'suffix':'bc'}]}                  | {'k':'c'}              | false
        equals-ignore-case                 | {'k':[{'equals-ignore-case':'tenNIS'}]}  | {'k':'TENnis'}         | true
        equals-ignore-case                 | {'k':[{'equals-ignore-case':'tennis'}]}  | {'k':'tenniss'}        | false
        equals-ignore-case beyond ASCII    | {'k':[{'equals-ignore-case':'ÄÖ'}]}      | {'k':'äö'}             | true
        wildcard at the beginning          | {'k':[{'wildcard':'*ball'}]}             | {'k':'football'}       | true
        wildcard at the beginning          | {'k':[{'wildcard':'*ball'}]}             | {'k':'ball'}           | true
        wildcard at the beginning          | {'k':[{'wildcard':'*ball'}]}             | {'k':'balls'}          | false
        wildcard at the end                | {'k':[{'wildcard':'foot*'}]}             | {'k':'football'}       | true
        wildcard in the middle             | {'k':[{'wildcard':'a*c'}]}               | {'k':'abbc'}           | true
        wildcard in the middle             | {'k':[{'wildcard':'a*c'}]}               | {'k':'ac'}             | true
        parts do not overlap               | {'k':[{'wildcard':'ab*ba'}]}             | {'k':'aba'}            | false
        three wildcards                    | {'k':[{'wildcard':'*a*b*'}]}             | {'k':'xaxbx'}          | true
        three wildcards                    | {'k':[{'wildcard':'*a*b*'}]}             | {'k':'xbxax'}          | false
        the last part is at the end        | {'k':[{'wildcard':'*b*b'}]}              | {'k':'abxab'}          | true
        an escaped asterisk                | {'k':[{'wildcard':'a\\\\*b'}]}           | {'k':'a*b'}            | true
        an escaped asterisk                | {'k':[{'wildcard':'a\\\\*b'}]}           | {'k':'axb'}            | false
        an escaped backslash               | {'k':[{'wildcard':'a\\\\\\\\*'}]}        | {'k':'a\\\\b'}         | true
        only a wildcard                    | {'k':[{'wildcard':'*'}]}                 | {'k':''}               | true
        only a wildcard                    | {'k':[{'wildcard':'*'}]}                 | {'k':1}                | false
        anything-but a text                | {'k':[{'anything-but':'a'}]}             | {'k':'b'}              | true
        anything-but a text                | {'k':[{'anything-but':'a'}]}             | {'k':'a'}              | false
        anything-but needs the key         | {'k':[{'anything-but':'a'}]}             | {'x':'b'}              | false
        anything-but a list                | {'k':[{'anything-but':['a','b']}]}       | {'k':'c'}              | true
        anything-but a list                | {'k':[{'anything-but':['a','b']}]}       | {'k':'b'}              | false
        anything-but a number              | {'k':[{'anything-but':100}]}             | {'k':101}              | true
        anything-but a number              | {'k':[{'anything-but':100}]}             | {'k':1e2}              | false
        anything-but numbers               | {'k':[{'anything-but':[100,500]}]}       | {'k':500}              | false
        anything-but a number fits a text  | {'k':[{'anything-but':100}]}             | {'k':'100'}            | true
        anything-but a mixed list          | {'k':[{'anything-but':['a',1]}]}         | {'k':1}                | false
        anything-but a mixed list          | {'k':[{'anything-but':['a',1]}]}         | {'k':'1'}              | true
        anything-but fits other types      | {'k':[{'anything-but':'a'}]}             | {'k':null}             | true
        anything-but prefix                | {'k':[{'anything-but':{'prefix':'a'}}]}  | {'k':'ba'}             | true
        anything-but prefix                | {'k':[{'anything-but':{'prefix':'a'}}]}  | {'k':'ab'}             | false
        anything-but suffix                | {'k':[{'anything-but':{'suffix':'a'}}]}  | {'k':'ab'}             | true
        anything-but suffix                | {'k':[{'anything-but':{'suffix':'a'}}]}  | {'k':'ba'}             | false
        anything-but wildcard              | {'k':[{'anything-but':{'wildcard':'a*a'}}]} | {'k':'ab'}          | true
        anything-but wildcard              | {'k':[{'anything-but':{'wildcard':'a*a'}}]} | {'k':'aba'}         | false
        one element not listed is enough   | {'k':[{'anything-but':['rugby','tennis']}]} | {'k':['rugby','baseball']} | true
        one element not listed is enough   | {'k':[{'anything-but':['rugby','tennis']}]} | {'k':['rugby','tennis']}   | false
        not x or absent                    | {'k':[{'anything-but':['a']},{'exists':false}]} | {'x':1}         | true
        not x or absent                    | {'k':[{'anything-but':['a']},{'exists':false}]} | {'k':'b'}       | true
        not x or absent                    | {'k':[{'anything-but':['a']},{'exists':false}]} | {'k':'a'}       | false
        numeric =                          | {'k':[{'numeric':['=',301.5]}]}          | {'k':301.50}           | true
        numeric =                          | {'k':[{'numeric':['=',301.5]}]}          | {'k':301.6}            | false
        numeric =                          | {'k':[{'numeric':['=',3.018e2]}]}        | {'k':301.8}            | true
        numeric <                          | {'k':[{'numeric':['<',10]}]}             | {'k':9.99999}          | true
        numeric <                          | {'k':[{'numeric':['<',10]}]}             | {'k':10}               | false
        numeric <=                         | {'k':[{'numeric':['<=',10]}]}            | {'k':10}               | true
        numeric <=                         | {'k':[{'numeric':['<=',10]}]}            | {'k':10.00001}         | false
        numeric >                          | {'k':[{'numeric':['>',10]}]}             | {'k':10.00001}         | true
        numeric >                          | {'k':[{'numeric':['>',10]}]}             | {'k':10}               | false
        numeric >=                         | {'k':[{'numeric':['>=',-10]}]}           | {'k':-10}              | true
        numeric >=                         | {'k':[{'numeric':['>=',-10]}]}           | {'k':-10.00001}        | false
        a range without its bounds         | {'k':[{'numeric':['>',0,'<',150]}]}      | {'k':149.99999}        | true
        a range without its bounds         | {'k':[{'numeric':['>',0,'<',150]}]}      | {'k':150}              | false
        a range without its bounds         | {'k':[{'numeric':['>',0,'<',150]}]}      | {'k':0}                | false
        a range with its bounds            | {'k':[{'numeric':['>=',0,'<=',150]}]}    | {'k':0}                | true
        a range with its bounds            | {'k':[{'numeric':['>=',0,'<=',150]}]}    | {'k':150}              | true
        a range with its bounds            | {'k':[{'numeric':['>=',0,'<=',150]}]}    | {'k':150.00001}        | false
        a text is never in a range         | {'k':[{'numeric':['>',0]}]}              | {'k':'5'}              | false
        true is never in a range           | {'k':[{'numeric':['>=',0]}]}             | {'k':true}             | false
        the sixth decimal is cut off       | {'k':[{'numeric':['=',1.123451]}]}       | {'k':1.123459}         | true
        the fifth decimal counts           | {'k':[{'numeric':['=',1.12345]}]}        | {'k':1.12346}          | false
        numbers beyond a billion           | {'k':[{'numeric':['>',6000000000]}]}     | {'k':7000000000}       | true
        times in milliseconds              | {'k':[{'numeric':['>',1]}]}              | {'k':1760000000000.5}  | true
        numbers too large to compare       | {'k':[{'numeric':['>',1]}]}              | {'k':1e999999999}      | false
        numbers too large to compare       | {'k':[{'exists':true}]}                  | {'k':1e999999999}      | true
        cidr of version 4                  | {'k':[{'cidr':'10.0.0.0/24'}]}           | {'k':'10.0.0.255'}     | true
        cidr of version 4                  | {'k':[{'cidr':'10.0.0.0/24'}]}           | {'k':'10.0.1.0'}       | false
        cidr of one address                | {'k':[{'cidr':'10.0.0.1/32'}]}           | {'k':'10.0.0.1'}       | true
        cidr of one address                | {'k':[{'cidr':'10.0.0.1/32'}]}           | {'k':'10.0.0.2'}       | false
        cidr of all addresses              | {'k':[{'cidr':'0.0.0.0/0'}]}             | {'k':'255.1.2.3'}      | true
        cidr not at a byte boundary        | {'k':[{'cidr':'10.0.0.128/25'}]}         | {'k':'10.0.0.127'}     | false
        cidr not at a byte boundary        | {'k':[{'cidr':'10.0.0.128/25'}]}         | {'k':'10.0.0.128'}     | true
        cidr ignores bits beyond           | {'k':[{'cidr':'10.0.0.77/24'}]}          | {'k':'10.0.0.1'}       | true
        cidr of version 6                  | {'k':[{'cidr':'2001:db8::/32'}]}         | {'k':'2001:db8:1::1'}  | true
        cidr of version 6                  | {'k':[{'cidr':'2001:db8::/32'}]}         | {'k':'2001:db9::1'}    | false
        versions are apart                 | {'k':[{'cidr':'::/0'}]}                  | {'k':'10.0.0.1'}       | false
        no address is in no network        | {'k':[{'cidr':'10.0.0.0/8'}]}            | {'k':'10.example.com'} | false
        exists true                        | {'k':[{'exists':true}]}                  | {'k':''}               | true
        exists true                        | {'k':[{'exists':true}]}                  | {'k':null}             | true
        exists true                        | {'k':[{'exists':true}]}                  | {'x':1}                | false
        exists is about values             | {'k':[{'exists':true}]}                  | {'k':{'l':1}}          | false
        exists is about values             | {'k':[{'exists':false}]}                 | {'k':{'l':1}}          | true
        exists false                       | {'k':[{'exists':false}]}                 | {'k':1}                | false
        exists false                       | {'k':[{'exists':false}]}                 | {}                     | true
        exists false with another key      | {'k':[{'exists':false}],'l':['a']}       | {'l':'a'}              | true
        exists false with another key      | {'k':[{'exists':false}],'l':['a']}       | {'l':'b'}              | false
        the empty policy fits everything   | {}                                       | {'l':'b'}              | true
        """)
    void policyFitsAsItsOperatorsSay(String rule, String policy, String body, boolean expected) {
        // Given
        FilterPolicy parsed = Messages.policy(MESSAGE_BODY, policy);

        // When
        boolean asText = Messages.fits(parsed, Messages.body(body));
        boolean asBytes = Messages.fits(parsed, Messages.bytes(body));

        // Then
        assertThat(asText).as(rule + ", as text").isEqualTo(expected);
        assertThat(asBytes).as(rule + ", as bytes").isEqualTo(expected);
    }
}
