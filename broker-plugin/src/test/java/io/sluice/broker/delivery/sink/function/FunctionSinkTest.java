package io.sluice.broker.delivery.sink.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.sink.Attempts;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionSinkTest {

    private static Endpoint open(MessageFunction function) throws InvalidEndpointException {
        return new FunctionEndpointFactory(Map.of("thumbnail", function))
                .open(URI.create("function:thumbnail"), Attempts.allowing(Runnable::run));
    }

    @Test
    void callsTheFunctionWithTheMessage() throws Exception {
        // Given
        List<String> bodies = new ArrayList<>();
        Endpoint endpoint = open(message -> bodies.add(message.body() + message.attributes()));

        // When
        DeliveryOutcome outcome = Attempts.attempt(endpoint, Attempts.raw("picture"));

        // Then
        assertThat(outcome).isEqualTo(new DeliveryOutcome.Delivered());
        assertThat(bodies).containsExactly("picture{type=created}");
        assertThat(endpoint.needsConfirmation()).isFalse();
        assertThat(endpoint.defaultRetries()).isEqualTo(RetryPolicy.HOUSE_MANAGED);
    }

    @Test
    void triesAgainWhateverTheFunctionThrows() throws Exception {
        assertThat(Attempts.attempt(
                        open(message -> {
                            throw new IOException("disk full");
                        }),
                        Attempts.raw("x")))
                .isEqualTo(new DeliveryOutcome.Failed("the function failed: java.io.IOException: disk full"));
        assertThat(Attempts.attempt(
                        open(message -> {
                            throw new NoClassDefFoundError("a.B");
                        }),
                        Attempts.raw("x")))
                .isInstanceOf(DeliveryOutcome.Failed.class);
    }

    @Test
    void namesTheFunctionsThatThereAre() {
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> new FunctionEndpointFactory(Map.of("thumbnail", message -> {}))
                        .open(URI.create("function:thumbnial"), Attempts.allowing(Runnable::run)))
                .withMessage("there is no function named thumbnial; known are [thumbnail]");
    }
}
