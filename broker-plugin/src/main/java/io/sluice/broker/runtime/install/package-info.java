/**
 * Puts the plugin jar into an Artemis instance that exists already, and takes it out again: {@code bin/sluice install} and
 * {@code bin/sluice uninstall}.
 *
 * <p>Runs on the main thread of the command line, never inside a broker. Knows files and XML only, not Artemis itself.
 */
@NullMarked
package io.sluice.broker.runtime.install;

import org.jspecify.annotations.NullMarked;
