package io.sluice.broker.delivery.outgoing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.delivery.outgoing.OutgoingAllowList.Verdict;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAllowListTest {

    private static final String PUBLIC = "93.184.215.14";

    private final List<String> resolved = new ArrayList<>();

    private OutgoingAllowList list(List<String> targets, List<String> ranges, String... addresses) {
        return new OutgoingAllowList(
                targets.stream()
                        .map(OutgoingRule::parse)
                        .map(rule -> rule.orElseThrow())
                        .toList(),
                ranges.stream()
                        .map(AddressRangeRule::parse)
                        .map(range -> range.orElseThrow())
                        .toList(),
                host -> {
                    resolved.add(host);
                    return addresses(addresses);
                });
    }

    private static List<InetAddress> addresses(String... texts) throws UnknownHostException {
        List<InetAddress> found = new ArrayList<>();
        for (String text : texts) {
            found.add(InetAddress.getByName(text));
        }
        return found;
    }

    private static boolean allows(OutgoingAllowList list, String target) {
        return list.check(URI.create(target)) instanceof Verdict.Allowed;
    }

    @Test
    void allowsNothingByDefaultAndAsksNobodyForTheAddress() {
        assertThat(list(List.of(), List.of(), PUBLIC).check(URI.create("https://audit.example/hook")))
                .isEqualTo(new Verdict.Refused("it is not among endpoints.allow"));
        assertThat(resolved).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://audit.example,       https://audit.example/hook?a=b,    true",
        "https://audit.example,       https://AUDIT.example./,           true",
        "https://audit.example,       https://audit.example:443/,        true",
        "https://audit.example,       https://audit.example:8443/,       false",
        "https://audit.example,       http://audit.example/,             false",
        "https://audit.example,       https://audit.example.evil.test/,  false",
        "https://audit.example,       https://xaudit.example/,           false",
        "https://audit.example,       https://audit.example@evil.test/,  false",
        "https://audit.example,       https://evil.test#audit.example,   false",
        "https://audit.example,       https://user@audit.example/,       false",
        "http://audit.example,        http://audit.example:80/,          true",
        "https://*.hooks.example,     https://a.hooks.example/,          true",
        "https://*.hooks.example,     https://a.b.hooks.example/,        true",
        "https://*.hooks.example,     https://hooks.example/,            false",
        "https://*.hooks.example,     https://ahooks.example/,           false",
        "https://*.hooks.example:81,  https://a.hooks.example:81/,       true",
    })
    void comparesSchemeHostAndPort(String rule, String target, boolean isAllowed) {
        assertThat(allows(list(List.of(rule), List.of(), PUBLIC), target)).isEqualTo(isAllowed);
    }

    @ParameterizedTest
    @CsvSource({
        "mailto:ops@example.com, mailto:ops@example.com,                 true",
        "mailto:ops@example.com, mailto:ops@EXAMPLE.com,                 true",
        "mailto:ops@example.com, mailto:other@example.com,               false",
        "mailto:*@example.com,   mailto:other@example.com,               true",
        "mailto:*@example.com,   mailto:other@sub.example.com,           false",
        "mailto:*@example.com,   mailto:*@example.com,                   false",
        "https://example.com,    mailto:ops@example.com,                 false",
        "mailto:*@example.com,   'mailto:a@evil.test,ops@example.com',   false",
        "mailto:*@example.com,   mailto:a@example.com?bcc=x@evil.test,   false",
    })
    void comparesMailAddresses(String rule, String target, boolean isListed) {
        assertThat(list(List.of(rule), List.of()).lists(URI.create(target))).isEqualTo(isListed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.168.1.1",
                "198.18.0.1",
                "224.0.0.1",
                "239.255.255.250",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::10.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "::ffff:0:127.0.0.1",
                "64:ff9b:1::808:808",
                "100::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "fd00:ec2::254",
            })
    void refusesANameThatLeadsIntoTheOwnNetwork(String address) {
        // Given
        OutgoingAllowList list = list(List.of("https://audit.example"), List.of(), address);

        // When
        Verdict verdict = list.check(URI.create("https://audit.example/"));

        // Then
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(((Verdict.Refused) verdict).why()).contains("not a public address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::",
                "::ffff:0:8.8.8.8",
                "64:ff9b:2::1",
                "100:0:0:1::1",
                "2001:1::1",
            })
    void allowsTheAddressesOnTheOtherSideOfEachBoundary(String address) {
        assertThat(allows(list(List.of("https://audit.example"), List.of(), address), "https://audit.example/"))
                .isTrue();
    }

    @Test
    void refusesANameOfWhichOneAddressIsOfTheOwnNetwork() {
        assertThat(allows(
                        list(List.of("http://audit.example"), List.of(), PUBLIC, "10.0.0.1"), "http://audit.example/"))
                .isFalse();
    }

    @Test
    void givesExactlyTheAddressesThatItHasJudged() throws UnknownHostException {
        assertThat(list(List.of("http://audit.example"), List.of(), PUBLIC, "1.1.1.1")
                        .check(URI.create("http://audit.example/")))
                .isEqualTo(new Verdict.Allowed(addresses(PUBLIC, "1.1.1.1")));
        assertThat(resolved).containsExactly("audit.example");
    }

    @Test
    void allowsAnAddressOfTheOwnNetworkThatIsListed() {
        List<String> target = List.of("http://audit.example");
        assertThat(allows(list(target, List.of("10.1.0.0/16"), "10.1.255.255"), "http://audit.example/"))
                .isTrue();
        assertThat(allows(list(target, List.of("10.1.0.0/16"), "10.2.0.0"), "http://audit.example/"))
                .isFalse();
        assertThat(allows(list(target, List.of("fd00::/8"), "fd00::1"), "http://audit.example/"))
                .isTrue();
    }

    @Test
    void takesAnAddressInARuleForListed() {
        assertThat(allows(list(List.of("http://10.1.2.3:8080"), List.of(), "10.1.2.3"), "http://10.1.2.3:8080/x"))
                .isTrue();
        assertThat(allows(list(List.of("http://[::1]:8080"), List.of(), "::1"), "http://[::1]:8080/x"))
                .isTrue();
        assertThat(allows(list(List.of("http://10.1.2.3:8080"), List.of(), "10.1.2.4"), "http://10.1.2.4:8080/x"))
                .isFalse();
    }

    @Test
    void takesLocalhostForTheOwnMachineAndNothingElse() {
        assertThat(allows(list(List.of("http://localhost"), List.of(), "127.0.0.1", "::1"), "http://localhost/"))
                .isTrue();
        assertThat(allows(list(List.of("http://localhost"), List.of(), "10.0.0.1"), "http://localhost/"))
                .isFalse();
    }

    @Test
    void saysThatANameCannotBeResolved() {
        // Given
        OutgoingAllowList list = new OutgoingAllowList(
                Stream.of("http://gone.example")
                        .map(text -> OutgoingRule.parse(text).orElseThrow())
                        .toList(),
                List.of(),
                host -> {
                    throw new UnknownHostException(host);
                });

        // When, Then
        assertThat(list.check(URI.create("http://gone.example/")))
                .isEqualTo(new Verdict.Refused("gone.example cannot be resolved"));
        assertThat(list(List.of("http://gone.example"), List.of()).check(URI.create("http://gone.example/")))
                .isEqualTo(new Verdict.Refused("gone.example has no address"));
    }
}
