/**
 * "Orders into a database" as plain Jakarta Messaging programs: front end, worker, report.
 *
 * <p>Everything about the broker stands in one JNDI properties file, so the same programs run against any broker with a
 * JMS client. Imports {@code jakarta.jms} and {@code javax.naming}, no class of a broker or of a client library.
 */
@NullMarked
package io.sluice.examples.jms;

import org.jspecify.annotations.NullMarked;
