package io.sluice.broker.artemis.envelope;

import io.sluice.broker.artemis.mqtt.MqttMessages;
import io.sluice.broker.artemis.queue.FifoTopicEntrance;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;

/**
 * A new text message in place of a published one, with what the broker and its clients need of it (identity, times, priority,
 * group, deduplication id, addresses of replies) and none of the application's properties: an envelope has these inside.
 */
final class Letter {

    private static final int INITIAL_BUFFER = 1024;
    private static final SimpleString JMS_TYPE = SimpleString.of("JMSType");

    /** Where each protocol looks for the type of the content. */
    private static final SimpleString CORE_CONTENT_TYPE = Message.HDR_CONTENT_TYPE;

    private static final SimpleString AMQP_CONTENT_TYPE = SimpleString.of("JMS_AMQP_ContentType");

    /** The id as an AMQP publisher has written it. */
    private static final SimpleString AMQP_MESSAGE_ID = SimpleString.of("NATIVE_MESSAGE_ID");

    private static final SimpleString JSON = SimpleString.of("application/json");

    private Letter() {}

    /**
     * Makes a message.
     *
     * @param id that no message of the broker has
     * @param published what was published, as its publisher sent it
     * @param core the same in the form of Core
     */
    static CoreMessage of(long id, Message published, ICoreMessage core, boolean isOfFifoTopic, String text) {
        CoreMessage letter = new CoreMessage(id, INITIAL_BUFFER);
        letter.setType(Message.TEXT_TYPE);
        letter.setAddress(published.getAddressSimpleString());
        letter.setRoutingType(published.getRoutingType());
        letter.setDurable(published.isDurable());
        letter.setTimestamp(published.getTimestamp());
        letter.setExpiration(published.getExpiration());
        letter.setPriority(published.getPriority());
        letter.setUserID(core.getUserID());
        copy(core, AMQP_MESSAGE_ID, letter);
        copy(core, JMS_TYPE, letter);
        letter.setReplyTo(core.getReplyTo());
        letter.setCorrelationID(core.getCorrelationID());
        long due = published.getScheduledDeliveryTime();
        long dueOfMqtt = MqttMessages.isMqtt(core) ? MqttMessages.dueMillis(core, core.getTimestamp()) : 0;
        if (due > 0 || dueOfMqtt > 0) {
            letter.setScheduledDeliveryTime(due > 0 ? due : dueOfMqtt);
        }
        FifoTopicEntrance.noteOrigin(published, letter, isOfFifoTopic);
        letter.getBodyBuffer().writeNullableSimpleString(SimpleString.of(text));
        return letter;
    }

    /** Says to receivers that the text is JSON. */
    static CoreMessage json(CoreMessage letter) {
        letter.putStringProperty(CORE_CONTENT_TYPE, JSON);
        letter.putStringProperty(AMQP_CONTENT_TYPE, JSON);
        MqttMessages.putContentType(letter, JSON);
        return letter;
    }

    private static void copy(ICoreMessage published, SimpleString property, CoreMessage letter) {
        Object value = published.getObjectProperty(property);
        if (value != null) {
            letter.putObjectProperty(property, value);
        }
    }
}
