package io.sluice.broker.artemis.mqtt;

import org.apache.activemq.artemis.api.core.Message;

/** One delivery of a leased queue to an MQTT client, as the packets that belong to it see it. */
public interface MqttDelivery {

    /**
     * The packet identifier under which the client will acknowledge it; called before the packet leaves.
     *
     * @param refusals where a refusal by this client will be found
     */
    void sentAs(int packetId, MqttRefusals refusals);

    Message message();

    /** Receives so far, this one included. */
    int receiveCount();

    /** By which a control request names the delivery. */
    String receiptHandle();
}
