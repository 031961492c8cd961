package io.sluice.broker.delivery.sink.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpRequest;

/**
 * Has a request go to the address that was checked, so that the client does not look the name up a second time and find
 * another one. The name goes into the header {@code Host}.
 *
 * <p>Over HTTPS the name stays in the URL, because the certificate is compared with it: an address that the name was moved to
 * meanwhile has no certificate for it, and gets nothing. The JDK's client lets the header be set only if the system
 * property {@value #PROPERTY} has said so when the client's classes were loaded; where it has not, the client looks the name
 * up itself, within the time that the JVM remembers names.
 */
final class PinnedTarget {

    static final String PROPERTY = "jdk.httpclient.allowRestrictedHeaders";
    private static final String HOST = "Host";

    private PinnedTarget() {}

    /** Whether requests without TLS can be bound to an address in this JVM. */
    static boolean isPossible() {
        try {
            HttpRequest.newBuilder().setHeader(HOST, "example.com");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static HttpRequest.Builder of(URI url, InetAddress address) {
        if (!"http".equalsIgnoreCase(url.getScheme()) || !isPossible()) {
            return HttpRequest.newBuilder(url);
        }
        String digits = address.getHostAddress().replaceFirst("%.*", "");
        String host = address instanceof Inet6Address ? "[" + digits + "]" : digits;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return HttpRequest.newBuilder(URI.create("http://" + host + port + path + query))
                .setHeader(HOST, url.getHost() + port);
    }
}
