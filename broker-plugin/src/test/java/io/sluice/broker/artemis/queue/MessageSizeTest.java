package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.Proton;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.apache.qpid.proton.amqp.messaging.Section;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageSizeTest {

    private static final String EURO = "\u20ac";
    private static final int LONG = 5_000;

    @ParameterizedTest
    @MethodSource("messagesAndTheirSizes")
    void isWithinALimitOfItsSizeAndBeyondOneByteLess(Message message, long bytes) throws Exception {
        assertThat(MessageSize.exceeds(message, bytes)).isFalse();
        assertThat(MessageSize.exceeds(message, bytes - 1)).isTrue();
    }

    static Stream<Arguments> messagesAndTheirSizes() {
        long name = "customer".length();
        return Stream.of(
                sized("Core bytes", coreBytes(LONG), LONG),
                sized("Core text", coreText("x".repeat(LONG)), LONG),
                sized("Core text of two bytes each", coreText("\u00e4".repeat(LONG)), 2L * LONG),
                sized("Core text of three bytes each", coreText("\u20ac".repeat(LONG)), 3L * LONG),
                sized(
                        "Core text property",
                        coreBytes(LONG).putStringProperty("customer", "M\u00fcller"),
                        LONG + name + 7),
                sized("Core number property", coreBytes(LONG).putLongProperty("customer", 4711), LONG + name + 4),
                sized(
                        "Core bytes property",
                        coreBytes(LONG).putBytesProperty("customer", new byte[9]),
                        LONG + name + 9),
                sized("STOMP frame", stomp(), LONG),
                sized("STOMP header", stomp().putStringProperty("customer", "M\u00fcller"), LONG + name + 7),
                sized("MQTT packet", mqtt(), LONG),
                sized(
                        "MQTT user property",
                        mqtt().putIntProperty("mqtt.user.property.exists", 2)
                                .putStringProperty("mqtt.ordered.user.property.0.customer", "M\u00fcller")
                                .putStringProperty("mqtt.ordered.user.property.1.JMSXGroupID", "group"),
                        LONG + name + 7),
                sized("AMQP data", amqp(new Data(new Binary(new byte[LONG])), null), LONG),
                sized("AMQP text", amqp(new AmqpValue("x".repeat(LONG)), null), LONG),
                sized("AMQP text of three bytes each", amqp(new AmqpValue(EURO.repeat(LONG)), null), 3L * LONG),
                sized("AMQP property", amqp(new Data(new Binary(new byte[LONG])), "M\u00fcller"), LONG + name + 7));
    }

    @Test
    void whatProtocolsAndTheBrokerAddDoesNotCount() throws Exception {
        // Given
        Message message = coreBytes(LONG)
                .putStringProperty("JMSXGroupID", "group")
                .putStringProperty("_AMQ_DUPL_ID", "duplicate")
                .putStringProperty("__AMQ_CID", "client")
                .putStringProperty("_sluice_sent", "yesterday");

        // Then
        assertThat(MessageSize.exceeds(message, LONG)).isFalse();
        assertThat(MessageSize.exceeds(message, LONG - 1)).isTrue();
    }

    @Test
    void aTextMessageWithoutTextHasNoSize() throws Exception {
        // Given
        Message message = coreText(null);

        // Then
        assertThat(MessageSize.exceeds(message, 0)).isFalse();
    }

    private static Arguments sized(String what, Message message, long bytes) {
        return Arguments.of(Named.of(what, message), bytes);
    }

    private static CoreMessage coreBytes(int bytes) {
        CoreMessage message = core(Message.BYTES_TYPE);
        message.getBodyBuffer().writeBytes(new byte[bytes]);
        return message;
    }

    private static Message stomp() {
        return coreBytes(LONG)
                .putStringProperty("destination", "orders")
                .putStringProperty("receipt", "r1")
                .putStringProperty("transaction", "t1")
                .putStringProperty("content-length", String.valueOf(LONG));
    }

    private static Message mqtt() {
        return coreBytes(LONG)
                .putIntProperty("mqtt.qos.level", 1)
                .putBooleanProperty("mqtt.message.retain", false)
                .putStringProperty("mqtt.content.type", "text/plain");
    }

    private static CoreMessage coreText(String text) {
        CoreMessage message = core(Message.TEXT_TYPE);
        message.getBodyBuffer().writeNullableSimpleString(text == null ? null : SimpleString.of(text));
        return message;
    }

    private static CoreMessage core(byte type) {
        CoreMessage message = new CoreMessage(1, 64);
        message.setType(type);
        message.setAddress("orders");
        return message;
    }

    private static Message amqp(Section body, String customer) {
        org.apache.qpid.proton.message.Message message = Proton.message();
        message.setBody(body);
        if (customer != null) {
            message.setApplicationProperties(new ApplicationProperties(Map.of("customer", customer)));
        }
        byte[] buffer = new byte[LONG * 4 + customerBytes(customer) + 100];
        int length = message.encode(buffer, 0, buffer.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(buffer, length), null).setAddress("orders");
    }

    private static int customerBytes(String customer) {
        return customer == null ? 0 : customer.getBytes(StandardCharsets.UTF_8).length;
    }
}
