package io.sluice.broker.artemis.mqtt;

/** What is remembered of one MQTT connection. */
final class MqttLink {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final MqttRefusals refusals = new MqttRefusals();
    private volatile int maximumPacketSize = NO_LIMIT;
    private volatile boolean wantsReasons = true;

    MqttRefusals refusals() {
        return refusals;
    }

    /** The largest packet that the client takes, in bytes. */
    int maximumPacketSize() {
        return maximumPacketSize;
    }

    /** Whether answers may have a reason string (MQTT 5, 3.1.2.11.7). */
    boolean wantsReasons() {
        return wantsReasons;
    }

    void omitReasons() {
        wantsReasons = false;
    }

    void limitPacketsTo(int bytes) {
        maximumPacketSize = bytes;
    }
}
