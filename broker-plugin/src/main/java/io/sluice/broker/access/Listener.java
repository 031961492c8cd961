package io.sluice.broker.access;

/**
 * One place where the broker accepts connections.
 *
 * @param name the acceptor's name in broker.xml
 * @param host host as written there
 * @param loopback whether only programs on this machine can reach it; false when in doubt
 */
public record Listener(String name, String host, boolean loopback) {}
