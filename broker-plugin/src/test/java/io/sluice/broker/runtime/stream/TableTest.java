package io.sluice.broker.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void wordsAreAlignedToTheLeftAndNumbersToTheRight() {
        // Given
        Table table = new Table("GROUP", "BEHIND", "NEXT");
        table.row("archive", 12, "finished");
        table.row("map", "-", "100");
        // Then
        assertThat(table.lines())
                .containsExactly("GROUP    BEHIND  NEXT", "archive      12  finished", "map           -  100");
    }

    @Test
    void aTableWithoutRowsHasItsTitles() {
        // Given
        Table table = new Table("A", "B");
        // Then
        assertThat(table.isEmpty()).isTrue();
        assertThat(table.lines()).containsExactly("A  B");
    }
}
