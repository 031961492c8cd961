/**
 * Turns facts into Micrometer meters and meters into Prometheus text. Meters are registered and read on any thread.
 *
 * <p>Called by {@code runtime}. May import Micrometer and the {@code …Listener} interfaces of the capabilities.
 */
@NullMarked
package io.sluice.broker.metrics;

import org.jspecify.annotations.NullMarked;
