package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.AmqpInternals;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerConnectionPlugin;
import org.apache.activemq.artemis.protocol.amqp.broker.ActiveMQProtonRemotingConnection;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerReceiverContext;
import org.apache.activemq.artemis.protocol.amqp.proton.handler.EventHandler;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;

/**
 * Has large messages that AMQP clients put into streams read into memory, and not into a file that the stream would read again and delete
 * (ADR 43).
 *
 * <p>A link of Artemis has a reader while it reads a message. When it has none, one is set that decides how the next message is read
 * ({@link HoldingReader}). That is looked at after each message, so a link of which Artemis itself has read a large message has one from the
 * message after the next on.
 *
 * <p>Events come on the event loop of their connection.
 */
final class AmqpLargePuts implements ActiveMQServerConnectionPlugin {

    private final BooleanSupplier hasStreams;
    private final Predicate<String> isStream;
    private final ToLongFunction<SimpleString> mostBytes;
    private final HeldBytes held;

    /**
     * @param hasStreams whether there are any: a connection that is made without is not watched
     * @param mostBytes the largest message that may be held for an address, in bytes as it is sent; 0 if none may be held now
     * @param held what is held of all that is not whole yet
     */
    AmqpLargePuts(
            BooleanSupplier hasStreams,
            Predicate<String> isStream,
            ToLongFunction<SimpleString> mostBytes,
            HeldBytes held) {
        this.hasStreams = hasStreams;
        this.isStream = isStream;
        this.mostBytes = mostBytes;
        this.held = held;
    }

    @Override
    public void afterCreateConnection(RemotingConnection connection) {
        if (hasStreams.getAsBoolean() && connection instanceof ActiveMQProtonRemotingConnection amqp) {
            amqp.getAmqpConnection().addEventHandler(new Links());
        }
    }

    /** Sees each event after Artemis has handled it. */
    private final class Links implements EventHandler {

        @Override
        public void onRemoteOpen(Link link) {
            watch(link);
        }

        @Override
        public void onDelivery(Delivery delivery) {
            watch(delivery.getLink());
        }

        private void watch(Link link) {
            if (link instanceof Receiver receiver
                    && receiver.getContext() instanceof ProtonServerReceiverContext reading
                    && AmqpInternals.isBetweenMessages(reading)
                    && receiver.getRemoteTarget() instanceof Target target
                    && target.getAddress() != null
                    && isStream.test(target.getAddress())) {
                SimpleString address = SimpleString.of(target.getAddress());
                AmqpInternals.readBy(
                        reading, new HoldingReader(reading, receiver, () -> mostBytes.applyAsLong(address), held));
            }
        }
    }
}
