package io.sluice.broker.artemis.binding;

import io.sluice.broker.admin.TopicAdministration;
import io.sluice.broker.artemis.queue.FifoTopicEntrance;
import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicSettings;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * The topics as the user of one session may administer them, who may do what the broker's security settings say; or as an
 * operator may, who may do everything.
 */
final class CallerTopics implements TopicAdministration {

    /** Queues of the broker itself, such as those of endpoints, which no request may name. */
    private static final String OF_BROKER = "sluice.";

    private final ActiveMQServer server;
    private final Topics topics;
    private final @Nullable ServerSession session;

    /** @param session null for an operator */
    CallerTopics(ActiveMQServer server, Topics topics, @Nullable ServerSession session) {
        this.server = server;
        this.topics = topics;
        this.session = session;
    }

    @Override
    public boolean may(Right right, String topic) {
        SimpleString address = SimpleString.of(topic);
        return switch (right) {
            case CREATE -> has(address, CheckType.CREATE_ADDRESS);
            case DELETE -> has(address, CheckType.DELETE_ADDRESS);
            case SUBSCRIBE -> has(address, CheckType.CREATE_DURABLE_QUEUE, CheckType.CONSUME);
        };
    }

    @Override
    public boolean maySend(String queue) {
        SimpleString name = SimpleString.of(queue);
        Queue existing = server.locateQueue(name);
        return has(existing == null ? name : existing.getAddress(), CheckType.SEND);
    }

    private boolean has(SimpleString address, CheckType... rights) {
        if (session == null) {
            return true;
        }
        try {
            for (CheckType right : rights) {
                server.getSecurityStore().check(address, right, session);
            }
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Override
    public boolean exists(String queue) {
        Queue existing = server.locateQueue(SimpleString.of(queue));
        return existing != null
                && !queue.startsWith(OF_BROKER)
                && !topics.isTopic(existing.getAddress().toString());
    }

    @Override
    public boolean keepsOrder(String queue) {
        Queue existing = server.locateQueue(SimpleString.of(queue));
        return existing != null && FifoTopicEntrance.isFifo(existing);
    }

    @Override
    public Set<String> names() {
        return topics.inForce().topics().keySet();
    }

    @Override
    public Optional<TopicSettings> topic(String name) {
        return topics.settingsOf(name);
    }

    @Override
    public boolean isOfFile(String topic) {
        return topics.isOfFile(topic);
    }

    @Override
    public boolean isOfFile(String topic, String subscription) {
        return topics.isOfFile(topic, subscription);
    }

    @Override
    public Optional<String> obstacle(String topic) {
        Queue queue = server.locateQueue(SimpleString.of(topic));
        boolean isQueue = queue != null && queue.getRoutingType() == RoutingType.ANYCAST
                || topics.inForce().topics().values().stream()
                        .flatMap(settings -> settings.subscriptions().values().stream())
                        .flatMap(subscription -> Stream.of(subscription.queue(), subscription.deadLetterQueue()))
                        .anyMatch(name -> name.filter(topic::equals).isPresent());
        return isQueue ? Optional.of("is the name of a queue, too; a topic needs a name of its own") : Optional.empty();
    }

    @Override
    public boolean knowsEndpoints(String scheme) {
        return topics.deliveries().knows(scheme);
    }

    @Override
    public Optional<String> refusalOf(URI endpoint) {
        return topics.deliveries().refusalOf(endpoint);
    }

    @Override
    public boolean isPending(String topic, String subscription) {
        return topics.deliveries().isPending(topic + ":" + subscription);
    }

    @Override
    public void askAgain(String topic, String subscription) {
        topics.deliveries().askAgain(topic + ":" + subscription);
    }

    @Override
    public void create(String topic, TopicSettings attributes) {
        topics.create(topic, attributes);
    }

    @Override
    public void delete(String topic) {
        topics.delete(topic);
    }

    @Override
    public void subscribe(String topic, String subscription, SubscriptionSettings settings) {
        topics.subscribe(topic, subscription, settings);
    }

    @Override
    public void unsubscribe(String topic, String subscription) {
        topics.unsubscribe(topic, subscription);
    }

    @Override
    public SubscriptionListener.Counts counts(String topic, String subscription) {
        return topics.counts(topic, subscription);
    }

    @Override
    public String newSubscriptionName() {
        return UUID.randomUUID().toString();
    }
}
