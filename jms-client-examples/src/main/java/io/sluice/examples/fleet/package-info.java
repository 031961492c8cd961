/** Positions of trucks that drive, and a log of who has processed which of them when. */
@NullMarked
package io.sluice.examples.fleet;

import org.jspecify.annotations.NullMarked;
