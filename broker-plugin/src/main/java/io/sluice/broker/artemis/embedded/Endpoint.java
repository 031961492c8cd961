package io.sluice.broker.artemis.embedded;

/**
 * Where something listens.
 *
 * @param name the acceptor's name in broker.xml
 * @param host host name or address to bind
 * @param port 1 to 65535; 0 in a configuration means any free port
 */
public record Endpoint(String name, String host, int port) {}
