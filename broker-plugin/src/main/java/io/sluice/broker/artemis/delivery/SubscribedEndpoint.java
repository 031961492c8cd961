package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.Confirmation;
import io.sluice.broker.delivery.EndpointSubscription;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One subscription while the broker runs: it waits for its owner's confirmation, or pushes. Guarded by {@link
 * EndpointDeliveries}.
 */
final class SubscribedEndpoint {

    private final EndpointSubscription subscription;
    private final OpenEndpoint open;
    private final SubscriptionPush push;
    private @Nullable Confirmation confirmation;
    private @Nullable Handshake handshake;
    private @Nullable ScheduledFuture<?> renewal;
    private boolean isPushing;

    SubscribedEndpoint(EndpointSubscription subscription, OpenEndpoint open, SubscriptionPush push) {
        this.subscription = subscription;
        this.open = open;
        this.push = push;
    }

    EndpointSubscription subscription() {
        return subscription;
    }

    OpenEndpoint open() {
        return open;
    }

    @Nullable
    Confirmation confirmation() {
        return confirmation;
    }

    void confirmed(Confirmation confirmed) {
        confirmation = confirmed;
    }

    void startPush() throws Exception {
        endHandshake();
        if (!isPushing) {
            push.start();
            isPushing = true;
        }
    }

    /** @param nextToken asks for a new token when this one is too old */
    void askOwner(Confirmation asked, Handshake begun, ScheduledFuture<?> nextToken) {
        endHandshake();
        confirmation = asked;
        handshake = begun;
        renewal = nextToken;
        begun.begin();
    }

    /** Whether the token is the one that the owner was sent; takes as long for a wrong one as for the right one. */
    boolean isToken(String topicArn, String token) {
        Confirmation current = confirmation;
        return current != null
                && open.content().topicArn().equals(topicArn)
                && MessageDigest.isEqual(
                        current.token().getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private void endHandshake() {
        if (handshake != null) {
            handshake.end();
            handshake = null;
        }
        if (renewal != null) {
            renewal.cancel(false);
            renewal = null;
        }
    }

    /** Whether the owner has been asked and has not answered yet. */
    boolean isWaiting() {
        return confirmation != null && !confirmation.isConfirmed();
    }

    /** Takes no further message; what is in flight is settled, and then the endpoint is closed. */
    void stop() {
        endHandshake();
        push.stop();
    }

    /** Waits until nothing is in flight, or the time is over. */
    void awaitIdle(long nanos) {
        try {
            push.awaitIdle(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
