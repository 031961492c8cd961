/**
 * Requests about streams carried out on the streams of a broker, for control requests and JMX alike; the streams that requests
 * have created; and what is told to meters.
 *
 * <p>Requests run on one broker thread, apart from those about queues and topics because a put waits until its record is
 * durable. May import {@code admin}, {@code artemis.stream}, {@code artemis.management} and Artemis.
 */
@NullMarked
package io.sluice.broker.artemis.stream.control;

import org.jspecify.annotations.NullMarked;
