package dev.weir.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The rows of one kind that clients share, in several tables, because tables are what a write
 * marks. Thread-safe.
 */
final class Rows {
  private static final int TABLES = 12;
  private static final int ROWS = 64;

  /** A list is short enough to be read whole: then the next row's turn begins. */
  private static final int ELEMENTS = 40;

  private static final int REGISTERS = 8;

  private final String name;
  private final boolean lists;
  private final AtomicIntegerArray appended = new AtomicIntegerArray(TABLES);
  private final AtomicInteger recent = new AtomicInteger();

  /** Names them; {@link #create} makes them. */
  Rows(String name, boolean lists) {
    this.name = name + (lists ? "_list" : "_register");
    this.lists = lists;
  }

  String name() {
    return name;
  }

  /** What a read shows of a row. */
  record Seen(long value, long version, String list) {
    static final Seen NOTHING = new Seen(0, 0, "");
  }

  void create(Connection primary) throws SQLException {
    try (Statement statement = primary.createStatement()) {
      for (int table = 0; table < TABLES; table++) {
        statement.execute(
            "create table %s%d (id int primary key, %s)"
                .formatted(
                    name,
                    table,
                    lists
                        ? "list int[] not null default '{}'"
                        : "value bigint not null default 0, version bigint not null default 0"));
        statement.execute(
            "insert into %s%d select generate_series(0, %d)".formatted(name, table, ROWS - 1));
      }
    }
  }

  /** A row to write. */
  int keyToWrite(Random random) {
    int table = random.nextInt(TABLES);
    int key = key(table, lists ? appended.getAndIncrement(table) / ELEMENTS : pick(random));
    recent.set(key);
    return key;
  }

  /** A row to read: often one that somebody writes at this moment. */
  int keyToRead(Random random) {
    if (random.nextInt(4) == 0) {
      return recent.get();
    }
    int table = random.nextInt(TABLES);
    return key(table, lists ? appended.get(table) / ELEMENTS : pick(random));
  }

  private static int pick(Random random) {
    return random.nextInt(REGISTERS);
  }

  private static int key(int table, int row) {
    return table * ROWS + row % ROWS;
  }

  /** Writes a value; returns the version that it made, 0 if that is not told. */
  long write(Connection connection, int key, long value) throws SQLException {
    String sql =
        (lists
                ? "update %s%d set list = list || ? where id = ?"
                : "update %s%d set value = ?, version = version + 1 where id = ? returning version")
            .formatted(name, key / ROWS);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(2, key % ROWS);
      if (lists) {
        statement.setInt(1, Math.toIntExact(value));
        statement.executeUpdate();
        return 0;
      }
      statement.setLong(1, value);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  Seen read(Connection connection, int key) throws SQLException {
    String sql =
        "select %s from %s%d where id = ?"
            .formatted(lists ? "list" : "value, version", name, key / ROWS);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, key % ROWS);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return lists
            ? list(row.getString(1).replace("\"", "")) // As it was sent in binary.
            : new Seen(row.getLong("value"), row.getLong("version"), "");
      }
    }
  }

  private static Seen list(String list) {
    if (list.equals("{}")) {
      return new Seen(0, 0, list);
    }
    long version = 1 + list.chars().filter(c -> c == ',').count();
    int last = Math.max(list.lastIndexOf(','), 0) + 1;
    return new Seen(Long.parseLong(list.substring(last, list.length() - 1)), version, list);
  }

  /** All rows. */
  List<Integer> keys() {
    List<Integer> keys = new ArrayList<>();
    for (int key = 0; key < TABLES * ROWS; key++) {
      keys.add(key);
    }
    return keys;
  }
}
