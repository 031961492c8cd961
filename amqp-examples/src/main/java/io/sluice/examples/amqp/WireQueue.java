package io.sluice.examples.amqp;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.message.Message;

/** A queue of the broker, seen through links that live for one message each. */
final class WireQueue {

    private static final int MAX_MESSAGE = 64 * 1024;

    private final Wire wire;
    private final String name;
    private int tags;

    WireQueue(Wire wire, String name) {
        this.wire = wire;
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Sends a durable message and waits until the broker has accepted it. */
    void send(String messageId) throws IOException {
        Message message = Proton.message();
        message.setMessageId(messageId);
        message.setDurable(true);
        message.setBody(new AmqpValue("an order to be settled"));
        Sender sender = wire.session().sender("to-" + name + "-" + messageId);
        Target target = new Target();
        target.setAddress(name);
        sender.setTarget(target);
        sender.setSource(new Source());
        open(sender);
        wire.runUntil(() -> sender.getCredit() > 0, "the broker gives no credit to send to " + name);
        Delivery delivery = sender.delivery(new byte[] {(byte) tags++});
        byte[] bytes = new byte[MAX_MESSAGE];
        sender.send(bytes, 0, message.encode(bytes, 0, bytes.length));
        sender.advance();
        wire.runUntil(() -> delivery.getRemoteState() != null, "the broker did not settle the sent message");
        if (!(delivery.getRemoteState() instanceof Accepted)) {
            throw new IOException("the broker did not take the message: " + delivery.getRemoteState());
        }
        delivery.settle();
        close(sender);
    }

    /** Receives one message, answers it with an outcome and settles; nothing if none comes in time. */
    Optional<Received> receive(DeliveryState outcome, Duration time) throws IOException {
        Receiver receiver = wire.session().receiver("from-" + name + "-" + tags++);
        Source source = new Source();
        source.setAddress(name);
        receiver.setSource(source);
        receiver.setTarget(new Target());
        open(receiver);
        receiver.flow(1);
        boolean arrived = wire.runUntil(() -> isComplete(receiver.current()), time);
        Optional<Received> received = Optional.empty();
        if (arrived) {
            Delivery delivery = receiver.current();
            received = Optional.of(read(receiver));
            delivery.disposition(outcome);
            delivery.settle();
            receiver.advance();
        }
        close(receiver);
        return received;
    }

    private static boolean isComplete(Delivery delivery) {
        return delivery != null && delivery.isReadable() && !delivery.isPartial();
    }

    private static Received read(Receiver receiver) {
        byte[] bytes = new byte[MAX_MESSAGE];
        Message message = Proton.message();
        message.decode(bytes, 0, receiver.recv(bytes, 0, bytes.length));
        Map<String, Object> properties = message.getApplicationProperties() == null
                ? Map.of()
                : message.getApplicationProperties().getValue();
        Object reason = properties.get("sluice_dead_letter_reason");
        return new Received(
                String.valueOf(message.getMessageId()),
                message.getDeliveryCount(),
                Optional.ofNullable(reason).map(String::valueOf));
    }

    private void open(Link link) throws IOException {
        link.open();
        wire.runUntil(
                () -> link.getRemoteState() != EndpointState.UNINITIALIZED, "the broker does not answer for " + name);
        if (link.getRemoteState() == EndpointState.CLOSED) {
            throw new IOException("the broker refuses " + name + ": " + link.getRemoteCondition());
        }
    }

    private void close(Link link) throws IOException {
        link.close();
        wire.runUntil(() -> link.getRemoteState() == EndpointState.CLOSED, "the broker does not close " + name);
        link.free();
    }

    /** What a transfer brought. */
    record Received(String messageId, long deliveryCount, Optional<String> deadLetterReason) {}
}
