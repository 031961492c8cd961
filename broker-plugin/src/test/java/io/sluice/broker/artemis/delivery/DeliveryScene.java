package io.sluice.broker.artemis.delivery;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.broker.delivery.DeliveryListener;
import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.RetryPolicy;
import io.sluice.broker.delivery.RetryPolicy.BackoffFunction;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.fixture.EmbeddedBroker;
import io.sluice.broker.fixture.HookServer;
import io.sluice.broker.fixture.JmsClients;
import io.sluice.broker.fixture.WorkerKind;
import io.sluice.broker.redrive.RedriveListener;
import io.sluice.broker.runtime.delivery.Deliveries;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A broker, a web server and a function, and subscriptions that push from queues of the broker to them. */
final class DeliveryScene implements AutoCloseable {

    static final String TOPIC = "news";
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final EmbeddedBroker broker;
    final HookServer hook = new HookServer();
    final List<OutgoingMessage> calls = new CopyOnWriteArrayList<>();
    final List<String> facts = new CopyOnWriteArrayList<>();
    volatile MessageFunction function = message -> {};
    private final Deliveries environment =
            Deliveries.withExtensions(Map.of(), Map.of("recorder", (MessageFunction) this::call));
    private final List<EndpointSubscription> subscriptions = new ArrayList<>();
    private EndpointDeliveries deliveries;

    DeliveryScene(EmbeddedBroker broker) {
        this.broker = broker;
        this.deliveries = started();
    }

    private void call(OutgoingMessage message) throws Exception {
        calls.add(message);
        function.accept(message);
    }

    private EndpointDeliveries started() {
        EndpointDeliveries started = new EndpointDeliveries(
                broker.server(), environment, new PushListeners(new Facts(), RedriveListener.NONE));
        started.configure(allowing(hook.url()), subscriptions);
        started.activate();
        return started;
    }

    static EndpointSettings allowing(String... targets) {
        return new EndpointSettings(
                Stream.of(targets)
                        .map(target -> OutgoingRule.parse(target).orElseThrow())
                        .toList(),
                List.of(),
                Optional.empty(),
                1,
                Optional.empty());
    }

    /** Retries at once. */
    static DeliveryPolicy retries(int number) {
        return DeliveryPolicy.of(new RetryPolicy(
                number, number, 0, 0, Duration.ofSeconds(1), Duration.ofSeconds(1), BackoffFunction.LINEAR));
    }

    /** Retries a second apart, at a rate. */
    static DeliveryPolicy slowRetries(int number, OptionalInt perSecond) {
        return new DeliveryPolicy(
                new RetryPolicy(
                        number, 0, number, 0, Duration.ofSeconds(1), Duration.ofSeconds(1), BackoffFunction.LINEAR),
                perSecond,
                "application/json");
    }

    /** A subscription to the web server, whose path is its name, with a dead-letter queue. */
    EndpointSubscription toHook(String name, boolean isRaw, DeliveryPolicy policy) {
        return new EndpointSubscription(
                TOPIC,
                name,
                URI.create(hook.url() + "/" + name),
                isRaw,
                Optional.of(policy),
                Optional.of(name + "-dlq"),
                queueOf(name));
    }

    /** A subscription to the function. */
    EndpointSubscription toFunction(String name, Optional<DeliveryPolicy> policy, Optional<String> deadLetterQueue) {
        return new EndpointSubscription(
                TOPIC, name, URI.create("function:recorder"), true, policy, deadLetterQueue, queueOf(name));
    }

    static String queueOf(String name) {
        return "pushed." + TOPIC + "." + name;
    }

    /** Creates the queue of the subscription and pushes from it. */
    void subscribe(EndpointSubscription subscription) throws Exception {
        if (broker.server().locateQueue(subscription.queue()) == null) {
            broker.createQueue(subscription.queue());
        }
        if (subscription.deadLetterQueue().isPresent()) {
            broker.createQueue(subscription.deadLetterQueue().get());
        }
        subscriptions.add(subscription);
        configure(allowing(hook.url()));
    }

    /** Subscribes the web server and confirms that. */
    void subscribeAndConfirm(EndpointSubscription subscription) throws Exception {
        subscribe(subscription);
        await().atMost(PATIENCE)
                .until(() -> !hook.posts("/" + subscription.name()).isEmpty());
        JsonNode request = json(hook.posts("/" + subscription.name()).get(0));
        deliveries.confirm(
                request.get("TopicArn").asText(), request.get("Token").asText());
    }

    void configure(EndpointSettings settings) {
        deliveries.configure(settings, subscriptions);
    }

    void unsubscribe(EndpointSubscription subscription) {
        subscriptions.remove(subscription);
        configure(allowing(hook.url()));
    }

    Optional<String> confirm(String topicArn, String token) {
        return deliveries.confirm(topicArn, token);
    }

    Deliveries environment() {
        return environment;
    }

    /** Stops the broker cleanly and starts it again. */
    void restart() throws Exception {
        deliveries.stop();
        broker.restart();
        deliveries = started();
    }

    static JsonNode json(HookServer.Post post) {
        try {
            return new ObjectMapper().readTree(post.body());
        } catch (IOException e) {
            throw new AssertionError(post.body(), e);
        }
    }

    interface MessageMaker {
        Message make(Session session) throws JMSException;
    }

    void send(String subscription, WorkerKind.Client client, MessageMaker maker) throws JMSException {
        try (Connection connection = JmsClients.connect(broker, client);
                Session session = connection.createSession()) {
            MessageProducer producer = session.createProducer(session.createQueue(queueOf(subscription)));
            producer.send(maker.make(session));
        }
    }

    void send(String subscription, String... texts) throws JMSException {
        for (String text : texts) {
            send(subscription, WorkerKind.Client.CORE, session -> session.createTextMessage(text));
        }
    }

    /** Takes the next message out of a queue. */
    Message take(String queue) throws JMSException {
        try (Connection connection = JmsClients.connect(broker, WorkerKind.Client.CORE);
                Session session = connection.createSession();
                MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message message = consumer.receive(PATIENCE.toMillis());
            if (message == null) {
                throw new AssertionError("there is no message in " + queue);
            }
            return message;
        }
    }

    void awaitEmpty(String subscription) {
        await().atMost(PATIENCE).until(() -> broker.messageCount(queueOf(subscription)) == 0);
    }

    @Override
    public void close() {
        function = message -> {};
        deliveries.stop();
        environment.close();
        hook.close();
    }

    private final class Facts implements DeliveryListener {

        @Override
        public void delivered(String topic, String subscription, Duration took) {
            facts.add(topic + "." + subscription + " delivered");
        }

        @Override
        public void attemptFailed(String topic, String subscription) {
            facts.add(topic + "." + subscription + " failed");
        }

        @Override
        public void deadLettered(String topic, String subscription, String reason) {
            facts.add(topic + "." + subscription + " dead " + reason);
        }

        @Override
        public void dropped(String topic, String subscription, String reason) {
            facts.add(topic + "." + subscription + " dropped " + reason);
        }

        @Override
        public void circuitOpened(String topic, String subscription) {
            facts.add(topic + "." + subscription + " open");
        }

        @Override
        public void circuitClosed(String topic, String subscription) {
            facts.add(topic + "." + subscription + " closed");
        }
    }
}
