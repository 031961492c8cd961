package io.sluice.broker.artemis.delivery;

import io.sluice.broker.delivery.DeliveryPolicy;
import io.sluice.broker.delivery.Endpoint;

/**
 * The endpoint of one subscription with all that is known about it.
 *
 * @param policy in force for it
 * @param content makes what it gets
 */
record OpenEndpoint(Endpoint endpoint, DeliveryPolicy policy, PushContent content) {}
