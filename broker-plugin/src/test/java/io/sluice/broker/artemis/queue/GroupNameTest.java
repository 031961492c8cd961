package io.sluice.broker.artemis.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPStandardMessage;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.ApplicationProperties;
import org.apache.qpid.proton.amqp.messaging.MessageAnnotations;
import org.apache.qpid.proton.message.impl.MessageImpl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupNameTest {

    private static final Optional<String> NO_DEFAULT = Optional.empty();
    private static final Optional<String> DEFAULT = Optional.of("default");

    private static Message core() {
        return new CoreMessage(1, 100);
    }

    private static Message amqp(@Nullable String groupId, @Nullable Object annotation, @Nullable Object property) {
        MessageImpl message = new MessageImpl();
        message.setBody(new AmqpValue("body"));
        if (groupId != null) {
            message.setGroupId(groupId);
        }
        if (annotation != null) {
            message.setMessageAnnotations(
                    new MessageAnnotations(new HashMap<>(Map.of(Symbol.valueOf("x-opt-partition-key"), annotation))));
        }
        if (property != null) {
            message.setApplicationProperties(new ApplicationProperties(new HashMap<>(Map.of("JMSXGroupID", property))));
        }
        byte[] encoded = new byte[1_000];
        int length = message.encode(encoded, 0, encoded.length);
        return new AMQPStandardMessage(0, Arrays.copyOf(encoded, length), null);
    }

    /** The group of a message that is sent, which must be that of the stored one. */
    private static @Nullable String settled(Message message, Optional<String> defaultGroup) {
        SimpleString group = GroupName.settle(message, defaultGroup);
        assertThat(GroupName.of(message).toString()).isEqualTo(group == null ? "" : group.toString());
        return group == null ? null : group.toString();
    }

    @Test
    void isTheGroupIdOfAnAmqpMessageBeforeItsAnnotationBeforeItsApplicationProperty() {
        assertThat(settled(amqp("id", "annotated", "property"), DEFAULT)).isEqualTo("id");
        assertThat(settled(amqp(null, "annotated", "property"), DEFAULT)).isEqualTo("annotated");
        assertThat(settled(amqp(null, null, "property"), DEFAULT)).isEqualTo("property");
        assertThat(settled(amqp(null, null, null), DEFAULT)).isEqualTo("default");
        assertThat(settled(amqp(null, null, null), NO_DEFAULT)).isNull();
    }

    @Test
    void isNotAnEmptyText() {
        assertThat(settled(amqp("", "annotated", null), DEFAULT)).isEqualTo("annotated");
        assertThat(settled(amqp("", "", "property"), DEFAULT)).isEqualTo("property");
        assertThat(settled(amqp("", "", ""), DEFAULT)).isEqualTo("default");
        assertThat(settled(amqp("", null, null), DEFAULT)).isEqualTo("default");
        assertThat(settled(amqp("", null, null), NO_DEFAULT)).isNull();
        assertThat(settled(core().putStringProperty("JMSXGroupID", ""), DEFAULT))
                .isEqualTo("default");
        assertThat(settled(core().setGroupID(""), DEFAULT)).isEqualTo("default");
        assertThat(settled(core().setGroupID(""), NO_DEFAULT)).isNull();
    }

    @Test
    void isTheTextOfANumberInTheAnnotation() {
        assertThat(settled(amqp(null, 7L, null), NO_DEFAULT)).isEqualTo("7");
    }

    @Test
    void isNotAnApplicationPropertyThatIsNoText() {
        assertThat(settled(amqp(null, null, 7), NO_DEFAULT)).isNull();
    }

    @Test
    void isTheGroupIdOfACoreMessageBeforeItsProperty() {
        assertThat(settled(core().setGroupID("id").putStringProperty("JMSXGroupID", "property"), DEFAULT))
                .isEqualTo("id");
        assertThat(settled(core().putStringProperty("JMSXGroupID", "property"), DEFAULT))
                .isEqualTo("property");
        assertThat(settled(core(), DEFAULT)).isEqualTo("default");
        assertThat(settled(core(), NO_DEFAULT)).isNull();
    }
}
