/**
 * What leased queues and control requests need of MQTT: which packet a delivery left in, what a client said of it, and how
 * MQTT 5 properties are written into messages.
 *
 * <p>{@link io.sluice.broker.artemis.mqtt.MqttPackets} is called by Artemis' MQTT protocol on the threads of its
 * connections, the rest by {@code artemis.queue} and {@code artemis.management}. May import Artemis and Netty. Only classes
 * that are loaded for MQTT connections name classes of the MQTT module, so that a broker without it works.
 */
@NullMarked
package io.sluice.broker.artemis.mqtt;

import org.jspecify.annotations.NullMarked;
