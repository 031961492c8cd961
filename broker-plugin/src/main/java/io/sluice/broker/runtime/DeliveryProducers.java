package io.sluice.broker.runtime;

import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.runtime.delivery.Deliveries;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes what deliveries to endpoints need. */
@Singleton
class DeliveryProducers {

    /** With the endpoints and functions that a company has added as named beans. */
    @Produces
    @Singleton
    Deliveries deliveries(@Any Instance<EndpointFactory> endpoints, @Any Instance<MessageFunction> functions) {
        return Deliveries.withExtensions(NamedBeans.of(endpoints), NamedBeans.of(functions));
    }

    void close(@Disposes Deliveries deliveries) {
        deliveries.close();
    }
}
