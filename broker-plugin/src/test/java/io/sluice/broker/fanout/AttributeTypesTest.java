package io.sluice.broker.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AttributeTypesTest {

    @Test
    void typesAreSeparatedByCommas() {
        assertThat(AttributeTypes.in("a=Number, b = String.Array,c=String"))
                .isEqualTo(Map.of("a", "Number", "b", "String.Array", "c", "String"));
        assertThat(AttributeTypes.in("")).isEmpty();
        assertThat(AttributeTypes.in(",=x,y,z=")).isEqualTo(Map.of("z", ""));
    }

    @Test
    void whoSaysNothingHasNoTypes() {
        assertThat(AttributeTypes.in(null)).isEmpty();
    }
}
