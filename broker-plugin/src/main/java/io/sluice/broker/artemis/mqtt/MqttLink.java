package io.sluice.broker.artemis.mqtt;

/** What is remembered of one MQTT connection. */
final class MqttLink {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final MqttRefusals refusals = new MqttRefusals();
    private volatile int maximumPacketSize = NO_LIMIT;

    MqttRefusals refusals() {
        return refusals;
    }

    /** The largest packet that the client takes, in bytes. */
    int maximumPacketSize() {
        return maximumPacketSize;
    }

    void limitPacketsTo(int bytes) {
        maximumPacketSize = bytes;
    }
}
