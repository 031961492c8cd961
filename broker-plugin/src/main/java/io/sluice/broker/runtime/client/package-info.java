/** What the commands have in common that ask a running broker. Used by the main thread. */
@NullMarked
package io.sluice.broker.runtime.client;

import org.jspecify.annotations.NullMarked;
