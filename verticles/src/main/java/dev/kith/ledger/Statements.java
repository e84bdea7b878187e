package dev.kith.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection and its prepared statements. Confined to one thread at a time.
final class Statements implements AutoCloseable {
  /// What a row means.
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Connection connection) { this.connection = connection; }

  /// For statements without result, or whose result does not matter: closed at once, for an unread row would keep a lock.
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// @return rows changed
  int update(String sql, Object... parameters) throws SQLException { return bound(sql, parameters).executeUpdate(); }

  <T> List<T> all(String sql, Row<T> meaning, Object... parameters) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet row = bound(sql, parameters).executeQuery()) {
      while (row.next())
        rows.add(meaning.read(row));
    }
    return rows;
  }

  <T> Optional<T> first(String sql, Row<T> meaning, Object... parameters) throws SQLException {
    try (ResultSet row = bound(sql, parameters).executeQuery()) {
      return row.next() ? Optional.of(meaning.read(row)) : Optional.empty();
    }
  }

  @Override
  public void close() throws SQLException { connection.close(); } // and with it the statements

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++)
      statement.setObject(i + 1, parameters[i]);
    return statement;
  }

  private PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }
}
