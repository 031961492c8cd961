/**
 * What the measured applications do: connect, send, receive and acknowledge over one of the protocols.
 *
 * <p>Imports Jakarta Messaging and its two providers only, so that every byte goes over a real connection.
 */
@NullMarked
package io.sluice.benchmarks.client;

import org.jspecify.annotations.NullMarked;
