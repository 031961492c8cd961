/**
 * Control requests from the command line to a running broker, over a connection of Artemis' Core client.
 *
 * <p>Used by one thread at a time, which waits for the answers. May import Artemis only.
 */
@NullMarked
package io.sluice.broker.artemis.client;

import org.jspecify.annotations.NullMarked;
