package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.StartRefusedException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** The CDI container of one broker: the beans are listed here, nothing is searched for. */
final class Composition implements AutoCloseable {

    private final WeldContainer container;
    private final BrokerLife life;

    private Composition(WeldContainer container, BrokerLife life) {
        this.container = container;
        this.life = life;
    }

    /** Wires a broker for these folders without starting it. */
    static Composition of(EtcFolder etc, DataFolder data) throws StartRefusedException {
        WeldContainer container = new Weld()
                .disableDiscovery()
                .property(Weld.SHUTDOWN_HOOK_SYSTEM_PROPERTY, false)
                .addExtension(new Folders(etc, data))
                .beanClasses(BrokerProducers.class, BrokerLife.class)
                .initialize();
        try {
            return new Composition(container, container.select(BrokerLife.class).get());
        } catch (RuntimeException e) {
            container.close();
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof StartRefusedException refused) {
                    throw refused;
                }
            }
            throw e;
        }
    }

    BrokerLife life() {
        return life;
    }

    @Override
    public void close() {
        life.close();
        container.close();
    }

    /** Makes the two folders of the command line injectable. */
    private record Folders(EtcFolder etc, DataFolder data) implements Extension {

        @SuppressWarnings("UnusedMethod") // CDI calls it
        void add(@Observes AfterBeanDiscovery beans) {
            beans.<EtcFolder>addBean()
                    .types(EtcFolder.class)
                    .scope(Singleton.class)
                    .createWith(context -> etc);
            beans.<DataFolder>addBean()
                    .types(DataFolder.class)
                    .scope(Singleton.class)
                    .createWith(context -> data);
        }
    }
}
