/** What reaches a stream from real clients, read back from its files. */
@NullMarked
package io.sluice.broker.streams;

import org.jspecify.annotations.NullMarked;
