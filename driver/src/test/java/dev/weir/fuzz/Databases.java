package dev.weir.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/** For each side a database of its own on the same servers, with the same in it. */
final class Databases implements AutoCloseable {
  /** Whose database it is. */
  enum Of {
    BARE,
    WEIR;

    String database() {
      return "fuzz_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** What all tables hold. */
  private static final String CONTENTS =
      """
      select (select array_agg(t order by id) from account t)::text,
        (select array_agg(t order by account, total) from orders t)::text,
        (select array_agg(t order by id) from item t)::text,
        (select array_agg(t order by id) from val t)::text,
        (select array_agg(t order by n) from audit t)::text,
        (select array_agg(t order by n) from event t)::text,
        (select last_value from counter)
      """;

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final PostgresCluster cluster;
  private final Map<Of, List<Connection>> observers = new EnumMap<>(Of.class);
  private boolean paused;

  /**
   * Creates them.
   *
   * @param cluster a primary and a replica; stays the caller's
   */
  Databases(PostgresCluster cluster) throws SQLException {
    this.cluster = cluster;
    try (Connection c = cluster.primary().dataSource().getConnection();
        Statement s = c.createStatement()) {
      s.execute("drop database if exists " + Of.BARE.database() + " with (force)");
      s.execute("drop database if exists " + Of.WEIR.database() + " with (force)");
      s.execute("drop role if exists fuzz_reader");
      s.execute("create role fuzz_reader");
      for (Of of : Of.values()) {
        s.execute("create database " + of.database());
        // Nobody can go on who waits for a borrower whose turn it is not.
        s.execute("alter database " + of.database() + " set lock_timeout = '100ms'");
      }
    }
    for (Of of : Of.values()) {
      try (Connection c = DriverManager.getConnection(url(of, cluster.node(0)));
          Statement s = c.createStatement()) {
        for (String sql : Schema.ALL) {
          s.execute(sql);
        }
      }
    }
    cluster.awaitReplication();
    for (Of of : Of.values()) {
      List<Connection> opened = new ArrayList<>();
      for (PostgresNode node : cluster.nodes()) {
        opened.add(DriverManager.getConnection(url(of, node)));
      }
      observers.put(of, opened);
    }
  }

  /** Where a side finds its database. */
  String url(Of of, int node) {
    return url(of, cluster.node(node));
  }

  private static String url(Of of, PostgresNode node) {
    return node.jdbcUrl().replace("/postgres?", "/" + of.database() + "?") + "&socketTimeout=20";
  }

  /** Connections past everything, to look at the sessions there: one to each node. */
  List<Connection> observers(Of of) {
    return Objects.requireNonNull(observers.get(of));
  }

  /** Puts into all tables what they begin with. */
  void reset() throws SQLException {
    for (Of of : Of.values()) {
      try (Statement s = observers(of).get(0).createStatement()) {
        s.execute(Schema.BEGIN);
      }
    }
    awaitReplay();
  }

  /** Waits until replicas have all that was written. */
  void awaitReplay() throws SQLException {
    String position = value(Of.BARE, 0, "select pg_current_wal_flush_lsn()");
    for (int node = 1; node < cluster.nodes().size(); node++) {
      await(node, "select pg_last_wal_replay_lsn() >= '" + position + "'");
    }
  }

  private void await(int node, String condition) throws SQLException {
    long began = System.nanoTime();
    while (!value(Of.BARE, node, condition).equals("t")) {
      assertThat(Duration.ofNanos(System.nanoTime() - began)).as(condition).isLessThan(LIMIT);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String value(Of of, int node, String sql) throws SQLException {
    try (Statement s = observers(of).get(node).createStatement();
        ResultSet row = s.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** What is in all tables. */
  String contents(Of of) throws SQLException {
    try (Statement s = observers(of).get(0).createStatement();
        ResultSet rows = s.executeQuery(CONTENTS)) {
      return Answer.rows(rows);
    }
  }

  boolean isPaused() {
    return paused;
  }

  void pauseReplay() throws SQLException {
    paused = true;
    for (int node = 1; node < cluster.nodes().size(); node++) {
      value(Of.BARE, node, "select pg_wal_replay_pause()");
      await(node, "select pg_get_wal_replay_pause_state() = 'paused'");
    }
  }

  void resumeReplay() throws SQLException {
    if (paused) {
      for (int node = 1; node < cluster.nodes().size(); node++) {
        value(Of.BARE, node, "select pg_wal_replay_resume()");
      }
      paused = false;
    }
  }

  /** A text without the names of the databases. */
  static String stripped(String text) {
    return text.replace(Of.BARE.database(), "fuzz").replace(Of.WEIR.database(), "fuzz");
  }

  @Override
  public void close() throws SQLException {
    for (List<Connection> opened : observers.values()) {
      for (Connection c : opened) {
        c.close();
      }
    }
  }
}
