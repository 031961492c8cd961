/**
 * The kinds of endpoints that Sluice brings, one package each.
 *
 * <p>They are {@link io.sluice.broker.delivery.Endpoint}s: thread-safe, one attempt at a time and message, never waiting without
 * a timeout. Executors and clients come from {@code runtime}.
 */
@NullMarked
package io.sluice.broker.delivery.sink;

import org.jspecify.annotations.NullMarked;
