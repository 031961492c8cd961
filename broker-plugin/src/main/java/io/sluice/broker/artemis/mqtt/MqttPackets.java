package io.sluice.broker.artemis.mqtt;

import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.sluice.broker.artemis.RefusedPublications;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTConnection;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTInterceptor;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTUtil;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnection;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the packets of MQTT clients before Artemis does, and at those to them before they leave. It never holds one of a client back,
 * because Artemis closes the connection of a packet that an interceptor does not pass.
 *
 * <ul>
 *   <li>DISCONNECT: the client leaves in good order, even if its socket closes before Artemis gets to it.
 *   <li>PUBACK and PUBREC with a reason code of failure: noted, because Artemis does not read the reason code.
 *   <li>PUBLISH to the broker: the address is announced, so that a leased queue of that name gets the message.
 *   <li>SUBSCRIBE to a reader of a stream by its full name, which Artemis does not know over MQTT: it sees a shared
 *       subscription.
 *   <li>PUBACK and PUBREC for what was refused: an MQTT 5 client is told why.
 *   <li>PUBLISH of a leased queue: its packet identifier is noted, and an MQTT 5 client is told the receive count.
 * </ul>
 */
public final class MqttPackets {

    private static final Logger LOGGER = LoggerFactory.getLogger(MqttPackets.class);
    private static final int FIRST_FAILURE = 0x80;
    private static final int UNSIGNED_BYTE = 0xFF;

    private final Map<RemotingConnection, MqttLink> links = Collections.synchronizedMap(new WeakHashMap<>());
    private final ActiveMQServer server;
    private final WildcardConfiguration wildcards;
    private final Consumer<RemotingConnection> leaving;
    private final Consumer<SimpleString> publishing;
    private final UnaryOperator<String> subscribing;

    private MqttPackets(
            ActiveMQServer server,
            Consumer<RemotingConnection> leaving,
            Consumer<SimpleString> publishing,
            UnaryOperator<String> subscribing) {
        this.server = server;
        this.subscribing = subscribing;
        this.wildcards = server.getConfiguration().getWildcardConfiguration();
        this.leaving = leaving;
        this.publishing = publishing;
    }

    /**
     * Has the packets of this server looked at.
     *
     * @param leaving told of a connection whose client has said that it leaves
     * @param publishing told the address that a client is about to publish to
     * @param subscribing gives the topic filter that Artemis is to see in the place of the client's
     */
    public static void watch(
            ActiveMQServer server,
            Consumer<RemotingConnection> leaving,
            Consumer<SimpleString> publishing,
            UnaryOperator<String> subscribing) {
        MqttPackets packets = new MqttPackets(server, leaving, publishing, subscribing);
        server.getRemotingService().addIncomingInterceptor((MQTTInterceptor) packets::incoming);
        server.getRemotingService().addOutgoingInterceptor((MQTTInterceptor) packets::outgoing);
    }

    private boolean incoming(MqttMessage packet, RemotingConnection connection) {
        try {
            switch (packet.fixedHeader().messageType()) {
                case CONNECT -> noteWishes((MqttConnectMessage) packet, connection);
                case PUBLISH -> announce((MqttPublishMessage) packet);
                case SUBSCRIBE -> rename((MqttSubscribeMessage) packet);
                case PUBACK, PUBREC -> noteRefusal(packet, connection);
                case DISCONNECT -> noteLeaving(connection);
                default -> {}
            }
        } catch (RuntimeException e) {
            LOGGER.error("a packet of MQTT client {} could not be examined", connection.getClientID(), e);
        }
        return true;
    }

    private void announce(MqttPublishMessage publish) {
        String topic = publish.variableHeader().topicName();
        if (!topic.isEmpty()) {
            publishing.accept(SimpleString.of(MQTTUtil.getCoreAddressFromMqttTopic(topic, wildcards)));
        }
    }

    private void rename(MqttSubscribeMessage subscribe) {
        for (MqttTopicSubscription subscription : subscribe.payload().topicSubscriptions()) {
            subscription.setTopicFilter(subscribing.apply(subscription.topicFilter()));
        }
    }

    private void noteWishes(MqttConnectMessage connect, RemotingConnection connection) {
        MqttProperties properties = connect.variableHeader().properties();
        MqttProperties.MqttProperty<?> limit = properties.getProperty(MqttPropertyType.MAXIMUM_PACKET_SIZE.value());
        if (limit != null && limit.value() instanceof Integer bytes) {
            linkOf(connection).limitPacketsTo(bytes);
        }
        MqttProperties.MqttProperty<?> reasons =
                properties.getProperty(MqttPropertyType.REQUEST_PROBLEM_INFORMATION.value());
        if (reasons != null && reasons.value() instanceof Integer wanted && wanted == 0) {
            linkOf(connection).omitReasons();
        }
    }

    private void noteRefusal(MqttMessage packet, RemotingConnection connection) {
        if (packet.variableHeader() instanceof MqttPubReplyMessageVariableHeader reply
                && (reply.reasonCode() & UNSIGNED_BYTE) >= FIRST_FAILURE) {
            linkOf(connection).refusals().add(reply.messageId());
        }
    }

    private void noteLeaving(RemotingConnection connection) {
        if (connection instanceof MQTTConnection mqtt && mqtt.getConnected()) {
            leaving.accept(connection);
        }
    }

    private boolean outgoing(MqttMessage packet, RemotingConnection connection) {
        if (RefusedAnswer.isIn(packet)) {
            Optional<ActiveMQException> refusal = RefusedPublications.take(connection);
            refusal.ifPresent(why -> send(RefusedAnswer.because(why, packet, linkOf(connection)), connection));
            return refusal.isEmpty();
        }
        MqttDelivery delivery = MqttDeliveries.current();
        if (delivery != null && packet instanceof MqttPublishMessage publish) {
            try {
                describe(publish, delivery, linkOf(connection), isVersion5(connection));
            } catch (RuntimeException e) {
                LOGGER.error("a delivery to MQTT client {} could not be described", connection.getClientID(), e);
            }
        }
        return true;
    }

    /** As Artemis sends the packets that no interceptor holds back. */
    private void send(MqttMessage packet, RemotingConnection connection) {
        Channel channel = ((NettyConnection) connection.getTransportConnection()).getChannel();
        server.getStorageManager().afterCompleteOperations(new IOCallback() {
            @Override
            public void done() {
                channel.writeAndFlush(packet, channel.voidPromise());
            }

            @Override
            public void onError(int code, String message) {
                LOGGER.warn("MQTT client {} was not told of a refusal: {}", connection.getClientID(), message);
            }
        });
    }

    private static void describe(MqttPublishMessage publish, MqttDelivery delivery, MqttLink link, boolean version5) {
        int packetId = publish.variableHeader().packetId();
        link.refusals().forget(packetId);
        delivery.sentAs(packetId, link.refusals());
        if (version5) {
            DeliveryProperties.of(delivery).addTo(publish, link.maximumPacketSize());
        }
    }

    private static boolean isVersion5(RemotingConnection connection) {
        return connection.getProtocolName().endsWith("5");
    }

    private MqttLink linkOf(RemotingConnection connection) {
        return links.computeIfAbsent(connection, unused -> new MqttLink());
    }
}
