package io.sluice.broker.artemis.mqtt;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Packets that one MQTT 5 client has acknowledged with a reason code of failure (128 and above), which Artemis takes for
 * acknowledgements like any other. Thread-safe.
 */
public final class MqttRefusals {

    private final Set<Integer> packetIds = ConcurrentHashMap.newKeySet();

    void add(int packetId) {
        packetIds.add(packetId);
    }

    /** The packet identifier is used for another message now. */
    void forget(int packetId) {
        if (!packetIds.isEmpty()) {
            packetIds.remove(packetId);
        }
    }

    /** Whether the client has refused this packet; asked once. */
    public boolean take(int packetId) {
        return !packetIds.isEmpty() && packetIds.remove(packetId);
    }
}
