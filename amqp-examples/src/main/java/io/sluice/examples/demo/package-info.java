/**
 * {@code bin/sluice demo}: starts a throw-away broker and the example programs as processes, kills one worker, lets
 * another hang, and checks what became of every order.
 *
 * <p>Runs on the main thread; a shutdown hook clears up. Knows the broker as a command line only.
 */
@NullMarked
package io.sluice.examples.demo;

import org.jspecify.annotations.NullMarked;
