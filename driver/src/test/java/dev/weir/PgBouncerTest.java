package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind a real PgBouncer in transaction mode before each server: what lives for a transaction
 * works, what would stay in a session is refused.
 */
@EnabledIf("dev.weir.PgBouncer#isInstalled")
class PgBouncerTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final List<PgBouncer> bouncers = new ArrayList<>();
  private static WeirDataSource weir;

  @BeforeAll
  static void start() throws Exception {
    cluster.run(
        "create table bounced (id int primary key, v int)",
        "insert into bounced select i, 0 from generate_series(1, 8) i",
        "create sequence bounces");
    for (int i = 0; i < 3; i++) {
      bouncers.add(PgBouncer.before(cluster.servers().node(i)));
    }
    weir =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofMillis(100))
            .transactionPooler(true)
            .primary(bouncers.get(0).jdbcUrl())
            .replica(bouncers.get(1).jdbcUrl())
            .replica(bouncers.get(2).jdbcUrl())
            .build();
    Cluster.awaitReplicas(weir);
  }

  @AfterAll
  static void stop() throws Exception {
    if (weir != null) {
      weir.close();
    }
    for (PgBouncer bouncer : bouncers) {
      bouncer.close();
    }
  }

  private static boolean readsGoToReplicas(RouteDecision decision) {
    return decision.reason() == RouteReason.READ;
  }

  /** Eight threads on two sessions of each server, each statement often enough to be prepared. */
  @Test
  void readsSeeTheirWritesAndGoToReplicas() throws Exception {
    Map<Integer, Integer> stale = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      int id = i;
      Thread thread = new Thread(() -> writeAndRead(id, stale));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(stale).isEmpty();
    Cluster.await(
        "reads go to replicas",
        () -> readsGoToReplicas(weir.explain("select v from bounced").decision()));
    long before = Cluster.reads(weir);
    for (int i = 0; i < 20; i++) {
      Cluster.query(weir, "select v from bounced where id = 1");
    }
    assertThat(Cluster.reads(weir)).isEqualTo(before + 20);
  }

  private static void writeAndRead(int id, Map<Integer, Integer> stale) {
    try (Connection c = weir.getConnection();
        PreparedStatement write = c.prepareStatement("update bounced set v = ? where id = ?");
        PreparedStatement read = c.prepareStatement("select v from bounced where id = ?")) {
      for (int i = 1; i <= 50; i++) {
        write.setInt(1, i);
        write.setInt(2, id);
        write.executeUpdate();
        read.setInt(1, id);
        try (ResultSet row = read.executeQuery()) {
          row.next();
          if (row.getInt(1) != i) {
            stale.put(id, i);
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set work_mem = '8MB'",
        "set session authorization default",
        "select set_config('app.tenant', '7', false)",
        "select pg_advisory_lock(1)",
        "select pg_try_advisory_lock(1)",
        "listen news",
        "prepare p as select 1",
        "declare c cursor with hold for select 1",
        "create temp table t (id int)",
        "select currval('bounces')",
        "select lastval()"
      })
  void whatWouldStayInASessionIsRefused(String sql) throws Exception {
    assertThatThrownBy(() -> Cluster.execute(weir, sql))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageStartingWith("test - ")
        .hasMessageContaining("behind a pooler that lends sessions for a transaction")
        .hasFieldOrPropertyWithValue("SQLState", "0A000");
    try (Connection c = weir.getConnection()) {
      assertThatThrownBy(() -> Cluster.execute(c, sql)).hasMessageContaining("behind a pooler");
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
      assertThat(Weir.explain(c, "select v from bounced").pinned()).isNull();
    }
  }

  @Test
  void settingsOfTheConnectionThatTheDriverKeepsInTheSessionAreRefused() throws Exception {
    try (Connection c = weir.getConnection()) {
      assertThatThrownBy(() -> c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE))
          .isInstanceOf(SQLFeatureNotSupportedException.class)
          .hasMessageContaining("SET TRANSACTION ISOLATION LEVEL");
      c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      assertThatThrownBy(() -> c.setSchema("app"))
          .isInstanceOf(SQLFeatureNotSupportedException.class)
          .hasMessageContaining("search_path");
    }
  }

  @Test
  void whatLivesForATransactionWorks() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "set local work_mem = '7MB'");
      assertThat(Cluster.query(c, "select current_setting('work_mem')")).isEqualTo("7MB");
      Cluster.execute(c, "select set_config('app.tenant', '7', true)");
      assertThat(Cluster.query(c, "select current_setting('app.tenant')")).isEqualTo("7");
      Cluster.execute(c, "create temp table kept (id int) on commit drop");
      Cluster.execute(c, "insert into kept values (1)");
      assertThat(Cluster.query(c, "select count(*) from kept")).isEqualTo("1");
      Cluster.query(c, "select pg_advisory_xact_lock(1)");
      String next = Cluster.query(c, "select nextval('bounces')");
      assertThat(Cluster.query(c, "select currval('bounces')")).isEqualTo(next);
      c.commit();
      c.setAutoCommit(true);
      assertThat(Weir.explain(c, "select v from bounced").pinned()).isNull();
      Cluster.await(
          "its reads go to replicas again",
          () -> readsGoToReplicas(Weir.explain(c, "select v from bounced").decision()));
    }
  }

  @Test
  void readOnlyTransactionsRunOnReplicas() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.await(
          "reads go to replicas",
          () -> readsGoToReplicas(weir.explain("select v from bounced").decision()));
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.execute(c, "set local statement_timeout = '9s'");
      assertThat(Cluster.query(c, "select current_setting('statement_timeout')")).isEqualTo("9s");
      assertThat(Cluster.query(c, "select pg_is_in_recovery()")).isEqualTo("t");
      c.rollback();
    }
  }

  @Test
  void nameOfTheApplicationGoesWithItsConnection() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setClientInfo("ApplicationName", "bounced-app");
      c.setAutoCommit(false);
      try (Statement s = c.createStatement();
          ResultSet row = s.executeQuery("select current_setting('application_name')")) {
        row.next();
        assertThat(row.getString(1)).startsWith("bounced-app");
      }
      c.rollback();
    }
  }
}
