package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.jspecify.annotations.Nullable;

/**
 * A delivery whose client is shown something else than the message in the queue, which other consumers may be reading and which is not
 * touched.
 */
abstract class ShownReference extends LeasedReference {

    private volatile boolean sending;
    private volatile @Nullable Message shown;

    ShownReference(MessageReference inner, LeasedConsumer holder) {
        super(inner, holder);
    }

    /** What the client is to be sent in place of the message. */
    abstract Message shownFor(Message message);

    /** Whether that is needed for longer than it takes to encode it. */
    boolean isShownLater() {
        return false;
    }

    /** Made when Artemis asks for it, so that a message that cannot be converted fails where Artemis expects it. */
    @Override
    public final Message getMessage() {
        Message made = shown;
        if (made == null && sending) {
            made = shownFor(super.getMessage());
            shown = made;
        }
        return made == null ? super.getMessage() : made;
    }

    @Override
    final void sending() {
        sending = true;
    }

    @Override
    final void sent() {
        sending = false;
        if (!isShownLater()) {
            shown = null;
        }
    }
}
