package io.sluice.broker.runtime;

import io.sluice.broker.artemis.embedded.StartRefusedException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.inject.Singleton;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * The CDI container of one broker. Our own beans are listed here; others come from jars on the class path that have a {@code
 * META-INF/beans.xml}, which is how a company adds endpoints and functions.
 */
final class Composition implements AutoCloseable {

    private final WeldContainer container;
    private final BrokerLife life;

    private Composition(WeldContainer container, BrokerLife life) {
        this.container = container;
        this.life = life;
    }

    /** Wires a broker for these folders without starting it. */
    static Composition of(EtcFolder etc, DataFolder data) throws StartRefusedException {
        WeldContainer container = container(BrokerProducers.class, DeliveryProducers.class, BrokerLife.class)
                .addExtension(new Folders(etc, data))
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

    /** A container with these beans of ours and those of jars that have a {@code META-INF/beans.xml}. */
    static Weld container(Class<?>... ours) {
        return new Weld().property(Weld.SHUTDOWN_HOOK_SYSTEM_PROPERTY, false).beanClasses(ours);
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
