package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.StompClient;
import io.sluice.broker.fixture.StompFrame;
import io.sluice.broker.fixture.Worker;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A SEND that Sluice refuses is answered with the reason, and the connection stays open. */
class StompRefusalIT {

    private static final int LARGE_BYTES = 600_000;

    @RegisterExtension
    static final EmbeddedBroker BROKER = EmbeddedBroker.configuredWith("""
            queues:
              small: { maximumMessageSize: 1KiB }
              big: { maximumMessageSize: 500KiB }
              ledger.fifo: {}
            topics:
              prices.fifo: {}
            streams:
              telemetry: { shards: 1 }
            """);

    private static StompClient connect(String version) {
        return StompClient.connect(
                BROKER.port(), StompFrame.of("CONNECT", "accept-version", version, "host", "localhost"));
    }

    private static StompFrame send(String destination, String body) {
        return StompFrame.of("SEND", "destination", destination).withBody(body);
    }

    static Stream<Arguments> refused() {
        return Stream.of("1.0", "1.1", "1.2")
                .flatMap(version -> Stream.of(
                        Arguments.of(
                                version,
                                send("small", "x".repeat(2_000)),
                                "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes (queue small)."),
                        Arguments.of(
                                version,
                                send("big", "x".repeat(LARGE_BYTES)),
                                "InvalidParameterValue: One or more parameters are invalid. Reason: Message must be shorter than 512000 bytes (queue big)."),
                        Arguments.of(
                                version,
                                send("ledger.fifo", "m"),
                                "MissingParameter: The request must contain the parameter MessageGroupId (queue ledger.fifo)."),
                        Arguments.of(
                                version,
                                send("ledger.fifo", "m").with("JMSXGroupID", "a"),
                                "InvalidParameterValue: The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly (queue ledger.fifo)."),
                        Arguments.of(
                                version,
                                send("prices.fifo", "m"),
                                "InvalidParameter: The MessageGroupId parameter is required for FIFO topics (topic prices.fifo)."),
                        Arguments.of(
                                version,
                                send("telemetry", "m").with("sluice_explicit_hash_key", "-1"),
                                "InvalidArgumentException: ")));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void theErrorTellsTheReasonAndTheConnectionGoesOn(String version, StompFrame frame, String reason) {
        try (StompClient client = connect(version)) {
            // When
            StompFrame answer = client.exchange(frame);
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).startsWith(reason);
            assertThat(answer.body()).startsWith(reason);
            client.perform(send("small", "fits"));
            assertThat(client.isOpen()).isTrue();
        }
    }

    @Test
    void eachOfManyFramesSentAtOnceIsToldItsOwnReason() {
        try (StompClient client = connect("1.2")) {
            // When
            client.sendTogether(List.of(
                    send("small", "x".repeat(2_000)),
                    send("small", "fits"),
                    send("ledger.fifo", "m"),
                    send("small", "x".repeat(3_000))));
            // Then
            await().atMost(Worker.PATIENCE)
                    .untilAsserted(() -> assertThat(client.errors())
                            .extracting(error -> String.valueOf(error.body()))
                            .satisfiesExactly(
                                    first -> assertThat(first).contains("queue small"),
                                    second -> assertThat(second).contains("queue ledger.fifo"),
                                    third -> assertThat(third).contains("queue small")));
            client.perform(send("small", "fits"));
        }
    }

    @Test
    void aTransactionWithARefusedMessageIsToldTheReasonTwiceAndTheNextOneSucceeds() {
        try (StompClient client = connect("1.2")) {
            // Given
            client.perform(StompFrame.of("BEGIN", "transaction", "t1"));
            // When
            StompFrame refused =
                    client.exchange(send("small", "x".repeat(2_000)).with("transaction", "t1"));
            StompFrame commit = client.exchange(StompFrame.of("COMMIT", "transaction", "t1"));
            // Then
            assertThat(refused.header("message")).contains("Message must be shorter than 1024 bytes");
            assertThat(commit.header("message")).contains("a message in it was refused");
            client.perform(StompFrame.of("BEGIN", "transaction", "t1"));
            client.perform(send("small", "fits").with("transaction", "t1"));
            client.perform(StompFrame.of("COMMIT", "transaction", "t1"));
        }
    }

    @Test
    void anErrorThatIsNotOfSluiceIsThatOfArtemis() {
        try (StompClient client = connect("1.1")) {
            // When
            StompFrame answer = client.exchange(StompFrame.of("NACK", "id", "nonsense"));
            // Then
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.header("message")).startsWith("AMQ339");
        }
    }
}
