package io.sluice.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderDatabaseTest {

    private OrderDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = OrderDatabase.open("jdbc:h2:mem:");
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void storesAnOrderOnceHoweverOftenItArrives() throws SQLException {
        // Given
        StoreOutcome first = database.store(order("order-1", "article-1", 2), "a", 1);

        // When
        StoreOutcome second = database.store(order("order-1", "article-1", 2), "b", 2);

        // Then
        assertThat(first).isEqualTo(StoreOutcome.STORED);
        assertThat(second).isEqualTo(StoreOutcome.ALREADY_THERE);
        assertThat(database.orderIds()).containsExactly("order-1");
        assertThat(database.repeats()).isEqualTo(1);
    }

    @Test
    void refusesAQuantityOfZeroAndTakesOne() throws SQLException {
        // Given
        Order nothing = order("order-1", "article-1", 0);
        Order one = order("order-2", "article-1", 1);

        // When
        StoreOutcome outcome = database.store(one, "a", 1);

        // Then
        assertThat(outcome).isEqualTo(StoreOutcome.STORED);
        assertThatThrownBy(() -> database.store(nothing, "a", 1))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class);
    }

    @Test
    void refusesAnArticleThatDoesNotExist() throws SQLException {
        // Given
        Order last = order("order-1", "article-20", 1);
        Order beyond = order("order-2", "article-21", 1);

        // When
        StoreOutcome outcome = database.store(last, "a", 1);

        // Then
        assertThat(outcome).isEqualTo(StoreOutcome.STORED);
        assertThatThrownBy(() -> database.store(beyond, "a", 1))
                .isInstanceOf(SQLIntegrityConstraintViolationException.class);
    }

    @Test
    void tellsWhatEachWorkerDid() throws SQLException {
        // Given
        database.store(order("order-1", "article-1", 1), "a", 1);
        database.store(order("order-2", "article-1", 1), "a", 2);
        database.recordFailure("b", "order-3", 1, "unreadable");

        // When
        var tallies = database.tallies();

        // Then
        assertThat(tallies).containsExactly(new WorkerTally("a", 2, 1, 0), new WorkerTally("b", 0, 0, 1));
    }

    private static Order order(String id, String article, int quantity) {
        return new Order(id, "customer", article, quantity, BigDecimal.TEN, LocalDate.of(2026, 1, 1));
    }
}
