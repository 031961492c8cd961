package io.sluice.examples.hook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A web hook on a free port of the loopback interface. It confirms the subscription that it is asked to confirm, takes what is
 * signed by a broker on this machine, and remembers the image that each message is about. In the middle it is away for a while:
 * then it answers 503 to everything, as a web server does while its application is restarted.
 */
public final class WebHook implements AutoCloseable {

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE = 503;
    private static final int NO_BODY = -1;
    private static final int AWAY_AFTER = 30;
    private static final int AWAY_FOR = 10;

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> images = new ArrayList<>();
    private @Nullable Certificate certificate;
    private int confirmations;
    private int refusals;
    private int forgeries;

    private WebHook(HttpServer server) {
        this.server = server;
    }

    /**
     * What a web hook has seen.
     *
     * @param confirmations requests to confirm that it has answered
     * @param refusals requests that came while it was away
     * @param forgeries requests without a right signature
     * @param images of the messages that it has taken, in their order
     */
    public record Seen(int confirmations, int refusals, int forgeries, List<String> images) {}

    /** Begins to listen. */
    public static WebHook start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        WebHook hook = new WebHook(server);
        server.setExecutor(hook.thread);
        server.createContext("/", hook::answer);
        server.start();
        return hook;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public synchronized Seen seen() {
        return new Seen(confirmations, refusals, forgeries, List.copyOf(images));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(statusFor(exchange.getRequestBody().readAllBytes()), NO_BODY);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("a message cannot be checked", e);
        }
    }

    private synchronized int statusFor(byte[] body) throws IOException, GeneralSecurityException {
        SignedMessage message = SignedMessage.parse(body);
        if (!isGenuine(message)) {
            forgeries++;
            return FORBIDDEN;
        }
        if (message.type().equals("SubscriptionConfirmation")) {
            confirm(URI.create(message.text("SubscribeURL")));
            return OK;
        }
        if (images.size() >= AWAY_AFTER && refusals < AWAY_FOR) {
            refusals++;
            return UNAVAILABLE;
        }
        images.add(message.attribute("imageId"));
        return OK;
    }

    private boolean isGenuine(SignedMessage message) throws IOException, GeneralSecurityException {
        if (certificate == null) {
            if (!isOnThisMachine(message.certificateUrl())) {
                return false;
            }
            certificate = SignedMessage.certificateAt(message.certificateUrl());
        }
        return message.isSignedWith(certificate);
    }

    private void confirm(URI url) throws IOException {
        if (!isOnThisMachine(url)) {
            throw new IOException("will not confirm at " + url);
        }
        try (InputStream answer = url.toURL().openStream()) {
            answer.readAllBytes();
        }
        confirmations++;
    }

    private static boolean isOnThisMachine(URI url) {
        return "127.0.0.1".equals(url.getHost());
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdown();
    }
}
