package io.sluice.benchmarks.client;

import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;

/**
 * The messages of one measurement and the protocol that carries them.
 *
 * @param bytes size of the body
 */
public record Load(Protocol protocol, boolean durable, int bytes) {

    /** A message whose body is zeros; the brokers under measurement do not look at it. */
    public BytesMessage message(Session session) throws JMSException {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[bytes]);
        return message;
    }

    /** A producer with the defaults of its library, except for the delivery mode. */
    public MessageProducer producer(Session session, String queue) throws JMSException {
        Queue destination = session.createQueue(queue);
        MessageProducer producer = session.createProducer(destination);
        producer.setDeliveryMode(durable ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
        return producer;
    }

    @Override
    public String toString() {
        String size = bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " B";
        return protocol + (durable ? " durable " : " non-durable ") + size;
    }
}
