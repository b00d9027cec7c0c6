package dev.retort.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/// Keeps a connection's prepared statements for their next use; the store's SQL is a fixed, short list. Closing the
/// connection closes them.
final class KeptStatements extends DefaultStatementBuilder {
    private final Map<String, PreparedStatement> idle = new HashMap<>();

    @Override
    public PreparedStatement create(Connection connection, String sql, StatementContext context) throws SQLException {
        PreparedStatement kept = idle.remove(context.getRawSql()); // close() gets the raw form
        return kept == null ? super.create(connection, sql, context) : kept;
    }

    @Override
    public void close(Connection connection, String sql, Statement statement) throws SQLException {
        boolean keep = statement instanceof PreparedStatement prepared && idle.putIfAbsent(sql, prepared) == null;
        if (!keep) {
            super.close(connection, sql, statement);
        }
    }
}
