package io.sluice.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.MailServerSettings;
import io.sluice.broker.delivery.MailServerSettings.TlsMode;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import io.sluice.broker.delivery.outgoing.AddressRangeRule;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.message.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSettingsReadingTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "endpoints:", "endpoints: {}", "endpoints: { allow: [] }"})
    void allowsNothingByDefault(String text) {
        assertThat(Documents.read(text).endpoints())
                .isEqualTo(EndpointSettings.DEFAULT)
                .isEqualTo(new EndpointSettings(List.of(), List.of(), Optional.empty(), 1, Optional.empty()));
    }

    @Test
    void readsEveryKey() {
        // When
        EndpointSettings settings = Documents.read("""
                endpoints:
                  allow: [ "https://audit.example:8443", "mailto:ops@example.com" ]
                  allowAddresses: [ 10.1.0.0/16 ]
                  publicUrl: https://broker.example/sluice
                  signatureVersion: 2
                  mail: { host: smtp.example, from: b@example.com, port: 465, tls: implicit, user: u, password: 0815 }
                """).endpoints();

        // Then
        assertThat(settings)
                .isEqualTo(new EndpointSettings(
                        List.of(
                                OutgoingRule.parse("https://audit.example:8443").orElseThrow(),
                                OutgoingRule.parse("mailto:ops@example.com").orElseThrow()),
                        List.of(AddressRangeRule.parse("10.1.0.0/16").orElseThrow()),
                        Optional.of(URI.create("https://broker.example/sluice")),
                        2,
                        Optional.of(new MailServerSettings(
                                "smtp.example",
                                465,
                                TlsMode.IMPLICIT,
                                "b@example.com",
                                Optional.of("u"),
                                Optional.of(new Secret("0815"))))));
    }

    @Test
    void saysInTheLogWhatIsInForceButNotThePassword() {
        assertThat(Documents.read(
                                "endpoints: { allow: ['https://a.example'], allowAddresses: [10.0.0.0/8], mail: { host: h,"
                                        + " from: b@c, user: u, password: geheim } }")
                        .describe())
                .isEqualTo(
                        "no queues are configured\nendpoints: allow=[https://a.example:443] allowAddresses=[10.0.0.0/8]"
                                + " publicUrl=none signatureVersion=1 mail=(host=h port=587 tls=required from=b@c user=u"
                                + " password=******)");
        assertThat(Documents.read("endpoints: {}").describe()).isEqualTo("no queues are configured");
    }

    @Test
    void asksForStartTlsOnTheSubmissionPortByDefault() {
        assertThat(Documents.read("endpoints: { mail: { host: smtp.example, from: b@example.com } }")
                        .endpoints()
                        .mail())
                .contains(new MailServerSettings(
                        "smtp.example", 587, TlsMode.REQUIRED, "b@example.com", Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "allow: [audit.example] | endpoints.allow is audit.example; allowed is such as https://audit.example",
                "allow: x | endpoints.allow must be a list",
                "allowAddresses: [10.0.0.0/33] | endpoints.allowAddresses is 10.0.0.0/33; allowed is an address",
                "mail: {} | endpoints.mail.host is missing; it is required",
                "mail: { host: h, from: f, user: u } | endpoints.mail: user and password belong together",
                "mail: { host: h, from: f, tls: none, user: u, password: p } | endpoints.mail: a password is only sent",
                "alow: [] | endpoints.alow is not a known key; did you mean allow",
            })
    void saysWhatIsWrong(String setting, String problem) {
        assertThat(Documents.errorsOf("endpoints: { " + setting + " }"))
                .first()
                .asString()
                .startsWith("sluice.yaml:1: " + problem);
    }

    @Test
    void doesNotShowAPasswordThatIsInTheWrongPlace() {
        assertThat(Documents.errorsOf("endpoints: { mail: { host: h, from: f, user: u, password: [geheim] } }")
                        .toString())
                .doesNotContain("geheim");
    }

    private static Optional<DeliveryPolicy> policy(String keys, Problems problems) throws ConfigurationException {
        MappingReader file = MappingReader.of(
                "", YamlDocument.compose("deliveryPolicy: " + keys, problems).orElseThrow(), problems);
        return new DeliveryPolicyReader(problems)
                .read("p", file.entry(DeliveryPolicyKeys.DELIVERY_POLICY).orElseThrow());
    }

    @Test
    void readsADeliveryPolicyWithTheDefaultsOfSns() throws ConfigurationException {
        assertThat(policy("{}", new Problems("f"))).contains(DeliveryPolicy.HTTP_DEFAULT);
        assertThat(policy("{ numRetries: 0 }", new Problems("f"))
                        .orElseThrow()
                        .retry()
                        .numRetries())
                .isZero();
    }

    @Test
    void readsEveryKeyOfADeliveryPolicy() throws ConfigurationException {
        assertThat(policy(
                        "{ numRetries: 9, numNoDelayRetries: 1, numMinDelayRetries: 2, numMaxDelayRetries: 3,"
                                + " minDelayTarget: 1s, maxDelayTarget: 1m, backoffFunction: exponential,"
                                + " maxReceivesPerSecond: 7, headerContentType: application/json }",
                        new Problems("f")))
                .contains(new DeliveryPolicy(
                        new RetryPolicy(
                                9, 1, 2, 3, Duration.ofSeconds(1), Duration.ofMinutes(1), BackoffFunction.EXPONENTIAL),
                        OptionalInt.of(7),
                        "application/json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ numRetries: 101 } | p.numRetries is 101; allowed is 0 to 100",
                "{ numRetries: -1 } | p.numRetries is -1; allowed is 0 to 100",
                "{ numRetries: 1, numNoDelayRetries: 2 } | p: numNoDelayRetries, numMinDelayRetries and",
                "{ minDelayTarget: 30s } | p: minDelayTarget must not be longer than maxDelayTarget",
                "{ minDelayTarget: 999ms } | p.minDelayTarget is 999ms; allowed is 1s to 1h",
                "{ numRetries: 2, maxDelayTarget: 1h } | p: all delays together are 3620s; allowed is at most 3600s",
                "{ backoffFunction: cubic } | p.backoffFunction is cubic; allowed is linear, arithmetic, geometric or",
                "{ maxReceivesPerSecond: 0 } | p.maxReceivesPerSecond is 0; allowed is 1 to 100000",
                "{ headerContentType: json } | p.headerContentType is json; allowed is a content type",
                "{ retries: 1 } | p.retries is not a known key",
                "5 | p must hold keys, such as numRetries",
            })
    void saysWhatIsWrongInADeliveryPolicy(String keys, String problem) throws ConfigurationException {
        // Given
        Problems problems = new Problems("f");

        // When
        policy(keys, problems);

        // Then
        assertThat(catchThrowableOfType(ConfigurationException.class, problems::refuseFile))
                .hasMessageStartingWith("f:1: " + problem);
    }
}
