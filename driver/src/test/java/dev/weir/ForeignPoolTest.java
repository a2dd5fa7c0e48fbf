package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.dbcp2.BasicDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Given pools that put nothing back, as Commons DBCP does unless it is told to. */
class ForeignPoolTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private BasicDataSource primary;
  private BasicDataSource replica;

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table foreign_pool (v text)");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table foreign_pool");
  }

  @BeforeEach
  void open() {
    primary = pool(0);
    replica = pool(1);
  }

  @AfterEach
  void close() throws SQLException {
    primary.close();
    replica.close();
  }

  /** One for the monitor, and one. */
  private static BasicDataSource pool(int node) {
    BasicDataSource pool = new BasicDataSource();
    pool.setUrl(cluster.servers().nodes().get(node).jdbcUrl());
    pool.setMaxTotal(2);
    pool.setMaxWait(Duration.ofSeconds(5));
    return pool;
  }

  private WeirDataSource weir() throws Exception {
    WeirDataSource weir =
        WeirDataSource.builder()
            .name("foreign")
            .primary(primary)
            .replica(replica)
            .monitorInterval(Duration.ofMillis(100))
            .build();
    Cluster.awaitReplicas(weir, 1);
    return weir;
  }

  @Test
  void levelOfTransactionsIsPutBack() throws Exception {
    try (WeirDataSource weir = weir()) {
      for (boolean setBack : List.of(true, false)) {
        try (Connection c = weir.getConnection()) {
          c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
          Cluster.execute(c, "insert into foreign_pool values ('x')");
          if (setBack) {
            c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
          }
        }
        assertThat(
                Cluster.query(
                    weir,
                    "insert into foreign_pool values (current_setting('transaction_isolation'))"
                        + " returning v"))
            .isEqualTo("read committed");
      }
    }
  }

  @Test
  void timeoutIsPutBack() throws Exception {
    try (WeirDataSource weir = weir()) {
      try (Connection c = weir.getConnection()) {
        c.setNetworkTimeout(Runnable::run, 700);
        Cluster.execute(c, "insert into foreign_pool values ('x')");
        c.setNetworkTimeout(Runnable::run, 0);
      }
      Cluster.execute(weir, "insert into foreign_pool select pg_sleep(1)::text");
    }
  }

  @Test
  void readOnlyIsPutBack() throws Exception {
    try (WeirDataSource weir = weir()) {
      for (boolean autoCommit : List.of(true, false)) {
        try (Connection c = weir.getConnection()) {
          c.setReadOnly(true);
          c.setAutoCommit(autoCommit);
          Cluster.query(c, "select pg_backend_pid()");
          if (!autoCommit) {
            c.rollback();
          }
          c.setAutoCommit(true);
          c.setReadOnly(false);
        }
        try (Connection c = weir.getConnection()) {
          assertThat(c.isReadOnly()).isFalse();
          c.setAutoCommit(false);
          Cluster.execute(c, "insert into foreign_pool values ('x')");
          c.commit();
        }
      }
    }
  }

  /** For whoever borrows from it past Weir. */
  @Test
  void autoCommitIsPutBack() throws Exception {
    primary.setAutoCommitOnReturn(false);
    try (WeirDataSource weir = weir();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into foreign_pool values ('x')");
      c.commit();
      try (Connection past = primary.getConnection()) {
        assertThat(past.getAutoCommit()).isTrue();
      }
    }
  }

  @Test
  void poolThatBeginsWithoutAutoCommitIsAsked() throws Exception {
    for (BasicDataSource pool : List.of(primary, replica)) {
      pool.setDefaultAutoCommit(false);
      pool.setAutoCommitOnReturn(false);
    }
    try (WeirDataSource weir = weir();
        Connection c = weir.getConnection()) {
      assertThat(c.getAutoCommit()).isFalse();
      Cluster.execute(c, "truncate foreign_pool");
      c.commit();
      Cluster.execute(c, "insert into foreign_pool values ('x')");
      c.rollback();
      assertThat(Cluster.query(c, "select count(*) from foreign_pool")).isEqualTo("0");
      c.rollback();
    }
  }
}
