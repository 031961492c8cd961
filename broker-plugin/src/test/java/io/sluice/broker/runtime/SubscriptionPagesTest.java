package io.sluice.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.runtime.delivery.Deliveries;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionPagesTest {

    @TempDir
    private Path folder;

    private final Deliveries deliveries = Deliveries.withExtensions(Map.of(), Map.of());
    private final SubscriptionPages pages = new SubscriptionPages(deliveries);
    private int confirmed;

    @BeforeEach
    void serve() {
        deliveries.serve(
                (topicArn, token) -> {
                    boolean isRight = topicArn.equals("arn:a&b") && token.equals("right");
                    confirmed += isRight ? 1 : 0;
                    return isRight ? Optional.of(topicArn + ":1") : Optional.empty();
                },
                folder);
    }

    @AfterEach
    void close() {
        deliveries.close();
    }

    private Page action(String query, boolean isHead) {
        return pages.action(new Site.Request("/", query, isHead));
    }

    @Test
    void confirmsWithTheAnswerOfSns() {
        // When
        Page page = action("Action=ConfirmSubscription&TopicArn=arn%3Aa%26b&Token=right", false);

        // Then
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.contentType()).isEqualTo("text/xml; charset=utf-8");
        assertThat(page.body()).contains("<SubscriptionArn>arn:a&amp;b:1</SubscriptionArn>");
        assertThat(confirmed).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Action=ConfirmSubscription&TopicArn=arn%3Aa%26b&Token=wrong,   400, InvalidParameter",
        "Action=ConfirmSubscription&TopicArn=arn%3Aa%26b,               400, InvalidParameter",
        "Action=ConfirmSubscription&Token=%zz&TopicArn=x,               400, InvalidParameter",
        "Action=Unsubscribe&SubscriptionArn=arn,                        403, AuthorizationError",
        "Action=DeleteTopic,                                            400, InvalidAction",
        "x,                                                             400, InvalidAction",
    })
    void refusesEverythingElse(String query, int status, String code) {
        // When
        Page page = action(query, false);

        // Then
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.body()).contains("<Code>" + code + "</Code>");
        assertThat(confirmed).isZero();
    }

    @Test
    void changesNothingForARequestThatOnlyLooks() {
        assertThat(action("Action=ConfirmSubscription&TopicArn=arn%3Aa%26b&Token=right", true)
                        .status())
                .isEqualTo(405);
        assertThat(confirmed).isZero();
    }

    @Test
    void servesTheCertificateAndNothingElseOfTheFolder() {
        // Given
        assertThat(pages.certificate("/SimpleNotificationService-0.pem")).isEmpty();
        String name = deliveries.identity().fileName();

        // When, Then
        assertThat(pages.certificate("/" + name))
                .get()
                .extracting(Page::body)
                .isEqualTo(deliveries.identity().pem());
        for (String other : List.of("/", "/sluice-signing.p12", "/../" + name, "//" + name, "/" + name + "/")) {
            assertThat(pages.certificate(other)).as(other).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "localhost"})
    void linksToWhereItListensUnlessTheOperatorSaysOtherwise(String host) {
        // Given
        deliveries.listensAt(host, 8161);

        // When, Then
        assertThat(deliveries.publicUrl(EndpointSettings.DEFAULT)).isEqualTo(URI.create("http://localhost:8161/"));
        assertThat(deliveries.publicUrl(new EndpointSettings(
                        List.of(), List.of(), Optional.of(URI.create("https://b.example/x")), 1, Optional.empty())))
                .isEqualTo(URI.create("https://b.example/x/"));
    }
}
