package dev.weir.fuzz;

import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

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

  private static final String TABLES = "account, orders, item, val, audit, event, other.account";

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

  private final PostgresCluster cluster;
  private final Map<Of, List<Connection>> observers = new EnumMap<>(Of.class);

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
        s.execute("truncate " + TABLES + " restart identity");
        s.execute("alter sequence counter restart");
        for (String sql : Schema.ROWS) {
          s.execute(sql);
        }
      }
    }
    cluster.awaitReplication();
  }

  /** What is in all tables. */
  String contents(Of of) throws SQLException {
    try (Statement s = observers(of).get(0).createStatement();
        ResultSet rows = s.executeQuery(CONTENTS)) {
      return Answer.rows(rows);
    }
  }

  void pauseReplay() {
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  void resumeReplay() {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
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
