package io.sluice.benchmarks.measure;

import io.sluice.benchmarks.broker.BrokerProcess;
import io.sluice.benchmarks.client.AckMode;
import io.sluice.benchmarks.client.Client;
import io.sluice.benchmarks.client.Load;
import io.sluice.benchmarks.client.Protocol;
import io.sluice.benchmarks.report.Figure;
import io.sluice.benchmarks.report.Goal;
import io.sluice.benchmarks.report.Spread;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long a subscription or another policy takes to come into force among 10,000, asked for over {@code sluice.control}: from the request
 * to the reply, when it holds and is on disk. Somebody publishes to the topic meanwhile, and how much is measured with and without requests.
 */
public final class PolicyChange implements Measurement {
    private static final int SUBSCRIPTIONS = 10_000;
    private static final int SUBSCRIPTIONS_OF_A_SMOKE_RUN = 100;
    private static final int MATCHES = 5;
    private static final int QUEUES = 100;
    private static final int BODY_BYTES = 256;
    private static final int SMALLEST_RUN_OF_LEASES = 10_000;
    private static final long PATIENCE_MILLIS = 30_000;
    private static final String TOPIC = "changing";
    private static final Goal GOAL = Goal.atMost(50);

    /** What is asked for besides publishing, until that ends. */
    private interface Meanwhile {
        void whileTrue(Future<Sample> publishing) throws JMSException;
    }

    @Override
    public String name() {
        return "policies";
    }

    @Override
    public void run(Stage stage) throws Exception {
        if (stage.selfCheck()) {
            return;
        }
        int subscriptions =
                stage.effort().leases() < SMALLEST_RUN_OF_LEASES ? SUBSCRIPTIONS_OF_A_SMOKE_RUN : SUBSCRIPTIONS;
        String work = String.format(Locale.ROOT, "change one of %,d policies while others publish", subscriptions);
        stage.progress().begin(name() + ": " + work);
        Publishing publishing = new Publishing(new Load(Protocol.CORE, true, BODY_BYTES), subscriptions / MATCHES);
        List<Double> added = new ArrayList<>();
        List<Double> changed = new ArrayList<>();
        try (BrokerProcess broker = stage.broker(List.of(Stage.PLAIN), yaml(subscriptions));
                Client client = Client.connect(Protocol.CORE, broker.port())) {
            client.start();
            Requests requests = new Requests(client.session(AckMode.AUTO));
            publishing.run(broker, TOPIC, stage.effort().warmUp());
            PairedRounds<Sample> rounds = PairedRounds.run(
                    stage.effort().rounds(),
                    stage.progress(),
                    () -> together(stage, broker, publishing, nothing -> {}),
                    () -> together(stage, broker, publishing, busy -> requests.whileTrue(busy, added, changed)));
            stage.report().add(rounds.ratio(name(), work, "msg/s", Sample::perSecond));
        }
        stage.report()
                .add(Figure.of(name(), work, "ms to add", "ms", Spread.of(added))
                        .against(GOAL));
        stage.report()
                .add(Figure.of(name(), work, "ms to change", "ms", Spread.of(changed))
                        .against(GOAL));
        stage.progress().end(String.format(Locale.ROOT, "%d changes", changed.size()));
    }

    private static String yaml(int subscriptions) {
        StringBuilder yaml = new StringBuilder("topics:\n " + TOPIC + ":\n  subscriptions:\n");
        for (int i = 0; i < subscriptions; i++) {
            yaml.append(String.format(
                    Locale.ROOT, "   s%d: {queue: g%d, filterPolicy: {k: [%d]}}%n", i, i % QUEUES, i / MATCHES));
        }
        return yaml.toString();
    }

    private static Sample together(Stage stage, BrokerProcess broker, Publishing work, Meanwhile meanwhile)
            throws Exception {
        ExecutorService publisher = Executors.newSingleThreadExecutor();
        try {
            Future<Sample> publishing = publisher.submit(
                    () -> work.run(broker, TOPIC, stage.effort().run()));
            meanwhile.whileTrue(publishing);
            return publishing.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("publishing failed", e);
        } finally {
            publisher.shutdown();
        }
    }

    /** Asks over the control queue, one request after another. */
    private static final class Requests {
        private final Session session;
        private final MessageProducer producer;
        private final Queue replies;
        private final MessageConsumer consumer;
        private int number;

        Requests(Session session) throws JMSException {
            this.session = session;
            this.producer = session.createProducer(session.createQueue("sluice.control"));
            this.replies = session.createTemporaryQueue();
            this.consumer = session.createConsumer(replies);
        }

        void whileTrue(Future<Sample> busy, List<Double> added, List<Double> changed) throws JMSException {
            do {
                number++;
                String name = "added" + number;
                String policy = "{\"k\":[" + -number + "]}";
                added.add(millis(
                        "Subscribe",
                        List.of(
                                "TopicArn",
                                TOPIC,
                                "Protocol",
                                "sqs",
                                "Endpoint",
                                "g1",
                                "SubscriptionName",
                                name,
                                "FilterPolicy",
                                policy)));
                changed.add(millis(
                        "SetSubscriptionAttributes",
                        List.of(
                                "SubscriptionArn",
                                TOPIC + ":" + name,
                                "AttributeName",
                                "FilterPolicy",
                                "AttributeValue",
                                policy.replace("[", "[-1,"))));
                millis("Unsubscribe", List.of("SubscriptionArn", TOPIC + ":" + name));
            } while (!busy.isDone());
        }

        private double millis(String action, List<String> fields) throws JMSException {
            Message request = session.createMessage();
            request.setStringProperty("action", action);
            for (int i = 0; i < fields.size(); i += 2) {
                request.setStringProperty(fields.get(i), fields.get(i + 1));
            }
            request.setJMSReplyTo(replies);
            long start = System.nanoTime();
            producer.send(request);
            Message reply = consumer.receive(PATIENCE_MILLIS);
            double millis = (System.nanoTime() - start) / 1e6;
            if (reply == null || !"200".equals(reply.getStringProperty("status"))) {
                throw new IllegalStateException(action + " was answered by " + reply);
            }
            return millis;
        }
    }
}
