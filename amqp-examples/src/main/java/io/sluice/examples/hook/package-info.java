/** A web hook that topics are pushed to: confirms its subscription, and believes only what is signed. */
@NullMarked
package io.sluice.examples.hook;

import org.jspecify.annotations.NullMarked;
