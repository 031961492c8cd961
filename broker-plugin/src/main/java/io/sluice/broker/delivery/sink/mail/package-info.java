/**
 * Endpoints that get mail, over the one SMTP server that the operator has configured.
 *
 * <p>Each message is a connection of its own, made on the executor of the deliveries; every step of it has a timeout. May
 * import Jakarta Mail and its implementation.
 */
@NullMarked
package io.sluice.broker.delivery.sink.mail;

import org.jspecify.annotations.NullMarked;
