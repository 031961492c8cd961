package io.sluice.broker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.Worker;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.postoffice.impl.PostOfficeImpl;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.mirror.MirrorController;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Stops the first acknowledgement of a queue inside the broker, before its transaction has it, until this is closed. A
 * mirror of the broker is told of it there.
 */
final class HeldUpAcknowledgement implements AutoCloseable {

    private final PostOfficeImpl postOffice;
    private final String queue;
    private final AtomicReference<@Nullable Transaction> transaction = new AtomicReference<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private HeldUpAcknowledgement(PostOfficeImpl postOffice, String queue) {
        this.postOffice = postOffice;
        this.queue = queue;
    }

    static HeldUpAcknowledgement in(EmbeddedBroker broker, String queue) {
        HeldUpAcknowledgement held =
                new HeldUpAcknowledgement((PostOfficeImpl) broker.server().getPostOffice(), queue);
        held.postOffice.setMirrorControlSource((MirrorController) Proxy.newProxyInstance(
                MirrorController.class.getClassLoader(),
                new Class<?>[] {MirrorController.class},
                (proxy, method, given) -> {
                    if (method.getName().equals("preAcknowledge")) {
                        held.stop((Transaction) given[0], (MessageReference) given[1]);
                    }
                    return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
                }));
        return held;
    }

    private void stop(@Nullable Transaction tx, MessageReference reference) throws InterruptedException {
        if (reference.getQueue().getName().toString().equals(queue) && transaction.compareAndSet(null, tx)) {
            arrived.countDown();
            assertThat(released.await(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    /** The transaction of the acknowledgement, when that has come so far. */
    Transaction await() throws InterruptedException {
        assertThat(arrived.await(Worker.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("an acknowledgement came")
                .isTrue();
        Transaction held = transaction.get();
        assertThat(held).isNotNull();
        return held;
    }

    @Override
    public void close() {
        released.countDown();
        postOffice.setMirrorControlSource(null);
    }
}
