package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.WorkerKind.Client;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The key that signs envelopes takes seconds to make, for which no publisher may have to wait. */
class EnvelopeKeyIT {

    @RegisterExtension
    static final EmbeddedBroker WITH_ENVELOPES = EmbeddedBroker.configuredWith("""
            topics:
              events: { subscriptions: { s: { queue: orders, rawMessageDelivery: false } } }
            """);

    @RegisterExtension
    static final EmbeddedBroker WITHOUT = EmbeddedBroker.configuredWith("""
            queues: { wrapped: {} }
            topics:
              events: { subscriptions: { s: { queue: orders } } }
            """);

    private static Path key(EmbeddedBroker broker) {
        return broker.server().getConfiguration().getBindingsLocation().toPath().resolveSibling("sluice-signing.pem");
    }

    @Test
    void isMadeAtTheStartIfTheFileHasEnvelopes() {
        assertThat(key(WITH_ENVELOPES)).exists();
    }

    @Test
    void isMadeForTheFirstSubscriptionThatAsksForEnvelopes() throws JMSException {
        // Given
        assertThat(key(WITHOUT)).doesNotExist();
        // When
        try (ControlClient control = new ControlClient(WITHOUT, Client.CORE)) {
            ControlClient.Reply reply = control.ask(
                    "Subscribe",
                    Map.of(
                            "TopicArn",
                            "events",
                            "Protocol",
                            "sqs",
                            "Endpoint",
                            "wrapped",
                            "RawMessageDelivery",
                            "false"));
            assertThat(reply.status()).as(reply.body()).isEqualTo("200");
        }
        // Then
        assertThat(key(WITHOUT)).exists();
    }
}
