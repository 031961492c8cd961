package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.DeliveryOutcome;
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

/** Tells an endpoint that its subscription has ended; again, as the delivery policy says, until the endpoint has taken it. */
public final class Farewell {

    private static final Logger LOGGER = LoggerFactory.getLogger(Farewell.class);

    private final String subscription;
    private final String token;
    private final OpenEndpoint open;
    private final Executor executor;
    private final ScheduledExecutorService timer;

    /** @param open an endpoint of its own, which is closed in the end */
    Farewell(String subscription, String token, OpenEndpoint open, Executor executor, ScheduledExecutorService timer) {
        this.subscription = subscription;
        this.token = token;
        this.open = open;
        this.executor = executor;
        this.timer = timer;
    }

    /** What brings the subscription back. */
    public String token() {
        return token;
    }

    /** To be called when the subscription has ended. */
    public void send() {
        executor.execute(() -> attempt(1));
    }

    @SuppressWarnings("IllegalCatch") // an endpoint is code of others
    private void attempt(int number) {
        CompletionStage<DeliveryOutcome> stage;
        try {
            stage = open.endpoint().deliver(open.content().farewell(token, Instant.now()));
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((outcome, failure) -> {
            Optional<Duration> delay = outcome instanceof DeliveryOutcome.Failed || outcome == null
                    ? open.policy().retry().delayAfter(number)
                    : Optional.empty();
            if (delay.isPresent()) {
                timer.schedule(
                        () -> executor.execute(() -> attempt(number + 1)),
                        delay.get().toMillis(),
                        TimeUnit.MILLISECONDS);
                return;
            }
            if (!(outcome instanceof DeliveryOutcome.Delivered)) {
                LOGGER.warn(
                        "the endpoint of subscription {} could not be told that it has ended: {}",
                        subscription,
                        outcome == null ? failure : outcome);
            }
            open.endpoint().close();
        });
    }
}
