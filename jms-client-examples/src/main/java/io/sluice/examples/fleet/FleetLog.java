package io.sluice.examples.fleet;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Who has processed which positions, in the order in which they did; reached by a JDBC URL. Not thread-safe: every worker opens
 * its own.
 */
public final class FleetLog implements AutoCloseable {

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS fleet (
                id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                consumer_group VARCHAR(40) NOT NULL,
                worker VARCHAR(40) NOT NULL,
                shard VARCHAR(40) NOT NULL,
                sequence VARCHAR(60) NOT NULL,
                arrival BIGINT NOT NULL,
                position VARCHAR(80) NOT NULL
            )
            """;

    private final Connection connection;

    private FleetLog(Connection connection) {
        this.connection = connection;
    }

    /** Connects, and creates the table unless it is there. */
    public static FleetLog open(String jdbcUrl) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl);
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return new FleetLog(connection);
    }

    /** Notes a position; durable when this returns. */
    public void add(String group, FleetEntry entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO fleet (consumer_group, worker, shard, sequence, arrival, position) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, group);
            insert.setString(2, entry.worker());
            insert.setString(3, entry.shard());
            insert.setString(4, entry.sequence());
            insert.setLong(5, entry.arrivalMillis());
            insert.setString(6, entry.position().text());
            insert.executeUpdate();
        }
    }

    /** What a group has processed, in this order. @param skipped how many of the first ones are left out */
    public List<FleetEntry> entries(String group, int skipped) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT worker, shard, sequence, arrival, position FROM fleet WHERE consumer_group = ? ORDER BY id"
                        + " OFFSET ?")) {
            select.setString(1, group);
            select.setInt(2, skipped);
            try (ResultSet rows = select.executeQuery()) {
                List<FleetEntry> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(new FleetEntry(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getLong(4),
                            Position.parse(rows.getString(5))));
                }
                return entries;
            }
        }
    }

    /** How many different positions a group has processed. */
    public int positions(String group) throws SQLException {
        return count("SELECT COUNT(DISTINCT position) FROM fleet WHERE consumer_group = ?", group);
    }

    /** How many entries a group has made. */
    public int entriesOfGroup(String group) throws SQLException {
        return count("SELECT COUNT(*) FROM fleet WHERE consumer_group = ?", group);
    }

    /** How many entries a worker has made. */
    public int entriesOf(String worker) throws SQLException {
        return count("SELECT COUNT(*) FROM fleet WHERE worker = ?", worker);
    }

    private int count(String query, String value) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, value);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
