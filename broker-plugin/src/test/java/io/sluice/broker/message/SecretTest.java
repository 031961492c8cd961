package io.sluice.broker.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

    @Test
    void isNeverShown() {
        assertThat(new Secret("geheim")).hasToString("******").hasToString(new Secret("").toString());
    }

    @Test
    void isUsedByWhoeverMustHaveItAndComparedByValue() {
        assertThat(new Secret("geheim").<String>use(value -> value)).isEqualTo("geheim");
        assertThat(new Secret("a")).isEqualTo(new Secret("a")).hasSameHashCodeAs(new Secret("a"));
        assertThat(new Secret("a")).isNotEqualTo(new Secret("b"));
    }
}
