package io.sluice.broker.artemis.queue;

import io.sluice.broker.artemis.CoreForm;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * A delivery of a large AMQP message to a Core or OpenWire client, which is sent what the broker has added to the message too
 * ({@link CoreForm}).
 */
final class ConvertedReference extends LeasedReference {

    private volatile boolean sending;
    private volatile @Nullable Message shown;

    ConvertedReference(MessageReference inner, LeasedConsumer holder) {
        super(inner, holder);
    }

    /** Whether Artemis' own conversion would leave out what was added to the message. */
    static boolean isFor(Message message) {
        return message.isLargeMessage() && !(message instanceof ICoreMessage);
    }

    /** Converted when Artemis asks for it, so that a message that cannot be converted fails where Artemis expects it. */
    @Override
    public Message getMessage() {
        Message converted = shown;
        if (converted == null && sending) {
            converted = CoreForm.of(super.getMessage());
            shown = converted;
        }
        return converted == null ? super.getMessage() : converted;
    }

    @Override
    void sending() {
        sending = true;
    }

    @Override
    void sent() {
        sending = false;
        shown = null;
    }
}
