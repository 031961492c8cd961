/**
 * Measures a queue with a visibility timeout against a plain queue of the same broker, in one run.
 *
 * <p>The program starts brokers as processes of their own, drives them with Jakarta Messaging clients and prints
 * ratios with their spread. {@link io.sluice.benchmarks.Bench} is the command line; nothing here is called by the
 * broker.
 *
 * <p>May read clocks and start threads. Imports clients, reporting libraries and, in {@code broker}, Artemis; never a
 * class of the broker plugin, which is loaded by its name.
 */
@NullMarked
package io.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
