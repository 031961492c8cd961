package io.sluice.examples.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that has its tables as soon as it is open. */
public final class Database {

    private Database() {}

    /**
     * Connects, and creates the tables unless they are there.
     *
     * @param tables statements that do no harm when they are executed again
     * @return a connection without automatic commits
     */
    public static Connection open(String jdbcUrl, String tables) throws SQLException {
        Connection connection = DriverManager.getConnection(jdbcUrl);
        try (Statement statement = connection.createStatement()) {
            statement.execute(tables);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
