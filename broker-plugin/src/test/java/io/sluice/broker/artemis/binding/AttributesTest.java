package io.sluice.broker.artemis.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.broker.fanout.filter.AttributeValue;
import java.math.BigDecimal;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.junit.jupiter.api.Test;

class AttributesTest {

    private static AttributeValue number(String decimal) {
        return new AttributeValue.Numeric(new BigDecimal(decimal));
    }

    @Test
    void propertiesKeepTheirTypes() {
        assertThat(Attributes.valueOf("x", null)).isEqualTo(new AttributeValue.Text("x"));
        assertThat(Attributes.valueOf(SimpleString.of("x"), null)).isEqualTo(new AttributeValue.Text("x"));
        assertThat(Attributes.valueOf(Symbol.valueOf("x"), null)).isEqualTo(new AttributeValue.Text("x"));
        assertThat(Attributes.valueOf('x', null)).isEqualTo(new AttributeValue.Text("x"));
        assertThat(Attributes.valueOf("5", null)).isEqualTo(new AttributeValue.Text("5"));
        assertThat(Attributes.valueOf((byte) -5, null)).isEqualTo(number("-5"));
        assertThat(Attributes.valueOf(5_000_000_001L, null)).isEqualTo(number("5000000001"));
        assertThat(Attributes.valueOf(UnsignedLong.valueOf(-1L), null)).isEqualTo(number("18446744073709551615"));
        assertThat(Attributes.valueOf(0.1f, null)).isEqualTo(number("0.1"));
        assertThat(Attributes.valueOf(true, null)).isEqualTo(new AttributeValue.Flag(true));
        assertThat(Attributes.valueOf(new byte[1], null)).isEqualTo(AttributeValue.Binary.BINARY);
        assertThat(Attributes.valueOf(Double.NaN, null)).isEqualTo(AttributeValue.Unreadable.UNREADABLE);
    }

    @Test
    void textHasTheTypeThatIsSaidOfIt() {
        assertThat(Attributes.valueOf("5", "Number")).isEqualTo(number("5"));
        assertThat(Attributes.valueOf("5", "Number.int")).isEqualTo(number("5"));
        assertThat(Attributes.valueOf("5", "String.label")).isEqualTo(new AttributeValue.Text("5"));
        assertThat(Attributes.valueOf("[5]", "String.Array")).isEqualTo(new AttributeValue.Array("[5]"));
        assertThat(Attributes.valueOf("5", "Binary")).isEqualTo(AttributeValue.Binary.BINARY);
        assertThat(Attributes.valueOf("five", "Number")).isEqualTo(AttributeValue.Unreadable.UNREADABLE);
        assertThat(Attributes.valueOf("5", "Nmber")).isEqualTo(AttributeValue.Unreadable.UNREADABLE);
        assertThat(Attributes.valueOf(5, "String")).isEqualTo(number("5"));
    }
}
