/**
 * Clients of other projects, unmodified and each in a process of its own, against a broker that was started as
 * {@code bin/sluice run} starts it: one list of scenarios for all of them. Runs in tests only; the applications are in
 * {@code program} (Java) and in {@code src/test/interop} (Python, Node).
 */
@NullMarked
package io.sluice.broker.interop;

import org.jspecify.annotations.NullMarked;
