/**
 * Who may use the broker: so far the rule of the development login. Pure decisions, default deny; no state, safe to
 * call from any thread.
 *
 * <p>Called at start and at each login by {@code artemis.embedded}. May import {@code message} only.
 */
@NullMarked
package io.sluice.broker.access;

import org.jspecify.annotations.NullMarked;
