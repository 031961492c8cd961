/**
 * The way into the broker: {@link io.sluice.broker.artemis.plugin.SluicePlugin} is what {@code broker.xml} names.
 *
 * <p>Called by Artemis while it reads its configuration, starts and stops, and by its reload task; sessions are announced
 * on the threads of their connections. May import the capabilities and the other packages of {@code artemis}.
 */
@NullMarked
package io.sluice.broker.artemis.plugin;

import org.jspecify.annotations.NullMarked;
