package io.sluice.broker.artemis.queue;

import java.util.concurrent.TimeUnit;

/**
 * Whether the client of one consumer takes messages, as far as its last answer tells.
 *
 * <ul>
 *   <li><em>ready</em>: it took what it was offered last. One that is not has no credit, or has stopped its connection.
 *   <li><em>able</em>: it is ready, or has something in flight that it can settle to make room. One that is not leaves its messages to
 *       suspects.
 * </ul>
 *
 * <p>Changed by the delivery of the queue, under its monitor, and by settlements; read by any thread.
 */
final class ClientReadiness {

    private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final LeasedConsumer consumer;
    private final LeasedQueue queue;
    private final InFlightLeases inFlight;
    private final boolean mqtt;
    private volatile boolean ready = true;
    private volatile boolean able = true;
    private volatile boolean askingAgain;

    ClientReadiness(LeasedConsumer consumer, InFlightLeases inFlight) {
        this.consumer = consumer;
        this.queue = consumer.queue();
        this.inFlight = inFlight;
        this.mqtt = consumer.session().isMqtt();
    }

    boolean isReady() {
        return ready;
    }

    boolean isAble() {
        return able;
    }

    /** It took a message. */
    void took() {
        able = true;
        ready = true;
    }

    /** It did not take a message. */
    void refused() {
        if (ready) {
            ready = false;
            queue.wakePreviousHolders();
        }
        if (mqtt && !askingAgain) {
            askingAgain = true;
            queue.schedule(this::askAgain, ASK_AGAIN_NANOS);
        }
        noteUnable();
    }

    /** Artemis does not say so when PUBCOMP gives an MQTT client room for more ({@code MQTTPublishManager.handlePubComp}). */
    private void askAgain() {
        askingAgain = false;
        if (!consumer.isClosed()) {
            queue.deliverAsync();
        }
    }

    /** It has less in flight than before, or nothing any more. */
    void settled() {
        if (!ready) {
            noteUnable();
        }
    }

    private void noteUnable() {
        if (able && inFlight.seemsEmpty()) {
            able = false;
            queue.wakeSuspects();
            queue.takesNothing(consumer);
        }
    }
}
