/**
 * What a subscriber of SNS finds in its request or message: the JSON envelope around a published text, its signature, and
 * which of several texts is meant for it.
 *
 * <p>Immutable, for any thread; the time is an argument. Nothing here depends on how late it is, so a jump of the clock has no
 * effect. May import the streaming parser of Jackson.
 */
@NullMarked
package io.sluice.broker.fanout.envelope;

import org.jspecify.annotations.NullMarked;
