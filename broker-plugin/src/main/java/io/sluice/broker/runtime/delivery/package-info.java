/**
 * What deliveries to endpoints need from the process: threads, the HTTP client, names of hosts, the key for signatures, and the
 * kinds of endpoints, those that others add included.
 *
 * <p>In our own process and in any other broker that has the jar. Its threads are daemons, and end when there is nothing to do.
 */
@NullMarked
package io.sluice.broker.runtime.delivery;

import org.jspecify.annotations.NullMarked;
