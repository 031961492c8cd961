package io.sluice.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.MessageFunction;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.sink.Attempts;
import io.sluice.broker.runtime.delivery.Deliveries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A company adds kinds of endpoints and functions as named beans, without a line of ours. */
class NamedBeansTest {

    private static final List<String> SEEN = new ArrayList<>();

    @Named("sms")
    @Singleton
    static class SmsEndpoints implements EndpointFactory {

        @Override
        public Endpoint open(URI address, Surroundings surroundings) {
            return new Endpoint() {
                @Override
                public String protocol() {
                    return "sms";
                }

                @Override
                public CompletableFuture<DeliveryOutcome> deliver(OutgoingMessage message) {
                    SEEN.add(address + " " + message.body());
                    return CompletableFuture.completedFuture(new DeliveryOutcome.Delivered());
                }
            };
        }
    }

    @Named("thumbnail")
    @ApplicationScoped
    static class Thumbnail implements MessageFunction {

        @Override
        public void accept(OutgoingMessage message) {
            SEEN.add("thumbnail " + message.body());
        }
    }

    @Singleton
    static class WithoutName implements MessageFunction {

        @Override
        public void accept(OutgoingMessage message) {
            throw new AssertionError();
        }
    }

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void findsBeansInJarsThatHaveABeansXml(@TempDir Path jar) throws Exception {
        // Given
        Files.createDirectory(jar.resolve("META-INF"));
        Files.writeString(jar.resolve("META-INF/beans.xml"), "");
        String name = Thumbnail.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(jar.resolve(name).getParent());
        try (InputStream compiled = Thumbnail.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(compiled, jar.resolve(name));
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, Thumbnail.class.getClassLoader())) {
            Weld weld = Composition.container(DeliveryProducers.class).setClassLoader(loader);
            try (WeldContainer container = weld.initialize()) {
                // When
                Attempts.attempt(
                        container
                                .select(Deliveries.class)
                                .get()
                                .open(URI.create("function:thumbnail"), EndpointSettings.DEFAULT),
                        Attempts.raw("picture"));

                // Then
                assertThat(SEEN).containsExactly("thumbnail picture");
            }
        }
    }

    @Test
    void opensEndpointsByTheNamesOfBeans() throws Exception {
        // Given
        Weld weld =
                Composition.container(DeliveryProducers.class, SmsEndpoints.class, Thumbnail.class, WithoutName.class);
        try (WeldContainer container = weld.initialize()) {
            Deliveries deliveries = container.select(Deliveries.class).get();

            // When
            for (String endpoint : List.of("sms:+4912345", "function:thumbnail")) {
                Attempts.attempt(
                        deliveries.open(URI.create(endpoint), EndpointSettings.DEFAULT), Attempts.raw("picture"));
            }

            // Then
            assertThat(SEEN).containsExactly("sms:+4912345 picture", "thumbnail picture");
            assertThatExceptionOfType(InvalidEndpointException.class)
                    .isThrownBy(() -> deliveries.open(URI.create("fax:1"), EndpointSettings.DEFAULT))
                    .withMessageContaining("known are email-json, function, http, https, mailto, sms");
            assertThatExceptionOfType(InvalidEndpointException.class)
                    .isThrownBy(() -> deliveries.open(URI.create("function:other"), EndpointSettings.DEFAULT))
                    .withMessageContaining("known are [thumbnail]");
        }
    }
}
