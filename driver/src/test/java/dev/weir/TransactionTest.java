package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PgConnection;

/** What the text of a statement cannot show: the transaction that it is part of. */
class TransactionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();
  private WeirDataSource weir;
  private Answers answers;

  @BeforeEach
  void open() throws Exception {
    Accounts.create(cluster);
    weir = cluster.open(b -> b.listener(heard));
    answers = new Answers(weir, heard);
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  // ---------------------------------------------------------------- reads and own writes

  @Test
  void readGoesToAReplica() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select name from acct where id = ?")) {
      s.setInt(1, 7);
      try (ResultSet r = s.executeQuery()) {
        assertThat(r.next()).isTrue();
        assertThat(r.getString(1)).isEqualTo("name 7");
      }
    }
    assertThat(heard.reason()).isEqualTo(RouteReason.READ);
    assertThat(heard.last().node().name()).startsWith("replica");
  }

  @Test
  void readIsBackOnAReplicaOnceOneHasTheWrite() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "update acct set name = 'x' where id = 1");
      Cluster.await(
          "a replica has the write",
          () -> {
            assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("x");
            return heard.reason() == RouteReason.READ;
          });
    }
  }

  @Test
  void readOfAnotherTableStaysOnAReplica() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "update acct set name = 'x' where id = 1");
          answers.assertMarked(Accounts.NAME, "x");
          Cluster.query(weir, "select name from other");
          assertThat(heard.reason()).isEqualTo(RouteReason.READ);
        });
  }

  @Test
  void statementPreparedBeforeAWriteMovesWithItsParameters() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection();
              PreparedStatement read = c.prepareStatement("select name from acct where id = ?");
              PreparedStatement write =
                  c.prepareStatement("update acct set name = ? where id = ?")) {
            read.setInt(1, 2);
            assertThat(only(read)).isEqualTo("name 2");
            assertThat(heard.reason()).isEqualTo(RouteReason.READ);
            write.setString(1, "moved");
            write.setInt(2, 2);
            write.executeUpdate();
            assertThat(only(read)).isEqualTo("moved");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
            read.setInt(1, 3);
            assertThat(only(read)).isEqualTo("name 3");
          }
        });
  }

  private static String only(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      assertThat(r.next()).isTrue();
      return r.getString(1);
    }
  }

  /** Rows that are being read keep their connection; the statement that writes takes another. */
  @Test
  void openResultSetStaysOnItsNodeDuringAWrite() throws Exception {
    try (Connection c = weir.getConnection();
        Statement reading = c.createStatement();
        ResultSet rows = reading.executeQuery("select id, name from acct order by id")) {
      assertThat(heard.reason()).isEqualTo(RouteReason.READ);
      int seen = 0;
      while (rows.next()) {
        Cluster.execute(c, "update other set name = '%s'".formatted(rows.getString(2)));
        seen++;
      }
      assertThat(seen).isEqualTo(50);
    }
  }

  @Test
  void writeThatFailsCountsAsWritten() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          assertThatThrownBy(() -> Cluster.execute(weir, "call rename_and_fail('failed')"))
              .isInstanceOf(SQLException.class);
          answers.assertMarked(Accounts.NAME, "failed");
        });
  }

  // ---------------------------------------------------------------- transactions

  @Test
  void transactionIsOnThePrimaryFromItsFirstStatement() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.query(c, Accounts.NAME);
      Cluster.query(c, Accounts.NAME);
      Cluster.execute(c, "update acct set name = 'tx' where id = 1");
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("tx");
      c.commit();
    }
    assertThat(heard.begun)
        .extracting(e -> e.decision().reason())
        .containsOnly(RouteReason.TRANSACTION);
  }

  @Test
  void preparedReadSeesTheUncommittedWriteOfItsTransaction() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement read = c.prepareStatement(Accounts.NAME)) {
      assertThat(only(read)).isEqualTo("name 1");
      c.setAutoCommit(false);
      Cluster.execute(c, "update acct set name = 'uncommitted' where id = 1");
      assertThat(only(read)).isEqualTo("uncommitted");
      c.rollback();
      assertThat(only(read)).isEqualTo("name 1");
      c.rollback();
    }
  }

  @Test
  void rollbackMarksNothing() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'gone' where id = 1");
            c.rollback();
            c.setAutoCommit(true);
            assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("name 1");
            assertThat(heard.reason()).isEqualTo(RouteReason.READ);
          }
        });
  }

  @Test
  void commitMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'committed' where id = 1");
            Cluster.query(weir, Accounts.NAME);
            assertThat(heard.reason()).isEqualTo(RouteReason.READ);
            c.commit();
            answers.assertMarked(Accounts.NAME, "committed");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsOfPoolsWithoutAutoCommitBeginWithATransaction(boolean given) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setAutoCommit(false);
    try (HikariDataSource primary = pool(pool, cluster.servers().primary());
        HikariDataSource replica = pool(pool, cluster.servers().replicas().get(0));
        WeirDataSource other =
            given
                ? WeirDataSource.builder().primary(primary).replica(replica).build()
                : cluster.open(builder -> builder.pool(pool))) {
      try (Connection c = other.getConnection()) {
        assertThat(c.getAutoCommit()).isFalse();
        Cluster.execute(c, "update acct set name = 'lost' where id = 1");
        c.rollback();
        Cluster.execute(c, "update acct set name = 'kept' where id = 2");
        c.commit();
        Cluster.execute(c, "update acct set name = 'left open' where id = 3");
      }
      assertThat(
              Cluster.query(cluster.bare(), "select string_agg(name, ',') from acct where id < 4"))
          .contains("name 1", "kept", "name 3");
    }
  }

  private static HikariDataSource pool(HikariConfig settings, PostgresNode node) {
    HikariConfig config = new HikariConfig();
    settings.copyStateTo(config);
    config.setJdbcUrl(node.jdbcUrl());
    return new HikariDataSource(config);
  }

  @Test
  void autoCommitTurnedOnIsACommit() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'committed' where id = 1");
            c.setAutoCommit(true);
            answers.assertMarked(Accounts.NAME, "committed");
          }
        });
  }

  @Test
  void closeIsARollback() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "update acct set name = 'gone' where id = 1");
    }
    assertThat(Cluster.query(cluster.bare(), Accounts.NAME)).isEqualTo("name 1");
    assertThat(Cluster.query(weir, Accounts.NAME)).isEqualTo("name 1");
  }

  @Test
  void commitOfSqlMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            Cluster.execute(c, "begin");
            Cluster.execute(c, "update acct set name = 'by sql' where id = 1");
            Cluster.execute(c, "commit");
          }
          answers.assertMarked(Accounts.NAME, "by sql");
        });
  }

  @Test
  void commitOfSqlInATransactionOfJdbcMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'mixed' where id = 1");
            Cluster.execute(c, "commit");
            answers.assertMarked(Accounts.NAME, "mixed");
            c.rollback();
          }
          answers.assertMarked(Accounts.NAME, "mixed");
        });
  }

  @Test
  void commitAmongSeveralStatementsMarks() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'several' where id = 1; commit");
            c.rollback();
          }
          answers.assertMarked(Accounts.NAME, "several");
        });
  }

  @Test
  void savepointKeepsTheTransactionWhereItIs() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (Connection c = weir.getConnection()) {
            c.setAutoCommit(false);
            Cluster.execute(c, "update acct set name = 'kept' where id = 1");
            Savepoint point = c.setSavepoint("point");
            Cluster.execute(c, "update acct set name = 'undone' where id = 1");
            c.rollback(point);
            assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("kept");
            c.releaseSavepoint(point);
            c.commit();
          }
          answers.assertMarked(Accounts.NAME, "kept");
        });
  }

  @Test
  void readOnlyTransactionStaysOnOneReplica() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      for (int i = 0; i < 20; i++) {
        Cluster.query(c, Accounts.NAME);
      }
      c.commit();
    }
    assertThat(heard.begun)
        .extracting(e -> e.decision().reason())
        .containsOnly(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(heard.begun).extracting(e -> e.decision().node()).containsOnly(heard.last().node());
  }

  /** As Spring's enforceReadOnly does. */
  @Test
  void readOnlyTransactionIsDeclaredBySqlOnItsReplica() throws Exception {
    assertThat(nodesOf("set transaction read only", Accounts.NAME))
        .hasSize(1)
        .doesNotContain(weir.topology().primary());
    assertThat(heard.begun)
        .extracting(e -> e.decision().reason())
        .containsOnly(RouteReason.READ_ONLY_TRANSACTION);
  }

  /**
   * What changes the snapshot is not seen in its text alone: the primary's is right in any case.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set transaction isolation level repeatable read, read only",
        "set transaction isolation level serializable, read only",
        "set transaction read write",
        "set transaction isolation level repeatable read"
      })
  void readOnlyTransactionThatBecomesAnotherIsThePrimarys(String sql) throws Exception {
    assertThat(nodesOf(sql, Accounts.NAME)).containsExactly(weir.topology().primary());
  }

  /** Where the statements of a transaction ran that was declared read-only. */
  private Set<Node> nodesOf(String update, String query) throws SQLException {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      s.executeUpdate(update);
      assertThat(Cluster.query(c, query)).isEqualTo("name 1");
      c.commit();
    }
    return heard.begun.stream().map(e -> e.decision().node()).collect(Collectors.toSet());
  }

  @Test
  void readOnlyTransactionSeesOwnWritesPerStatement() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "update acct set name = 'own' where id = 1");
          try (Connection c = weir.getConnection()) {
            c.setReadOnly(true);
            c.setAutoCommit(false);
            assertThat(Cluster.query(c, "select name from other")).isEqualTo("other 1");
            assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
            assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("own");
            c.commit();
          }
        });
  }

  /** One snapshot for all of it: the node must have every write that any of its reads may need. */
  @Test
  void repeatableReadsSeeOwnWritesFromTheStart() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "update acct set name = 'own' where id = 1");
          try (Connection c = weir.getConnection()) {
            c.setReadOnly(true);
            c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            c.setAutoCommit(false);
            assertThat(Cluster.query(c, "select name from other")).isEqualTo("other 1");
            assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("own");
            c.commit();
          }
        });
  }

  @Test
  void repeatableReadsStayOnOneNode() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("name 1");
      Cluster.execute(weir, "update acct set name = 'later' where id = 1");
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("name 1");
      c.commit();
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("later");
      c.commit();
    }
  }

  @Test
  void serializableReadsAreOnThePrimary() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("name 1");
      assertThat(heard.reason().isPrimary()).isTrue();
      c.setReadOnly(true);
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("name 1");
      assertThat(heard.reason().isPrimary()).isTrue();
      c.commit();
    }
  }

  @Test
  void hiddenWriteInAReadOnlyTransactionFailsAndIsNotRepeated() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, Accounts.NAME);
      assertThatThrownBy(() -> Cluster.query(c, "select rename_other('hidden')"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
      c.rollback();
    }
    assertThat(Cluster.query(cluster.bare(), "select name from other")).isEqualTo("other 1");
  }

  @Test
  void cursorStaysOnItsNodeUntilItIsRead() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      try (Statement s = c.createStatement()) {
        s.setFetchSize(5);
        try (ResultSet rows = s.executeQuery("select id from acct order by id")) {
          int seen = 0;
          while (rows.next()) {
            seen++;
            if (seen == 12) {
              Cluster.execute(weir, "update acct set name = 'meanwhile' where id = 1");
              Cluster.query(c, Accounts.NAME);
            }
          }
          assertThat(seen).isEqualTo(50);
        }
      }
      c.commit();
    }
  }

  // ---------------------------------------------------------------- the pool's isolation level

  @Test
  void snapshotOfThePoolsIsolationHasAllOwnWrites() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    assertOneSnapshotHasOwnWrites(pool);
  }

  @Test
  void snapshotOfTheSessionsIsolationHasAllOwnWrites() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setConnectionInitSql("set default_transaction_isolation = 'repeatable read'");
    assertOneSnapshotHasOwnWrites(pool);
  }

  /** The first read of a snapshot settles what the next one sees, of whatever table. */
  private void assertOneSnapshotHasOwnWrites(HikariConfig pool) throws Exception {
    try (WeirDataSource snapshots = cluster.open(b -> b.pool(pool).listener(heard))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(snapshots, "update acct set name = 'own' where id = 1");
            Cluster.await(
                "replicas serve what was not written",
                () -> {
                  String other = "select name from other";
                  return snapshots.explain(other).decision().reason() == RouteReason.READ;
                });
            try (Connection c = snapshots.getConnection()) {
              c.setReadOnly(true);
              c.setAutoCommit(false);
              assertThat(Cluster.query(c, "select name from other")).isEqualTo("other 1");
              assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);
              cluster.servers().replicas().forEach(PostgresNode::resumeReplay);
              Cluster.await(
                  "replicas have the write",
                  () -> snapshots.explain(Accounts.NAME).decision().reason() == RouteReason.READ);
              assertThat(Cluster.query(c, Accounts.NAME)).isEqualTo("own");
            }
          });
    }
  }

  // ---------------------------------------------------------------- lost connections

  /** A pool lends what it has just had back without a look at it. */
  @Test
  void writeIsMadeOnAnotherConnectionThanOneThatWasLost() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(2);
    try (WeirDataSource small = cluster.open(b -> b.pool(pool));
        HikariDataSource primary = small.unwrap(HikariDataSource.class)) {
      Connection idle = primary.getConnection();
      Connection other = primary.getConnection();
      PgConnection lost = idle.unwrap(PgConnection.class);
      idle.close();
      lost.close();
      primary.evictConnection(other); // The pool opens another one.
      Cluster.await("it is there", () -> primary.getHikariPoolMXBean().getTotalConnections() == 2);

      Cluster.execute(small, "update acct set name = 'again' where id = 1");
      Cluster.execute(small, "update acct set name = 'and again' where id = 1");
    }
  }
}
