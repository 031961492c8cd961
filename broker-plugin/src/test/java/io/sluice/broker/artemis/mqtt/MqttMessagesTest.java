package io.sluice.broker.artemis.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.apache.activemq.artemis.core.message.impl.CoreMessage;
import org.junit.jupiter.api.Test;

class MqttMessagesTest {

    private static CoreMessage withUserProperties(String... namesAndValues) {
        CoreMessage message = new CoreMessage(1, 100);
        message.putIntProperty("mqtt.user.property.exists", namesAndValues.length / 2);
        IntStream.range(0, namesAndValues.length / 2)
                .forEach(number -> message.putStringProperty(
                        "mqtt.ordered.user.property." + number + "." + namesAndValues[2 * number],
                        namesAndValues[2 * number + 1]));
        return message;
    }

    @Test
    void ofSeveralUserPropertiesWithOneNameTheFirstIsMeantByEveryone() {
        // Given
        CoreMessage message = withUserProperties("a", "1", "b.c", "2", "a", "3", "a", "4", "b.c", "5");
        // When, Then
        assertThat(MqttMessages.userProperty(message, "a")).isEqualTo("1");
        assertThat(MqttMessages.userProperties(message))
                .containsEntry("a", "1")
                .containsEntry("b.c", "2")
                .hasSize(2);
    }

    @Test
    void aUserPropertyThatIsNotThereIsNull() {
        assertThat(MqttMessages.userProperty(withUserProperties("a", "1"), "b")).isNull();
        assertThat(MqttMessages.userProperty(new CoreMessage(1, 100), "a")).isNull();
        assertThat(MqttMessages.userProperties(new CoreMessage(1, 100))).isEmpty();
    }
}
