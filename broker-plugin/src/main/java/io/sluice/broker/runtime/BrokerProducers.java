package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.BrokerPlugins;
import io.sluice.broker.artemis.embedded.EmbeddedBroker;
import io.sluice.broker.artemis.embedded.StartRefusedException;
import io.sluice.broker.metrics.PrometheusMeters;
import io.sluice.broker.runtime.delivery.Deliveries;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.function.LongSupplier;

/** Makes the parts of a broker that are no beans themselves. */
@Singleton
class BrokerProducers {

    /** Three thousand queues with their meters; about 100 MB of text less than a scrape could otherwise become. */
    private static final int MOST_METERS = 50_000;

    @Produces
    @Singleton
    LongSupplier nanoClock() {
        return System::nanoTime;
    }

    @Produces
    @Singleton
    PrometheusMeters meters() {
        return new PrometheusMeters(MOST_METERS);
    }

    void close(@Disposes PrometheusMeters meters) {
        meters.close();
    }

    /** The plugins that every broker gets, whether broker.xml names them or not. */
    @Produces
    @Singleton
    BrokerPlugins plugins(EtcFolder etc, Deliveries deliveries) throws StartRefusedException {
        return BrokerPlugins.sluice(etc.sluiceYaml(), new SluiceComposition(deliveries));
    }

    @Produces
    @Singleton
    EmbeddedBroker broker(EtcFolder etc, BrokerPlugins plugins, PrometheusMeters meters, LongSupplier nanoClock)
            throws StartRefusedException {
        return EmbeddedBroker.read(etc.brokerXml(), plugins, meters.registry(), nanoClock);
    }
}
