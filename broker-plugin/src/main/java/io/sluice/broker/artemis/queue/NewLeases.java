package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.server.MessageReference;

/** Makes the lease of each delivery to one consumer, which shows the message in the way that its client's protocol needs. */
final class NewLeases {

    private final LeasedConsumer holder;
    private final boolean stomp;
    private final boolean mqtt;
    private final boolean amqp;

    NewLeases(LeasedConsumer holder, ClientSession session) {
        this.holder = holder;
        this.stomp = session.isStomp();
        this.mqtt = session.isMqtt();
        this.amqp = session.isAmqp();
    }

    LeasedReference of(MessageReference reference) {
        if (stomp) {
            return StompReference.of(reference, holder);
        }
        if (mqtt) {
            return MqttReference.of(reference, holder);
        }
        return !amqp && ConvertedReference.isFor(reference.getMessage())
                ? new ConvertedReference(reference, holder)
                : new LeasedReference(reference, holder);
    }
}
