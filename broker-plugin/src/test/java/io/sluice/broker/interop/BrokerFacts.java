package io.sluice.broker.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.broker.fixture.Worker;
import io.sluice.broker.runtime.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the broker says about its queues on its page of metrics. Threads share one look at it. */
final class BrokerFacts {

    private static final Duration GLANCE = Duration.ofMillis(150);
    private static final Duration FRESH = Duration.ofMillis(50);

    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest request;
    private String page = "";
    private long readAtNanos;

    BrokerFacts(BrokerProcess broker) {
        request = HttpRequest.newBuilder(URI.create(broker.http("/metrics"))).build();
    }

    /** Waits until this many messages are in the queue, held or not. */
    void awaitMessages(String queue, int messages) {
        await().pollInterval(GLANCE).atMost(Worker.PATIENCE).untilAsserted(() -> assertMessages(queue, messages));
    }

    /** This many messages are in the queue, and that does not change for a moment. */
    void assertMessagesStay(String queue, int messages) {
        await().pollInterval(GLANCE)
                .during(Duration.ofMillis(400))
                .atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertMessages(queue, messages));
    }

    private void assertMessages(String queue, int messages) {
        assertThat(value("artemis_message_count", queue))
                .as("messages in %s", queue)
                .isEqualTo(messages);
    }

    /** Waits until this many leases of the queue's messages have run out. */
    void awaitExpiries(String queue, int leases) {
        await().pollInterval(GLANCE)
                .atMost(Worker.PATIENCE)
                .untilAsserted(() -> assertThat(expiries(queue))
                        .as("leases that ran out in %s", queue)
                        .isGreaterThanOrEqualTo(leases));
    }

    /** How many leases of the queue's messages have run out. */
    int expiries(String queue) {
        return value("sluice_visibility_leases_expired_total", queue);
    }

    private int value(String meter, String queue) {
        Pattern line = Pattern.compile(
                "^" + meter + "\\{[^}]*\\bqueue=\"" + Pattern.quote(queue) + "\"[^}]*} ([0-9.]+)", Pattern.MULTILINE);
        Matcher found = line.matcher(page());
        return found.find() ? (int) Double.parseDouble(found.group(1)) : 0;
    }

    private synchronized String page() {
        long now = System.nanoTime();
        if (page.isEmpty() || now - readAtNanos > FRESH.toNanos()) {
            try {
                page = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
                readAtNanos = System.nanoTime();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return page;
    }
}
