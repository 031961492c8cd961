package io.sluice.broker.artemis.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.sluice.broker.artemis.ThroughputExceededException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusedAnswerTest {

    private static final int PACKET_ID = 4711;
    private static final ActiveMQException TOO_LARGE = new ActiveMQException("ValidationException: too large");

    private final MqttLink link = new MqttLink();

    private static MqttMessage answer(MqttMessageType type, byte code) {
        return new MqttMessage(
                new MqttFixedHeader(type, false, MqttQoS.AT_MOST_ONCE, false, 0),
                new MqttPubReplyMessageVariableHeader(PACKET_ID, code, MqttProperties.NO_PROPERTIES));
    }

    private MqttPubReplyMessageVariableHeader because(ActiveMQException refusal) {
        MqttMessage told =
                RefusedAnswer.because(refusal, answer(MqttMessageType.PUBACK, RefusedAnswer.NOT_AUTHORIZED), link);
        return (MqttPubReplyMessageVariableHeader) told.variableHeader();
    }

    private static @Nullable Object reason(MqttPubReplyMessageVariableHeader header) {
        MqttProperties.MqttProperty<?> reason =
                header.properties().getProperty(MqttProperties.MqttPropertyType.REASON_STRING.value());
        return reason == null ? null : reason.value();
    }

    @ParameterizedTest
    @EnumSource(
            value = MqttMessageType.class,
            names = {"PUBACK", "PUBREC"})
    void anAnswerKeepsItsKindAndItsPacketAndGetsTheReason(MqttMessageType type) {
        // Given
        MqttMessage answer = answer(type, RefusedAnswer.NOT_AUTHORIZED);
        assertThat(RefusedAnswer.isIn(answer)).isTrue();

        // When
        MqttMessage told = RefusedAnswer.because(TOO_LARGE, answer, link);

        // Then
        assertThat(told.fixedHeader().messageType()).isEqualTo(type);
        MqttPubReplyMessageVariableHeader header = (MqttPubReplyMessageVariableHeader) told.variableHeader();
        assertThat(header.messageId()).isEqualTo(PACKET_ID);
        assertThat(header.reasonCode()).isEqualTo(RefusedAnswer.IMPLEMENTATION_SPECIFIC_ERROR);
        assertThat(reason(header)).isEqualTo("ValidationException: too large");
    }

    @Test
    void whoMayTryAgainLaterIsToldOfAQuota() {
        assertThat(because(new ThroughputExceededException("Rate exceeded")).reasonCode())
                .isEqualTo(RefusedAnswer.QUOTA_EXCEEDED);
    }

    @Test
    void otherAnswersAreLeftAlone() {
        assertThat(RefusedAnswer.isIn(answer(MqttMessageType.PUBACK, (byte) 0))).isFalse();
        assertThat(RefusedAnswer.isIn(answer(MqttMessageType.PUBREL, RefusedAnswer.NOT_AUTHORIZED)))
                .isFalse();
    }

    @Test
    void aReasonIsNotToldWhereTheClientWantsNoneOrTakesNoSuchPacket() {
        link.limitPacketsTo(50);
        assertThat(reason(because(TOO_LARGE))).isEqualTo("ValidationException: too large");
        link.limitPacketsTo(49);
        assertThat(reason(because(TOO_LARGE))).isNull();
        link.limitPacketsTo(50);
        link.omitReasons();
        assertThat(reason(because(TOO_LARGE))).isNull();
    }

    @Test
    void ofALongReasonTheBeginningIsTold() {
        assertThat(reason(because(new ActiveMQException("x".repeat(1_001))))).isEqualTo("x".repeat(1_000));
    }
}
