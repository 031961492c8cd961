package io.sluice.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderFormatTest {

    @Test
    void readsAnOrder() throws MalformedOrderException {
        // Given
        String body = "order-1,\"Smith, Jane\",article-7,3,19.99,2026-02-28";

        // When
        Order order = OrderFormat.parse(body);

        // Then
        assertThat(order)
                .isEqualTo(new Order(
                        "order-1", "Smith, Jane", "article-7", 3, new BigDecimal("19.99"), LocalDate.of(2026, 2, 28)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order-1,c,a,3,19.99            | 5 columns instead of 6",
                "order-1,c,a,3,1,2026-02-28,x   | 7 columns instead of 6",
                ",c,a,3,19.99,2026-02-28        | no order id",
                "order-1,c,a,dozen,1,2026-02-28 | quantity is not a number: 'dozen'",
                "order-1,c,a,1.5,1,2026-02-28   | quantity is not a whole number: '1.5'",
                "order-1,c,a,3,much,2026-02-28  | unit_price is not a number: 'much'",
                "order-1,c,a,3,1,2026-02-30     | ordered_on is not a date: '2026-02-30'"
            })
    void saysWhichFieldCannotBeRead(String body, String reason) {
        assertThatThrownBy(() -> OrderFormat.parse(body))
                .isInstanceOf(MalformedOrderException.class)
                .hasMessage(reason);
    }

    @Test
    void refusesABodyOfSeveralLines() {
        assertThatThrownBy(() -> OrderFormat.parse("a,b\nc,d"))
                .isInstanceOf(MalformedOrderException.class)
                .hasMessage("2 lines instead of one");
    }
}
