package io.sluice.broker.runtime.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.delivery.sink.Attempts;
import io.sluice.broker.fanout.envelope.SigningIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsTrustTest {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void sendsNothingToAServerWhoseCertificateNobodyTrusts() throws Exception {
        // Given
        AtomicInteger requests = new AtomicInteger();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(new SigningKeyFile(folder).open())));
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String url = "https://localhost:" + server.getAddress().getPort();
        EndpointSettings settings = new EndpointSettings(
                List.of(OutgoingRule.parse(url).orElseThrow()), List.of(), Optional.empty(), 1, Optional.empty());
        try (Deliveries deliveries = Deliveries.withExtensions(Map.of(), Map.of())) {
            // When
            DeliveryOutcome outcome =
                    Attempts.attempt(deliveries.open(URI.create(url), settings), Attempts.raw("secret"));

            // Then
            assertThat(outcome).isInstanceOf(DeliveryOutcome.Failed.class);
            assertThat(((DeliveryOutcome.Failed) outcome).why()).contains("SSLHandshakeException");
            assertThat(requests).hasValue(0);
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext context(SigningIdentity identity) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", identity.key(), PASSWORD, new Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
