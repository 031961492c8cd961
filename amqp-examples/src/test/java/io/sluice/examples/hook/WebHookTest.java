package io.sluice.examples.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web hook is open to everybody who finds it, so it takes nothing whose signature it cannot check. */
class WebHookTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Type\":\"Notification\",\"Message\":\"m\"}",
                "{\"Type\":\"Notification\",\"Message\":\"m\",\"SigningCertURL\":\"http://198.51.100.7/cert.pem\"}",
                "{\"Type\":\"SubscriptionConfirmation\",\"SubscribeURL\":\"http://198.51.100.7/confirm\"}"
            })
    void refusesWhatIsNotSignedByABrokerOnThisMachine(String body) throws Exception {
        try (WebHook hook = WebHook.start()) {
            // Given
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + hook.port() + "/images"))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();

            // When
            int status = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();

            // Then
            assertThat(status).isEqualTo(403);
            assertThat(hook.seen().images()).isEmpty();
            assertThat(hook.seen().confirmations()).isZero();
            assertThat(hook.seen().forgeries()).isEqualTo(1);
        }
    }
}
