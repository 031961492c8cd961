/**
 * {@code sluice stream}: creates, shows, reshapes, fills and reads the streams of a running broker.
 *
 * <p>Each command asks the broker by control requests and runs on the main thread. Results go to standard output, errors to
 * standard error.
 */
@NullMarked
package io.sluice.broker.runtime.stream;

import org.jspecify.annotations.NullMarked;
