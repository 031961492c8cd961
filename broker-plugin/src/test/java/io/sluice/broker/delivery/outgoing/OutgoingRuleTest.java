package io.sluice.broker.delivery.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingRuleTest {

    @ParameterizedTest
    @CsvSource({
        "https://audit.example,        https://audit.example:443",
        "HTTP://Audit.Example,         http://audit.example:80",
        "http://10.1.2.3:8080,         http://10.1.2.3:8080",
        "http://[fd00::1]:8080,        http://[fd00::1]:8080",
        "https://*.hooks.example:8443, https://*.hooks.example:8443",
        "sms://gateway.example:9000,   sms://gateway.example:9000",
        "mailto:Ops@Example.com,       mailto:Ops@example.com",
        "mailto:*@example.com,         mailto:*@example.com",
    })
    void readsATarget(String text, String written) {
        assertThat(OutgoingRule.parse(text)).get().hasToString(written);
        assertThat(OutgoingRule.parse(written)).isEqualTo(OutgoingRule.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "audit.example",
                "https://",
                "https://*",
                "https://a.*.example",
                "https://audit.example/",
                "https://audit.example/hook",
                "https://audit.example?x",
                "https://audit.example#x",
                "https://user@audit.example",
                "https://audit.example:0",
                "https://audit.example:65536",
                "sms://gateway.example",
                "file:///etc/passwd",
                "mailto:",
                "mailto:example.com",
                "mailto:@example.com",
                "mailto:ops@",
                "mailto:a@b@example.com",
                "mailto:a,b@example.com",
                "mailto:a@example.com?bcc=b@example.com",
            })
    void refusesWhatIsNoTarget(String text) {
        assertThat(OutgoingRule.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,true",
        "10.0.0.0/33,false",
        "fd00::/128,true",
        "fd00::/129,false",
        "10.0.0.1,true",
        "localhost,false",
        "10.0.0,false",
        "10.0.0.256,false",
        "10.0.0.0/-1,false",
        "'',false",
        "dead,false"
    })
    void readsARangeOfAddressesAndAsksNobody(String text, boolean isRange) {
        assertThat(AddressRangeRule.parse(text).isPresent()).isEqualTo(isRange);
    }
}
