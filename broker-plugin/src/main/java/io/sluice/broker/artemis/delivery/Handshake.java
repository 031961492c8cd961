package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.Confirmation;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.EndpointSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one token to an endpoint, again and again as the delivery policy says, until the endpoint has taken it. */
final class Handshake {

    private static final Logger LOGGER = LoggerFactory.getLogger(Handshake.class);

    private final EndpointSubscription subscription;
    private final OpenEndpoint open;
    private final Confirmation confirmation;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private volatile boolean isOver;

    Handshake(
            EndpointSubscription subscription,
            OpenEndpoint open,
            Confirmation confirmation,
            Executor executor,
            ScheduledExecutorService timer) {
        this.subscription = subscription;
        this.open = open;
        this.confirmation = confirmation;
        this.executor = executor;
        this.timer = timer;
    }

    void begin() {
        executor.execute(() -> attempt(1));
    }

    /** Sends nothing more. */
    void end() {
        isOver = true;
    }

    @SuppressWarnings("IllegalCatch") // an endpoint is code of others
    private void attempt(int number) {
        if (isOver) {
            return;
        }
        CompletionStage<DeliveryOutcome> stage;
        try {
            stage = open.endpoint().deliver(open.content().confirmation(confirmation.token(), Instant.now()));
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((outcome, failure) -> {
            if (outcome instanceof DeliveryOutcome.Delivered) {
                LOGGER.info("the endpoint of subscription {} has been asked to confirm", subscription.label());
            } else {
                again(number, outcome == null ? failure : outcome);
            }
        });
    }

    private void again(int number, Object why) {
        Optional<Duration> delay = open.policy().retry().delayAfter(number);
        boolean isFinal = why instanceof DeliveryOutcome.Refused || delay.isEmpty();
        if (isOver) {
            return;
        }
        LOGGER.warn(
                "the endpoint of subscription {} could not be asked to confirm{}: {}",
                subscription.label(),
                isFinal ? ", and is asked again when the broker starts, or the token has run out" : "",
                why);
        if (!isFinal) {
            timer.schedule(
                    () -> executor.execute(() -> attempt(number + 1)),
                    delay.get().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }
}
