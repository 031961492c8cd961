package io.sluice.examples.demo;

import java.nio.file.Path;

/**
 * How the programs reach the broker.
 *
 * @param core JNDI file for the Artemis client
 * @param qpid JNDI file for Qpid JMS
 * @param amqpPort for the AMQP libraries
 */
record Connections(Path core, Path qpid, int amqpPort) {}
