/**
 * The composition root: command line, CDI producers, start and stop order, HTTP endpoint, the process' threads.
 *
 * <p>The only package with CDI annotations and with threads. May import every package of ours; of Artemis nothing.
 */
@NullMarked
package io.sluice.broker.runtime;

import org.jspecify.annotations.NullMarked;
