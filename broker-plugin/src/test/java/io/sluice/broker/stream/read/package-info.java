/** Reading streams with the clients of every protocol. */
@NullMarked
package io.sluice.broker.stream.read;

import org.jspecify.annotations.NullMarked;
