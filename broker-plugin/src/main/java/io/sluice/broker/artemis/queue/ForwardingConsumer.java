package io.sluice.broker.artemis.queue;

import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.ServerConsumer;

/** A consumer in front of another one, which answers everything that is not about deliveries. */
abstract class ForwardingConsumer implements Consumer {

    final ServerConsumer delegate;

    ForwardingConsumer(ServerConsumer delegate) {
        this.delegate = delegate;
    }

    final ServerConsumer delegate() {
        return delegate;
    }

    @Override
    public boolean supportsDirectDelivery() {
        return delegate.supportsDirectDelivery();
    }

    @Override
    public void promptDelivery() {
        delegate.promptDelivery();
    }

    @Override
    public boolean isClosed() {
        return delegate.isClosed();
    }

    @Override
    public Binding getBinding() {
        return delegate.getBinding();
    }

    @Override
    public Filter getFilter() {
        return delegate.getFilter();
    }

    @Override
    public String debug() {
        return "leased " + delegate.debug();
    }

    @Override
    public String toManagementString() {
        return delegate.toManagementString();
    }

    @Override
    public void disconnect() {
        delegate.disconnect();
    }

    @Override
    public void failed(Throwable failure) {
        delegate.failed(failure);
    }

    @Override
    public long sequentialID() {
        return delegate.sequentialID();
    }

    @Override
    public int getPriority() {
        return delegate.getPriority();
    }

    @Override
    public void errorProcessing(Throwable failure, MessageReference reference) {
        delegate.errorProcessing(failure, reference);
    }
}
