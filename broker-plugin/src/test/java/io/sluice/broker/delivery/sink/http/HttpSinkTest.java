package io.sluice.broker.delivery.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.sluice.broker.delivery.DeliveryOutcome;
import io.sluice.broker.delivery.DeliveryOutcome.Delivered;
import io.sluice.broker.delivery.DeliveryOutcome.Failed;
import io.sluice.broker.delivery.Endpoint;
import io.sluice.broker.delivery.EndpointFactory.Surroundings;
import io.sluice.broker.delivery.EndpointSettings;
import io.sluice.broker.delivery.InvalidEndpointException;
import io.sluice.broker.delivery.OutgoingMessage;
import io.sluice.broker.delivery.outgoing.AddressRangeRule;
import io.sluice.broker.delivery.outgoing.OutgoingAllowList;
import io.sluice.broker.delivery.outgoing.OutgoingRule;
import io.sluice.broker.delivery.sink.Attempts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One endpoint and a real HTTP server that does all that servers do. */
class HttpSinkTest {

    private static final long LONGEST_ATTEMPT_MILLIS = 1_500;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;
    private volatile HttpHandler handler = exchange -> answer(exchange, 200, "");

    private record Seen(String path, Headers headers, String body) {}

    @BeforeAll
    static void allowPinning() {
        HttpEndpointFactory.allowPinning();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body));
            handler.handle(exchange);
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private Endpoint open(String url, String... allowed) throws InvalidEndpointException {
        return new HttpEndpointFactory(threads, LONGEST_ATTEMPT_MILLIS)
                .open(URI.create(url), Attempts.allowing(threads, allowed));
    }

    private DeliveryOutcome attempt() throws Exception {
        return Attempts.attempt(open(base() + "/hook?key=a%20b", base()), Attempts.raw("Größe"));
    }

    @Test
    void postsTheBodyWithTheHeadersOfSns() throws Exception {
        // When
        DeliveryOutcome outcome = attempt();

        // Then
        assertThat(outcome).isEqualTo(new Delivered());
        assertThat(seen).hasSize(1);
        Seen request = seen.get(0);
        assertThat(request.path()).isEqualTo("/hook?key=a%20b");
        assertThat(request.body()).isEqualTo("Größe");
        assertThat(request.headers().getFirst("x-amz-sns-message-type")).isEqualTo("Notification");
        assertThat(request.headers().getFirst("x-amz-sns-message-id"))
                .isEqualTo("b7c6f1f0-0000-4000-8000-000000000001");
        assertThat(request.headers().getFirst("x-amz-sns-topic-arn")).isEqualTo("arn:aws:sns:local:000000000000:news");
        assertThat(request.headers().getFirst("x-amz-sns-subscription-arn"))
                .isEqualTo("arn:aws:sns:local:000000000000:news:1");
        assertThat(request.headers().getFirst("x-amz-sns-rawdelivery")).isEqualTo("true");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(request.headers().getFirst("User-Agent")).isEqualTo("Amazon Simple Notification Service Agent");
        assertThat(request.headers().getFirst("Accept-Encoding")).isEqualTo("gzip,deflate");
        assertThat(request.headers().getFirst("Host")).isEqualTo(base().substring("http://".length()));
        assertThat(request.headers()).doesNotContainKeys("Type", "Authorization", "Upgrade");
    }

    @Test
    void saysWhatAnEnvelopeIsAndNothingOfASubscriptionThatIsNotConfirmed() throws Exception {
        // When
        Attempts.attempt(
                open(base(), base()),
                Attempts.message(
                        OutgoingMessage.Type.SUBSCRIPTION_CONFIRMATION,
                        "{}",
                        false,
                        Optional.empty(),
                        Optional.empty()));

        // Then
        Headers headers = seen.get(0).headers();
        assertThat(headers.getFirst("x-amz-sns-message-type")).isEqualTo("SubscriptionConfirmation");
        assertThat(headers).doesNotContainKeys("X-amz-sns-subscription-arn", "X-amz-sns-rawdelivery");
    }

    @ParameterizedTest
    @CsvSource({
        "200, Delivered",
        "201, Delivered",
        "204, Delivered",
        "299, Delivered",
        "301, Refused",
        "302, Refused",
        "304, Refused",
        "307, Refused",
        "308, Refused",
        "400, Refused",
        "401, Refused",
        "403, Refused",
        "404, Refused",
        "408, Refused",
        "410, Refused",
        "428, Refused",
        "429, Failed",
        "430, Refused",
        "499, Refused",
        "500, Failed",
        "502, Failed",
        "503, Failed",
        "504, Failed",
        "599, Failed",
    })
    void judgesByTheStatus(int status, String outcome) throws Exception {
        // Given
        handler = exchange -> {
            exchange.getResponseHeaders().set("Location", base() + "/elsewhere");
            answer(exchange, status, "");
        };

        // When, Then
        assertThat(attempt().getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(seen).extracting(Seen::path).containsExactly("/hook?key=a%20b");
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws Exception {
        // Given
        handler = exchange -> awaitEnd();

        // When, Then
        assertThat(attempt()).isEqualTo(new Failed("no answer within " + LONGEST_ATTEMPT_MILLIS + " ms"));
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void countsAStatusEvenIfTheRestOfTheAnswerDoesNotCome() throws Exception {
        // Given
        handler = exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            awaitEnd();
        };

        // When, Then
        assertThat(attempt()).isEqualTo(new Delivered());
    }

    @Test
    void readsNoMoreThanALimitOfAnAnswerWithoutEnd() throws Exception {
        // Given
        CompletableFuture<Long> written = new CompletableFuture<>();
        handler = exchange -> {
            exchange.sendResponseHeaders(500, 0);
            byte[] block = new byte[16 * 1024];
            long sum = 0;
            try (OutputStream out = exchange.getResponseBody()) {
                while (sum < 1L << 30) {
                    out.write(block);
                    sum += block.length;
                }
            } finally {
                written.complete(sum);
            }
        };

        // When, Then
        assertThat(attempt()).isEqualTo(new Failed("HTTP status 500"));
        assertThat(written.get(20, TimeUnit.SECONDS)).isLessThan(1L << 26);
    }

    @ParameterizedTest
    @CsvSource({"x, 50", "'x: 0123456789\r\n', 0", "0123456789, 0"})
    void givesUpOnAnAnswerThatDripsOrHasNoEndToItsHeaders(String more, long pauseMillis) throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<Socket> connection = new CompletableFuture<>();
        try (ServerSocket hostile = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // Given
            threads.execute(() -> writeHead(hostile, connection, more, pauseMillis, written));
            String url = "http://127.0.0.1:" + hostile.getLocalPort();

            // When
            DeliveryOutcome outcome = Attempts.attempt(open(url, url), Attempts.raw("x"));

            // Then
            assertThat(outcome).isInstanceOf(Failed.class);
            assertThat(written.get()).isLessThan(1L << 26);
        } finally {
            connection.get(10, TimeUnit.SECONDS).close();
        }
    }

    private void writeHead(
            ServerSocket server,
            CompletableFuture<Socket> accepted,
            String more,
            long pauseMillis,
            AtomicLong written) {
        try {
            Socket connection = server.accept();
            accepted.complete(connection);
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (end.getCount() > 0) {
                out.write(more.getBytes(StandardCharsets.US_ASCII));
                written.addAndGet(more.length());
                end.await(pauseMillis, TimeUnit.MILLISECONDS);
            }
        } catch (IOException expected) {
            accepted.completeExceptionally(expected);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void failsWhenTheServerDiesInTheMiddle() throws Exception {
        try (ServerSocket dying = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            // Given
            threads.execute(() -> {
                while (!dying.isClosed()) {
                    try (Socket connection = dying.accept()) {
                        connection.getInputStream().read();
                    } catch (IOException expected) {
                        return;
                    }
                }
            });
            String url = "http://127.0.0.1:" + dying.getLocalPort();

            // When, Then
            assertThat(Attempts.attempt(open(url, url), Attempts.raw("x"))).isInstanceOf(Failed.class);
        }
    }

    @Test
    void failsWhenNobodyListens() throws Exception {
        // Given
        Endpoint endpoint = open(base(), base());
        server.stop(0);

        // When, Then
        assertThat(Attempts.attempt(endpoint, Attempts.raw("x"))).isInstanceOf(Failed.class);
    }

    @Test
    void connectsToTheAddressThatWasJudgedAndToNoOther() throws Exception {
        // Given
        String url = "http://rebound.example:" + server.getAddress().getPort();
        List<InetAddress> loopback = List.of(InetAddress.getByName("127.0.0.1"));
        Endpoint endpoint = new HttpEndpointFactory(threads, LONGEST_ATTEMPT_MILLIS)
                .open(
                        URI.create(url + "/hook"),
                        new Surroundings(
                                new OutgoingAllowList(
                                        List.of(OutgoingRule.parse(url).orElseThrow()),
                                        List.of(AddressRangeRule.parse("127.0.0.1")
                                                .orElseThrow()),
                                        host -> loopback),
                                EndpointSettings.DEFAULT,
                                threads));

        // When
        DeliveryOutcome outcome = Attempts.attempt(endpoint, Attempts.raw("x"));

        // Then
        assertThat(PinnedTarget.isPossible()).isTrue();
        assertThat(outcome).isEqualTo(new Delivered());
        assertThat(seen.get(0).headers().getFirst("Host")).isEqualTo(url.substring("http://".length()));
    }

    @Test
    void sendsNothingToANameThatLeadsIntoTheOwnNetwork() throws Exception {
        // Given
        String url = "http://rebound.example:" + server.getAddress().getPort();
        Endpoint endpoint = new HttpEndpointFactory(threads, LONGEST_ATTEMPT_MILLIS)
                .open(
                        URI.create(url),
                        Attempts.surroundings(
                                threads, host -> List.of(InetAddress.getByName("127.0.0.1")), Optional.empty(), url));

        // When
        DeliveryOutcome outcome = Attempts.attempt(endpoint, Attempts.raw("x"));

        // Then
        assertThat(outcome).isInstanceOf(Failed.class);
        assertThat(seen).isEmpty();
    }

    @Test
    void opensOnlyWhatTheOperatorAllows() throws Exception {
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> open(base()))
                .withMessageContaining("endpoints.allow");
        assertThatExceptionOfType(InvalidEndpointException.class)
                .isThrownBy(() -> open("http://user:geheim@127.0.0.1/", base()))
                .withMessageNotContaining("geheim");
        assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> open("http:hook", base()));
        assertThat(open(base(), base()).needsConfirmation()).isTrue();
        assertThat(seen).isEmpty();
    }
}
