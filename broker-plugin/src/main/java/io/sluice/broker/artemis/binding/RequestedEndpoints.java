package io.sluice.broker.artemis.binding;

import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.EndpointSubscription;
import io.sluice.broker.delivery.json.DeliveryPolicyJson;
import io.sluice.broker.delivery.json.InvalidDeliveryPolicyException;
import io.sluice.broker.fanout.SubscriptionSettings;
import io.sluice.broker.fanout.TopicRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The subscriptions with endpoints that applications have asked for, as deliveries want them. */
final class RequestedEndpoints {

    private static final Logger LOGGER = LoggerFactory.getLogger(RequestedEndpoints.class);

    private RequestedEndpoints() {}

    static List<EndpointSubscription> in(TopicRegistry registry) {
        List<EndpointSubscription> found = new ArrayList<>();
        registry.inForce()
                .topics()
                .forEach((topic, settings) -> settings.subscriptions().forEach((name, said) -> {
                    if (said.endpoint().isPresent() && !registry.isOfFile(topic, name)) {
                        found.add(of(topic, name, said));
                    }
                }));
        return found;
    }

    /** @param said has an endpoint */
    static EndpointSubscription of(String topic, String name, SubscriptionSettings said) {
        return new EndpointSubscription(
                topic,
                name,
                said.endpoint().orElseThrow(),
                said.isRaw(),
                said.deliveryPolicy().flatMap(json -> policy(topic, name, json)),
                said.deadLetterQueue(),
                EndpointSubscription.queueOf(topic, name));
    }

    private static Optional<DeliveryPolicy> policy(String topic, String name, String json) {
        try {
            return Optional.of(DeliveryPolicyJson.parse(json));
        } catch (InvalidDeliveryPolicyException e) {
            LOGGER.error(
                    "the stored delivery policy of subscription {}:{} cannot be read and is ignored: {}",
                    topic,
                    name,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
