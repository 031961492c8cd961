/** Putting into streams and reading them, against plain durable queues of the same broker, which runs in a process of its own. */
@NullMarked
package io.sluice.benchmarks.stream;

import org.jspecify.annotations.NullMarked;
