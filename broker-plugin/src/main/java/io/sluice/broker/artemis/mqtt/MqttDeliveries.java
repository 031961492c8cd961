package io.sluice.broker.artemis.mqtt;

import org.jspecify.annotations.Nullable;

/** The delivery that a thread is writing to an MQTT client: Artemis makes and sends the packet on the same thread. */
public final class MqttDeliveries {

    private static final ThreadLocal<@Nullable MqttDelivery> SENDING = new ThreadLocal<>();

    private MqttDeliveries() {}

    /** The next PUBLISH of this thread is this delivery. */
    public static void sending(MqttDelivery delivery) {
        SENDING.set(delivery);
    }

    /** The PUBLISH was handed over. */
    public static void sent() {
        SENDING.remove();
    }

    static @Nullable MqttDelivery current() {
        return SENDING.get();
    }
}
