package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.event.ChangedColumns;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.Publisher;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.jdbc.ConfiguredConnection.Change;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGResultSetMetaData;

/**
 * The statement by which the driver changes a row of a result set, as far as it can be known
 * without asking the server. The driver keeps to itself which columns are the key; it changes rows
 * only where all of those are among the columns that were read. So the row is told by the one
 * column that counts up, if there is one and it is known, else by all columns that stay as they
 * are: equal values in them are the same row's.
 *
 * @param sql the text
 * @param parameters its values
 */
record RowStatement(String sql, Parameters parameters) {
  /** More than these are not taken for a key. */
  private static final int MOST_KEYS = 32;

  /** What is done to the row. */
  enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  /**
   * What is about to be sent.
   *
   * @param rows the driver's, at the row
   * @param changed what was set in it; null if nobody is to be told
   * @return null if nobody is, if nothing is sent, or if it is not known of which table
   */
  static @Nullable RowStatement of(Kind kind, ResultSet rows, @Nullable ChangedColumns changed) {
    if (changed == null || (kind != Kind.DELETE && changed.values().isEmpty())) {
      return null;
    }
    List<TableName> tables = changed.query().shape().reads();
    if (tables.size() != 1) {
      return null;
    }
    try {
      Writer writer = new Writer(rows, changed);
      String table = quoted(tables.get(0));
      return switch (kind) {
        case INSERT -> writer.insert(table);
        case UPDATE -> writer.update(table);
        case DELETE -> writer.delete(table);
      };
    } catch (SQLException e) {
      return null; // There is no row, of which the application hears from the driver.
    }
  }

  /**
   * What is told of it.
   *
   * @param query whose row it changes
   */
  Execution of(
      Execution query, SqlShape shape, @Nullable TransactionStart transaction, long startNanos) {
    return new Execution(
        query.checkout(),
        Call.UPDATE,
        sql,
        List.of(),
        shape,
        query.decision(),
        List.of(parameters),
        0,
        Wishes.NONE,
        transaction,
        startNanos,
        query.shadow(),
        query.searchPath());
  }

  /** Makes a change, and tells it before and afterwards. */
  static void tell(
      Execution execution,
      Publisher publisher,
      LongSupplier nanoTime,
      Statement statement,
      Change change)
      throws SQLException {
    publisher.before(execution, statement);
    long start = nanoTime.getAsLong();
    Throwable failure = null;
    try {
      change.make();
    } catch (SQLException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      long elapsed = nanoTime.getAsLong() - start;
      Integer rows = failure == null ? 1 : null;
      publisher.after(
          execution, new Outcome(elapsed, rows == null ? -1 : rows, failure), statement, rows);
    }
  }

  private static String quoted(TableName table) {
    String name = quoted(table.name());
    return table.schema() == null ? name : quoted(table.schema()) + "." + name;
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Writes the text, and gathers its values. */
  private static final class Writer {
    private final ResultSet rows;
    private final ResultSetMetaData columns;
    private final ChangedColumns changed;
    private final List<@Nullable Object> values = new ArrayList<>();

    Writer(ResultSet rows, ChangedColumns changed) throws SQLException {
      this.rows = rows;
      this.columns = rows.getMetaData();
      this.changed = changed;
    }

    RowStatement insert(String table) throws SQLException {
      StringJoiner names = new StringJoiner(", ");
      StringJoiner places = new StringJoiner(", ");
      for (int column : changed.values().keySet()) {
        names.add(set(column));
        places.add("?");
      }
      return statement("insert into " + table + " (" + names + ") values (" + places + ")");
    }

    RowStatement update(String table) throws SQLException {
      StringJoiner sets = new StringJoiner(", ");
      for (int column : changed.values().keySet()) {
        sets.add(set(column) + " = ?");
      }
      return statement("update " + table + " set " + sets + where(counting()));
    }

    RowStatement delete(String table) throws SQLException {
      return statement("delete from " + table + where(0));
    }

    /** What the driver calls a column that is set: it has asked for that when it was set. */
    private String set(int column) throws SQLException {
      values.add(changed.values().get(column));
      return quoted(
          columns instanceof PGResultSetMetaData driver
              ? driver.getBaseColumnName(column)
              : columns.getColumnLabel(column));
    }

    /** The column that counts up, if there is one, and only one; else 0. */
    private int counting() throws SQLException {
      int counting = 0;
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        if (!changed.values().containsKey(column) && columns.isAutoIncrement(column)) {
          if (counting > 0) {
            return 0;
          }
          counting = column;
        }
      }
      return counting;
    }

    private String where(int only) throws SQLException {
      StringJoiner keys = new StringJoiner(" and ", " where ", "");
      int count = 0;
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        boolean stays = !changed.values().containsKey(column);
        if (only == 0 ? stays : column == only) {
          String label = quoted(columns.getColumnLabel(column));
          keys.add(label + (only == 0 ? " is not distinct from ?" : " = ?"));
          values.add(value(rows.getString(column)));
          count++;
        }
      }
      if (count == 0 || count > MOST_KEYS) {
        values.subList(values.size() - count, values.size()).clear();
        return " where current of \"rows\"";
      }
      return keys.toString();
    }

    /** As text: to make anything else of some types the driver asks the server. */
    private static @Nullable Object value(@Nullable String text) {
      boolean number =
          text != null
              && text.length() <= 18
              && (text.equals("0") || text.matches("-?[1-9][0-9]*"));
      return number ? Long.valueOf(text) : text;
    }

    private RowStatement statement(String sql) {
      return new RowStatement(sql, Parameters.of(values.toArray()));
    }
  }
}
