/** The jar in an instance of the official Artemis distribution: what it is made of, and its life from install to uninstall. */
@NullMarked
package io.sluice.broker.dropin;

import org.jspecify.annotations.NullMarked;
