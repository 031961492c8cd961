package io.sluice.broker.artemis.queue;

import io.sluice.broker.fifo.Repeat;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.persistence.OperationContext;
import org.apache.activemq.artemis.core.persistence.StorageManager;

/**
 * The answer to a client that has sent what another transaction is committing. It waits for that as it would for a record of
 * its own: where the commit stands in the journal is not known yet, so no record behind it could be waited for.
 */
final class HeldAnswer implements Repeat {

    private final OperationContext context;

    private HeldAnswer(OperationContext context) {
        this.context = context;
    }

    /** Holds the answer to the client that is served on this thread. */
    static HeldAnswer ofThisThread(StorageManager storage) {
        OperationContext context = storage.getContext();
        context.storeLineUp();
        return new HeldAnswer(context);
    }

    @Override
    public void stored() {
        context.done();
    }

    @Override
    public void lost() {
        context.onError(
                ActiveMQExceptionType.IO_ERROR.getCode(), "the message that this one repeats could not be stored");
    }
}
