package io.sluice.broker.artemis.stream;

import io.sluice.broker.artemis.AmqpInternals;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPLargeMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPSessionCallback;
import org.apache.activemq.artemis.protocol.amqp.proton.MessageReader;
import org.apache.activemq.artemis.protocol.amqp.proton.ProtonServerReceiverContext;
import org.apache.qpid.proton.amqp.messaging.DeliveryAnnotations;
import org.apache.qpid.proton.codec.ReadableBuffer;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message of an AMQP link. A large one is read as {@code AMQPLargeMessageReader} does, but on the event loop and with a
 * {@link HeldBody}; it goes on in a file when it becomes too large, or too much is held. Any other is left to the reader that
 * Artemis selects.
 *
 * <p>Used on the event loop of its connection.
 */
final class HoldingReader implements MessageReader {

    private final ProtonServerReceiverContext link;
    private final Receiver receiver;
    private final LongSupplier mostBytes;
    private final HeldBytes held;
    private long most;
    private long heldBytes;
    private @Nullable AMQPLargeMessage message;
    private @Nullable MessageReader other;
    private @Nullable DeliveryAnnotations annotations;

    /** @param mostBytes the largest message that may be held now, 0 for none */
    HoldingReader(ProtonServerReceiverContext link, Receiver receiver, LongSupplier mostBytes, HeldBytes held) {
        this.link = link;
        this.receiver = receiver;
        this.mostBytes = mostBytes;
        this.held = held;
    }

    @Override
    public MessageReader open() {
        return this;
    }

    /** Whatever is not whole yet is forgotten. */
    @Override
    public void close() {
        AMQPLargeMessage unfinished = message;
        message = null;
        letGo();
        if (unfinished != null) {
            unfinished.getLargeBody().deleteFile();
        }
    }

    private void letGo() {
        held.giveBack(heldBytes);
        heldBytes = 0;
    }

    @Override
    public @Nullable DeliveryAnnotations getDeliveryAnnotations() {
        return other == null ? annotations : other.getDeliveryAnnotations();
    }

    @Override
    public @Nullable Message readBytes(Delivery delivery) throws Exception {
        AMQPLargeMessage reading = message;
        if (reading == null) {
            MessageReader selected = AmqpInternals.select(link, receiver, delivery);
            if (selected == null) {
                return null;
            }
            most = AmqpInternals.readsLarge(link, selected) ? mostBytes.getAsLong() : 0;
            if (most == 0) {
                other = selected;
                AmqpInternals.readBy(link, selected.open());
                return selected.readBytes(delivery);
            }
        }
        ReadableBuffer data = receiver.recv();
        if (reading == null) {
            reading = begin(delivery, data);
            message = reading;
        }
        add(data, reading);
        return delivery.isPartial() ? null : finish(reading);
    }

    private AMQPLargeMessage begin(Delivery delivery, ReadableBuffer data) throws Exception {
        AMQPSessionCallback session = link.getSessionContext().getSessionSPI();
        StorageManager storage = session.getStorageManager();
        long id = storage.generateID();
        var begun = new AMQPLargeMessage(
                id, delivery.getMessageFormat(), null, session.getCoreMessageObjectPools(), storage);
        begun.parseHeader(data);
        storage.onLargeMessageCreate(id, begun);
        HeldBody.begin(begun);
        return begun;
    }

    private void add(ReadableBuffer data, AMQPLargeMessage to) throws Exception {
        HeldBody body = HeldBody.of(to).orElse(null);
        int bytes = data.remaining();
        if (body != null) {
            if (body.bytes() + bytes > most || !held.take(bytes)) {
                body.store(false);
                letGo();
            } else {
                heldBytes += bytes;
            }
        }
        to.addBytes(data);
    }

    private AMQPLargeMessage finish(AMQPLargeMessage whole) {
        boolean isInFile = HeldBody.of(whole).isEmpty();
        whole.releaseResources(isInFile && link.getConnection().isLargeMessageSync(), true);
        annotations = whole.getDeliveryAnnotations();
        message = null;
        letGo();
        return whole;
    }
}
