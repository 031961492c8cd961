package io.sluice.broker.admin;

import io.sluice.broker.fanout.SubscriptionListener;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicSettings;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** The topics as one caller may administer them. A port; the broker adapter implements it. */
public interface TopicAdministration {

    /** What a caller may do with a topic. */
    enum Right {
        /** Create it. */
        CREATE,
        /** Delete it. */
        DELETE,
        /** Subscribe to it, change and see its subscriptions: what a durable subscriber of JMS must be allowed to. */
        SUBSCRIBE
    }

    boolean may(Right right, String topic);

    /** Whether the caller may send to a queue, which it lets others do who publish to the topic. */
    boolean maySend(String queue);

    /** Whether a queue of this name exists that can subscribe. */
    boolean exists(String queue);

    /** Whether the queue of this name keeps the order of message groups. */
    boolean keepsOrder(String queue);

    /** All topics. */
    Set<String> names();

    /** What holds about a topic; empty if there is none. */
    Optional<TopicSettings> topic(String name);

    boolean isOfFile(String topic);

    boolean isOfFile(String topic, String subscription);

    /** Why no topic can have this name, although the name is one for topics; empty if one can. */
    Optional<String> obstacle(String topic);

    /** Whether there is a kind of endpoint of this URI scheme. */
    boolean knowsEndpoints(String scheme);

    /** Why nothing can be pushed to this endpoint, by the operator's allow-list for example; empty if it can. */
    Optional<String> refusalOf(URI endpoint);

    /** Whether the owner of a subscription's endpoint has not confirmed yet. */
    boolean isPending(String topic, String subscription);

    /** Sends the owner of an endpoint that has not confirmed yet the request to confirm once more. */
    void askAgain(String topic, String subscription);

    /** Creates a topic, or changes the attributes of one that a request has created. Durable when this returns. */
    void create(String topic, TopicSettings attributes);

    /** Deletes a topic that a request has created, with its subscriptions. */
    void delete(String topic);

    /** Adds a subscription, or changes one that a request has added. In force and durable when this returns. */
    void subscribe(String topic, String subscription, SubscriptionSettings settings);

    /** Ends a subscription that a request has added. */
    void unsubscribe(String topic, String subscription);

    /** What a subscription has counted. */
    SubscriptionListener.Counts counts(String topic, String subscription);

    /** A name that no subscription has. */
    String newSubscriptionName();
}
