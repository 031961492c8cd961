package io.sluice.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionTest {

    @Test
    void isReadBackFromItsText() {
        // Given
        Position position = Position.of(7, 12);
        // Then
        assertThat(position.text()).isEqualTo("truck-07 12 50.3500 4.0240");
        assertThat(Position.parse(position.text()).id()).isEqualTo("truck-07/12");
    }

    @Test
    void isNotReadFromAnythingElse() {
        assertThatThrownBy(() -> Position.parse("hello")).hasMessageContaining("not the position of a truck: hello");
    }
}
