package io.sluice.broker.delivery.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface NameResolver {

    /** All addresses, at least one; an address written in digits is its own. May wait for the network. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
