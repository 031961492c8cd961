package io.sluice.broker.runtime;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.broker.artemis.embedded.Endpoint;
import io.sluice.broker.artemis.embedded.StartRefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server: GET and HEAD, 405 for the rest. It shows nothing of a request in an answer, and keeps no request
 * longer than ten seconds.
 */
final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int THREADS = 2;
    private static final int NO_BODY = -1;
    private static final String LONGEST_REQUEST_SECONDS = "10";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Endpoint address;

    private HttpEndpoint(HttpServer server, ExecutorService threads, Endpoint address) {
        this.server = server;
        this.threads = threads;
        this.address = address;
    }

    /**
     * Starts to listen.
     *
     * @param site has the pages
     */
    static HttpEndpoint start(Endpoint wanted, Site site) throws StartRefusedException {
        limitRequestTime();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(wanted.host(), wanted.port()), 0);
            AtomicInteger number = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
                Thread thread = new Thread(work, "sluice-http-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(exchange, site));
            server.start();
            Endpoint bound = new Endpoint(
                    wanted.name(), wanted.host(), server.getAddress().getPort());
            return new HttpEndpoint(server, threads, bound);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartRefusedException(
                    "The acceptor '" + wanted.name() + "' cannot listen on " + wanted.host() + ":" + wanted.port()
                            + ": " + e.getMessage()
                            + ". Stop the program that uses the port, or change the acceptor in broker.xml.",
                    e);
        }
    }

    /** The JDK's server reads its limits from system properties, once. */
    private static void limitRequestTime() {
        for (String limit : new String[] {"sun.net.httpserver.maxReqTime", "sun.net.httpserver.maxRspTime"}) {
            if (System.getProperty(limit) == null) {
                System.setProperty(limit, LONGEST_REQUEST_SECONDS);
            }
        }
    }

    /** Where it listens, with the real port. */
    Endpoint address() {
        return address;
    }

    private static void answer(HttpExchange exchange, Site site) throws IOException {
        try (exchange) {
            boolean head = "HEAD".equals(exchange.getRequestMethod());
            Page page = head || "GET".equals(exchange.getRequestMethod())
                    ? pageOf(exchange.getRequestURI(), head, site)
                    : Page.error(Page.METHOD_NOT_ALLOWED, "only GET and HEAD");
            Headers headers = exchange.getResponseHeaders();
            if (page.status() == Page.METHOD_NOT_ALLOWED) {
                headers.set("Allow", "GET, HEAD");
            }
            headers.set("Content-Type", page.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Content-Security-Policy", "default-src 'none'");
            byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(page.status(), head ? NO_BODY : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // a page that fails is an answer 500, not a dropped connection
    private static Page pageOf(URI uri, boolean head, Site site) {
        String query = uri.getRawQuery();
        try {
            return site.page(new Site.Request(uri.getPath(), query == null ? "" : query, head));
        } catch (RuntimeException e) {
            LOG.warn("The page {} failed", uri.getPath(), e);
            return Page.error(Page.ERROR, "the page failed; the broker's log says why");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
