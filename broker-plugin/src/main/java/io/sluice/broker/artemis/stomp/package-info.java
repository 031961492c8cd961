/**
 * What STOMP clients send that Artemis understands otherwise than the contract: NACK, ACK inside a transaction, settlements
 * of deliveries that ended, COMMIT of a transaction that lost a lease, DISCONNECT.
 *
 * <p>Called on the event loop of the client's connection. The only importer of Artemis' STOMP module; loaded only in a
 * broker that has it. May import {@code artemis.queue}.
 */
@NullMarked
package io.sluice.broker.artemis.stomp;

import org.jspecify.annotations.NullMarked;
