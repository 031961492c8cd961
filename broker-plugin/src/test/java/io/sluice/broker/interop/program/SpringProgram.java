package io.sluice.broker.interop.program;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

/**
 * A Spring application: a listener container with transacted sessions over the JMS client of Artemis.
 *
 * <p>A listener that returns acknowledges, one that throws fails its message; a request to {@code sluice.control} extends
 * the visibility timeout, or returns the message after a delay. Here the listener waits until the test has decided.
 */
public final class SpringProgram implements Application {

    private final JmsTemplate template;
    private final Connection control;
    private final Queue queue;
    private final DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
    private final BlockingQueue<Work> arrived = new LinkedBlockingQueue<>();
    private final Map<String, Work> works = new HashMap<>();

    private SpringProgram(int port, String queueName) throws JMSException {
        ConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "sluice", "sluice");
        template = new JmsTemplate(factory);
        template.setDefaultDestinationName(queueName);
        control = factory.createConnection();
        control.start();
        try (Session session = control.createSession()) {
            queue = session.createQueue(queueName);
        }
        container.setConnectionFactory(factory);
        container.setDestinationName(queueName);
        container.setSessionTransacted(true);
        container.setMessageListener((jakarta.jms.MessageListener) this::work);
        container.afterPropertiesSet();
        container.start();
    }

    public static void main(String[] arguments) throws Exception {
        LineProtocol.serve(Jars.versionOf(DefaultMessageListenerContainer.class), SpringProgram::new);
    }

    /** Runs in the container's thread. */
    private void work(Message message) {
        Work work = new Work(message, new ArrayBlockingQueue<>(1));
        arrived.add(work);
        try {
            if (work.verdict().take() == Verdict.FAIL) {
                throw new IllegalStateException("the work failed");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void send(Outgoing message) {
        template.send(session -> JmsProgram.text(session, message));
    }

    @Override
    public @Nullable Incoming receive(Duration patience) throws Exception {
        Work work = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (work == null) {
            return null;
        }
        String handle = String.valueOf(works.size() + 1);
        works.put(handle, work);
        return JmsProgram.incoming(handle, work.message());
    }

    /** The second time for a message, the listener has returned long ago, and Spring knows nothing to be done. */
    @Override
    public void acknowledge(String handle) throws JMSException {
        Work work = works.get(handle);
        work.message().acknowledge();
        work.verdict().offer(Verdict.DONE);
    }

    @Override
    public void fail(String handle) {
        works.get(handle).verdict().offer(Verdict.FAIL);
    }

    @Override
    public String extend(String handle, Duration visibilityTimeout) throws JMSException {
        Message message = works.get(handle).message();
        return JmsProgram.changeVisibility(control, queue, message, visibilityTimeout, Duration.ZERO);
    }

    @Override
    public String retryLater(String handle, Duration delay) throws JMSException {
        Message message = works.get(handle).message();
        String status = JmsProgram.changeVisibility(control, queue, message, Duration.ZERO, delay);
        fail(handle);
        return status;
    }

    @Override
    public void close() throws JMSException {
        works.values().forEach(work -> work.verdict().offer(Verdict.FAIL));
        container.destroy();
        control.close();
    }

    private enum Verdict {
        DONE,
        FAIL
    }

    private record Work(Message message, BlockingQueue<Verdict> verdict) {}
}
