/**
 * What the configuration says about queues: the settings of one, the catalog of all, and how a name finds its entry.
 *
 * <p>Everything here is immutable and may be used from any thread. Imports the values of {@code message} and the
 * settings of the capabilities; no broker, clock or thread.
 */
@NullMarked
package io.sluice.broker.queue;

import org.jspecify.annotations.NullMarked;
