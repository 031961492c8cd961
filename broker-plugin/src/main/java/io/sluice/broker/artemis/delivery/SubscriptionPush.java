package io.sluice.broker.artemis.delivery;

import io.sluice.broker.artemis.envelope.PublishedMessage;
import io.sluice.broker.artemis.envelope.UndeliverableException;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointCircuit;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.ReceiveRate;
import io.sluice.broker.redrive.DeadLetterReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.impl.QueueImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes the queue of one subscription and pushes each message to its endpoint.
 *
 * <p>A message is in flight from the moment the queue hands it over until its endpoint has answered and the broker has stored
 * what became of it. At most {@value #MOST_IN_FLIGHT} are. One that failed goes back to the queue, with the time at which it is
 * due, and holds neither a thread nor a place. While the circuit is open, or the rate is used up, the queue is told that this
 * consumer is busy, so that messages stay where they are.
 */
final class SubscriptionPush implements Consumer {

    static final int MOST_IN_FLIGHT = 32;

    private static final Logger LOGGER = LoggerFactory.getLogger(SubscriptionPush.class);
    private static final Duration UNTIL_DEAD_LETTER_QUEUE_WORKS = Duration.ofSeconds(30);
    private static final double MOST_JITTER = 0.1;

    /** Longer than any kind of endpoint of ours takes. */
    private static final long LONGEST_ATTEMPT_MINUTES = 20;

    private final ActiveMQServer server;
    private final QueueImpl queue;
    private final EndpointSubscription subscription;
    private final Endpoint endpoint;
    private final DeliveryPolicy policy;
    private final PushContent content;
    private final PushSettlement settlement;
    private final Executor executor;
    private final PushListeners listeners;
    private final long id;

    private final Object gate = new Object();
    private final EndpointCircuit circuit = new EndpointCircuit();
    private final ReceiveRate rate;
    private final Set<MessageReference> inFlight = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean isWakeUpSet;
    private boolean isEndpointClosed;
    private volatile boolean isClosed;

    SubscriptionPush(
            ActiveMQServer server,
            QueueImpl queue,
            EndpointSubscription subscription,
            OpenEndpoint open,
            Executor executor,
            PushListeners listeners) {
        this.server = server;
        this.queue = queue;
        this.subscription = subscription;
        this.endpoint = open.endpoint();
        this.policy = open.policy();
        this.content = open.content();
        this.settlement = new PushSettlement(server, queue, subscription, executor);
        this.executor = executor;
        this.listeners = listeners;
        this.rate = new ReceiveRate(policy.maxReceivesPerSecond());
        this.id = server.getStorageManager().generateID();
    }

    /** Begins to consume. */
    void start() throws Exception {
        queue.addConsumer(this);
        queue.deliverAsync();
    }

    /** Takes no further message. What is in flight is still settled, and then the endpoint is closed. */
    void stop() {
        isClosed = true;
        queue.removeConsumer(this);
        synchronized (gate) {
            if (circuit.isOpen()) {
                listeners.delivery().circuitClosed(subscription.topic(), subscription.name());
            }
        }
        closeEndpointIfIdle();
    }

    private void closeEndpointIfIdle() {
        boolean closes;
        synchronized (gate) {
            closes = isClosed && inFlight.isEmpty() && !isEndpointClosed;
            isEndpointClosed |= closes;
        }
        if (closes) {
            endpoint.close();
        }
    }

    /** Waits until nothing is in flight. @return false if something still is */
    boolean awaitIdle(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        synchronized (gate) {
            long left = nanos;
            while (!inFlight.isEmpty() && left > 0) {
                gate.wait(left / TimeUnit.MILLISECONDS.toNanos(1) + 1);
                left = end - System.nanoTime();
            }
            return inFlight.isEmpty();
        }
    }

    @Override
    public boolean supportsDirectDelivery() {
        return false;
    }

    @Override
    public HandleStatus handle(MessageReference reference) {
        long now = System.nanoTime();
        synchronized (gate) {
            if (isClosed || inFlight.size() >= MOST_IN_FLIGHT) {
                return HandleStatus.BUSY;
            }
            long wait = Math.max(circuit.nanosUntilProbe(now), rate.nanosUntilPermit(now));
            if (wait > 0) {
                wakeUpIn(wait);
                return HandleStatus.BUSY;
            }
            if (!circuit.permits(now)) {
                return HandleStatus.BUSY;
            }
            circuit.attempted();
            rate.attempted(now);
            inFlight.add(reference);
        }
        reference.handled();
        reference.incrementDeliveryCount();
        return HandleStatus.HANDLED;
    }

    private void wakeUpIn(long nanos) {
        if (!isWakeUpSet) {
            isWakeUpSet = true;
            server.getScheduledPool()
                    .schedule(
                            () -> {
                                synchronized (gate) {
                                    isWakeUpSet = false;
                                }
                                queue.deliverAsync();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void proceedDeliver(MessageReference reference) {
        try {
            executor.execute(() -> attempt(reference));
        } catch (RejectedExecutionException e) {
            LOGGER.debug("message {} waits for the next start of the broker", reference.getMessageID());
        }
    }

    @SuppressWarnings("IllegalCatch") // an endpoint is code of others; whatever it throws, the message must not be lost
    private void attempt(MessageReference reference) {
        long begin = System.nanoTime();
        OutgoingMessage message;
        CompletionStage<DeliveryOutcome> stage;
        try {
            PublishedMessage published = PublishedMessage.read(
                    reference.getMessage(), server.getNodeID().toString());
            message = content.of(published);
            stage = endpoint.deliver(message);
        } catch (UndeliverableException e) {
            synchronized (gate) {
                circuit.abandoned();
            }
            settle(reference, null, () -> giveUp(reference, null, DeadLetterReason.DELIVERY_REFUSED, reasonOf(e)));
            return;
        } catch (RuntimeException | LinkageError e) {
            message = null;
            stage = CompletableFuture.failedFuture(e);
        }
        OutgoingMessage sent = message;
        bounded(stage)
                .whenComplete((outcome, failure) -> executor.execute(() -> answered(
                        reference,
                        sent,
                        outcome == null ? new DeliveryOutcome.Failed("the endpoint failed: " + failure) : outcome,
                        Duration.ofNanos(System.nanoTime() - begin))));
    }

    /** An endpoint that forgets a message must not keep its place for ever. */
    private static CompletableFuture<DeliveryOutcome> bounded(CompletionStage<DeliveryOutcome> stage) {
        CompletableFuture<DeliveryOutcome> bounded = new CompletableFuture<>();
        stage.whenComplete((outcome, failure) -> {
            if (outcome == null) {
                bounded.completeExceptionally(failure == null ? new IllegalStateException("no outcome") : failure);
            } else {
                bounded.complete(outcome);
            }
        });
        return bounded.orTimeout(LONGEST_ATTEMPT_MINUTES, TimeUnit.MINUTES);
    }

    private static String reasonOf(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private void answered(
            MessageReference reference, @Nullable OutgoingMessage sent, DeliveryOutcome outcome, Duration took) {
        settle(reference, outcome, () -> {
            if (outcome instanceof DeliveryOutcome.Failed failed) {
                listeners.delivery().attemptFailed(subscription.topic(), subscription.name());
                Optional<Duration> delay = policy.retry().delayAfter(reference.getDeliveryCount());
                if (delay.isPresent()) {
                    settlement.giveBack(reference, withJitter(delay.get()));
                } else {
                    giveUp(reference, sent, DeadLetterReason.DELIVERY_FAILED, failed.why());
                }
            } else if (outcome instanceof DeliveryOutcome.Refused refused) {
                giveUp(reference, sent, DeadLetterReason.DELIVERY_REFUSED, refused.why());
            } else {
                settlement.remove(reference);
                listeners.delivery().delivered(subscription.topic(), subscription.name(), took);
            }
        });
    }

    /** Never shorter than the policy says; so that what failed together does not come back together. */
    private static Duration withJitter(Duration delay) {
        return delay.plusMillis((long)
                (delay.toMillis() * MOST_JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    private interface Work {
        void run() throws Exception;
    }

    @SuppressWarnings("IllegalCatch") // Artemis declares Exception; the message stays in the journal whatever happens
    private void settle(MessageReference reference, @Nullable DeliveryOutcome outcome, Work work) {
        try {
            noteOutcome(outcome);
            work.run();
        } catch (Exception e) {
            if (server.isActive() && server.locateQueue(queue.getName()) == queue) {
                LOGGER.error(
                        "what became of message {} of subscription {} could not be stored; it will be delivered again"
                                + " after the next start",
                        reference.getMessageID(),
                        subscription.label(),
                        e);
            }
        } finally {
            synchronized (gate) {
                inFlight.remove(reference);
                gate.notifyAll();
            }
            closeEndpointIfIdle();
            queue.deliverAsync();
        }
    }

    private void noteOutcome(@Nullable DeliveryOutcome outcome) {
        boolean hasOpened = false;
        boolean hasClosed = false;
        synchronized (gate) {
            if (outcome instanceof DeliveryOutcome.Failed) {
                hasOpened = circuit.failed(System.nanoTime());
            } else if (outcome != null) {
                hasClosed = circuit.succeeded();
            }
        }
        if (hasOpened) {
            listeners.delivery().circuitOpened(subscription.topic(), subscription.name());
            LOGGER.warn(
                    "the endpoint of subscription {} has failed again and again and is left alone for a while: {}",
                    subscription.label(),
                    outcome);
        }
        if (hasClosed) {
            listeners.delivery().circuitClosed(subscription.topic(), subscription.name());
            LOGGER.info("the endpoint of subscription {} answers again", subscription.label());
        }
    }

    /** @param sent null if there is nothing that could have been sent */
    @SuppressWarnings("IllegalCatch") // a full or missing dead-letter queue must not lose the message
    private void giveUp(
            MessageReference reference, @Nullable OutgoingMessage sent, DeadLetterReason reason, String cause)
            throws Exception {
        String why = cause.replaceAll("\\p{Cntrl}", " ");
        String label = subscription.label();
        if (subscription.deadLetterQueue().isEmpty()) {
            LOGGER.warn("message {} of subscription {} is dropped: {}", reference.getMessageID(), label, why);
            settlement.drop(reference);
            listeners.delivery().dropped(subscription.topic(), subscription.name(), reason.propertyValue());
            return;
        }
        String target = subscription.deadLetterQueue().get();
        PushSettlement.Enveloped envelope = sent == null || sent.isRaw() || content.isRaw()
                ? null
                : new PushSettlement.Enveloped(sent.messageId(), sent.body());
        try {
            settlement.deadLetter(reference, target, reason, why, envelope);
        } catch (Exception e) {
            LOGGER.error(
                    "message {} of subscription {} could not be moved to {}",
                    reference.getMessageID(),
                    label,
                    target,
                    e);
            settlement.giveBack(reference, UNTIL_DEAD_LETTER_QUEUE_WORKS);
            return;
        }
        LOGGER.info("message {} of subscription {} went to {}: {}", reference.getMessageID(), label, target, why);
        listeners.delivery().deadLettered(subscription.topic(), subscription.name(), reason.propertyValue());
        listeners.redrive().deadLettered(subscription.queue(), target, reason);
    }

    @Override
    public @Nullable Filter getFilter() {
        return null;
    }

    @Override
    public List<MessageReference> getDeliveringMessages() {
        synchronized (gate) {
            return new ArrayList<>(inFlight);
        }
    }

    @Override
    public boolean isClosed() {
        return isClosed;
    }

    @Override
    public String debug() {
        return toString();
    }

    @Override
    public String toManagementString() {
        return "SubscriptionPush[subscription=" + subscription.label() + "]";
    }

    @Override
    public String toString() {
        return toManagementString();
    }

    @Override
    public void disconnect() {
        // Artemis disconnects the consumers of a queue that it deletes; what is in flight ends by itself
        isClosed = true;
    }

    @Override
    public void failed(Throwable failure) {
        LOGGER.error("the queue could not deliver to subscription {}", subscription.label(), failure);
    }

    @Override
    public long sequentialID() {
        return id;
    }
}
