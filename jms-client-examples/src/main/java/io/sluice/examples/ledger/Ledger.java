package io.sluice.examples.ledger;

import io.sluice.examples.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * The database of accounts, reached by a JDBC URL. Not thread-safe: every worker opens its own.
 *
 * <p>An account remembers the number of its last posting. So a posting that arrives a second time changes nothing, and one
 * that arrives too early is noticed.
 */
public final class Ledger implements AutoCloseable {

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS accounts (
                account VARCHAR(40) PRIMARY KEY,
                balance BIGINT NOT NULL,
                last_number INT NOT NULL
            );
            CREATE TABLE IF NOT EXISTS applied (
                account VARCHAR(40) NOT NULL,
                number INT NOT NULL,
                worker VARCHAR(40) NOT NULL,
                outcome VARCHAR(20) NOT NULL
            );
            """;

    private final Connection connection;

    private Ledger(Connection connection) {
        this.connection = connection;
    }

    /** Connects, and creates the tables unless they are there. */
    public static Ledger open(String jdbcUrl) throws SQLException {
        return new Ledger(Database.open(jdbcUrl, TABLES));
    }

    /** Applies a posting to its account and commits. */
    public ApplyOutcome apply(Posting posting, String worker) throws SQLException {
        try {
            ApplyOutcome outcome = change(posting);
            try (PreparedStatement note = connection.prepareStatement("INSERT INTO applied VALUES (?, ?, ?, ?)")) {
                note.setString(1, posting.account());
                note.setInt(2, posting.number());
                note.setString(3, worker);
                note.setString(4, outcome.name());
                note.executeUpdate();
            }
            connection.commit();
            return outcome;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    private ApplyOutcome change(Posting posting) throws SQLException {
        long balance = 0;
        int last = 0;
        try (PreparedStatement select =
                connection.prepareStatement("SELECT balance, last_number FROM accounts WHERE account = ? FOR UPDATE")) {
            select.setString(1, posting.account());
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    balance = row.getLong(1);
                    last = row.getInt(2);
                }
            }
        }
        if (posting.number() <= last) {
            return ApplyOutcome.ALREADY_APPLIED;
        }
        try (PreparedStatement merge = connection.prepareStatement("MERGE INTO accounts VALUES (?, ?, ?)")) {
            merge.setString(1, posting.account());
            merge.setLong(2, posting.kind().applyTo(balance, posting.amount()));
            merge.setInt(3, posting.number());
            merge.executeUpdate();
        }
        return posting.number() == last + 1 ? ApplyOutcome.APPLIED : ApplyOutcome.OUT_OF_ORDER;
    }

    /** Cents, by account. */
    public Map<String, Long> balances() throws SQLException {
        Map<String, Long> balances = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT account, balance FROM accounts")) {
            while (rows.next()) {
                balances.put(rows.getString(1), rows.getLong(2));
            }
        }
        connection.commit();
        return balances;
    }

    /** How often a posting ended in this way. */
    public int count(ApplyOutcome outcome) throws SQLException {
        return count("SELECT COUNT(*) FROM applied WHERE outcome = ?", outcome.name());
    }

    /** How many postings this worker has dealt with. */
    public int countOf(String worker) throws SQLException {
        return count("SELECT COUNT(*) FROM applied WHERE worker = ?", worker);
    }

    private int count(String query, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                int count = row.getInt(1);
                connection.commit();
                return count;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
