package io.sluice.examples.orders;

import io.sluice.examples.database.Database;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The database of orders, reached by a JDBC URL. Not thread-safe: every worker opens its own.
 *
 * <p>Storing is idempotent: the order id is the primary key, and storing an id a second time changes nothing but the
 * column {@code repeats}. That is what makes "commit to the database, then acknowledge" safe: a worker which dies, or
 * loses its message, between the two gets the same order stored once all the same.
 */
public final class OrderDatabase implements AutoCloseable {

    /** The articles that can be ordered: {@code article-1} to {@code article-20}. */
    static final int ARTICLES = 20;

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS articles (article VARCHAR(40) PRIMARY KEY);
            CREATE TABLE IF NOT EXISTS orders (
                order_id VARCHAR(40) PRIMARY KEY,
                customer VARCHAR(40) NOT NULL,
                article VARCHAR(40) NOT NULL REFERENCES articles (article),
                quantity INT NOT NULL CHECK (quantity > 0),
                unit_price DECIMAL(10, 2) NOT NULL,
                ordered_on DATE NOT NULL,
                worker VARCHAR(40) NOT NULL,
                receive_count INT NOT NULL,
                repeats INT DEFAULT 0 NOT NULL
            );
            CREATE TABLE IF NOT EXISTS failures (
                worker VARCHAR(40) NOT NULL,
                order_id VARCHAR(40) NOT NULL,
                receive_count INT NOT NULL,
                reason VARCHAR(1000) NOT NULL
            );
            MERGE INTO articles SELECT 'article-' || x FROM SYSTEM_RANGE(1, %d);
            """.formatted(ARTICLES);

    private static final String INSERT = """
            INSERT INTO orders (order_id, customer, article, quantity, unit_price, ordered_on, worker, receive_count)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String TALLY = """
            SELECT worker, SUM(stored), SUM(redelivered), SUM(failed) FROM (
                SELECT worker, 1 AS stored, CASE WHEN receive_count > 1 THEN 1 ELSE 0 END AS redelivered, 0 AS failed
                FROM orders
                UNION ALL SELECT worker, 0, 0, 1 FROM failures
            ) GROUP BY worker ORDER BY worker
            """;

    private final Connection connection;

    private OrderDatabase(Connection connection) {
        this.connection = connection;
    }

    /** Connects, and creates the tables unless they are there. */
    public static OrderDatabase open(String jdbcUrl) throws SQLException {
        return new OrderDatabase(Database.open(jdbcUrl, TABLES));
    }

    /**
     * Stores an order and commits.
     *
     * @param receiveCount how often the message was received, this time included
     * @throws SQLIntegrityConstraintViolationException the order breaks a rule of the database and will always do so;
     *     any other {@link SQLException} is trouble with the database, not with the order
     */
    public StoreOutcome store(Order order, String worker, int receiveCount) throws SQLException {
        try {
            StoreOutcome outcome = insert(order, worker, receiveCount);
            connection.commit();
            return outcome;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private StoreOutcome insert(Order order, String worker, int receiveCount) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, order.orderId());
            insert.setString(2, order.customer());
            insert.setString(3, order.article());
            insert.setInt(4, order.quantity());
            insert.setBigDecimal(5, order.unitPrice());
            insert.setDate(6, Date.valueOf(order.orderedOn()));
            insert.setString(7, worker);
            insert.setInt(8, receiveCount);
            insert.executeUpdate();
            return StoreOutcome.STORED;
        } catch (SQLIntegrityConstraintViolationException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            update("UPDATE orders SET repeats = repeats + 1 WHERE order_id = ?", order.orderId());
            return StoreOutcome.ALREADY_THERE;
        }
    }

    /** Notes that a worker could not handle a delivery, and commits. */
    public void recordFailure(String worker, String orderId, int receiveCount, String reason) throws SQLException {
        update("INSERT INTO failures VALUES (?, ?, ?, ?)", worker, orderId, receiveCount, reason);
        connection.commit();
    }

    /** The ids of all stored orders. */
    public Set<String> orderIds() throws SQLException {
        return workers().keySet();
    }

    /** The worker that stored each order, by order id. */
    public Map<String, String> workers() throws SQLException {
        Map<String, String> workers = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT order_id, worker FROM orders ORDER BY order_id")) {
            while (rows.next()) {
                workers.put(rows.getString(1), rows.getString(2));
            }
        }
        return workers;
    }

    /** The number of stored orders. */
    public int stored() throws SQLException {
        return number("SELECT COUNT(*) FROM orders");
    }

    /** How often an order that was already stored arrived again and was left as it was. */
    public int repeats() throws SQLException {
        return number("SELECT COALESCE(SUM(repeats), 0) FROM orders");
    }

    /** What each worker did, by name. */
    public List<WorkerTally> tallies() throws SQLException {
        List<WorkerTally> tallies = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(TALLY)) {
            while (rows.next()) {
                tallies.add(new WorkerTally(rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getInt(4)));
            }
        }
        return tallies;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private int number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            int number = rows.getInt(1);
            connection.commit();
            return number;
        }
    }

    private void update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }
}
