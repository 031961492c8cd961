package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import io.sluice.broker.artemis.mqtt.MqttDeliveries;
import io.sluice.broker.artemis.mqtt.MqttDelivery;
import io.sluice.broker.artemis.mqtt.MqttRefusals;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.impl.journal.OperationContextImpl;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;
import org.apache.activemq.artemis.core.server.impl.AckReason;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to an MQTT client.
 *
 * <p>Artemis gives a message the packet identifier that the same subscriber knew it by before, as long as that is not
 * acknowledged. But within one connection a packet may be sent only once (MQTT 5, 4.4), and clients disconnect when it is
 * not so. So a message that came back is delivered as a copy with an id, and hence a packet identifier, of its own.
 *
 * <p>A PUBACK or PUBREC with a reason code of failure says that the client does not take the message, and that nobody else shall
 * be sent it (MQTT 5, 4.8.2): it goes to the dead-letter queue.
 */
final class MqttReference extends LeasedReference implements MqttDelivery {

    private final long deliveryId;
    private volatile @Nullable Message shown;
    private volatile @Nullable MqttRefusals refusals;
    private @Nullable OperationContext contextOfThread;
    private int packetId;

    private MqttReference(MessageReference inner, LeasedConsumer holder, long deliveryId) {
        super(inner, holder);
        this.deliveryId = deliveryId;
    }

    static MqttReference of(MessageReference inner, LeasedConsumer holder) {
        return new MqttReference(inner, holder, DeliveryCopies.idFor(inner, holder.queue()));
    }

    @Override
    public long getMessageID() {
        return deliveryId;
    }

    @Override
    public Message getMessage() {
        Message copy = shown;
        return copy == null ? super.getMessage() : copy;
    }

    /**
     * Artemis holds a packet back until what the sending thread stores is on disk, so a packet of one thread could overtake that
     * of another. With the context of the session, whichever thread sends, packets keep the order of the messages (MQTT 5, 4.6).
     *
     * <p>Artemis compares the id of the copy with what the client acknowledges, so the copy stays.
     */
    @Override
    void sending() {
        contextOfThread = OperationContextImpl.getContext();
        OperationContextImpl.setContext(holder().session().session().getSessionContext());
        if (deliveryId != messageId()) {
            shown = DeliveryCopies.inMemory(CoreForm.of(inner().getMessage()), deliveryId);
        }
        MqttDeliveries.sending(this);
    }

    @Override
    void sent() {
        MqttDeliveries.sent();
        OperationContextImpl.setContext(contextOfThread);
        contextOfThread = null;
    }

    @Override
    public void sentAs(int identifier, MqttRefusals ofTheClient) {
        packetId = identifier;
        refusals = ofTheClient;
    }

    @Override
    public Message message() {
        return inner().getMessage();
    }

    @Override
    public int receiveCount() {
        return getDeliveryCount();
    }

    @Override
    public String receiptHandle() {
        return String.valueOf(deliveryId);
    }

    @Override
    public void acknowledge(
            @Nullable Transaction tx, AckReason reason, @Nullable ServerConsumer consumer, boolean delivering)
            throws Exception {
        MqttRefusals ofTheClient = refusals;
        if (ofTheClient != null && ofTheClient.take(packetId)) {
            holder().queue().sendToDeadLetterAddress(null, this);
        } else {
            super.acknowledge(tx, reason, consumer, delivering);
        }
    }
}
