package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.event.Execution;
import dev.weir.route.RouteReason;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.jdbc.PgConnection;

/** What stays in a session and with whom, and what is held of the pools and when. */
class SessionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();
  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    Accounts.create(cluster);
    weir = cluster.open(b -> b.listener(heard));
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  // ---------------------------------------------------------------- sessions

  @Test
  void whatIsCopiedInIsReadBackByOthers() throws Exception {
    try (Connection reader = weir.getConnection()) {
      try (Connection c = weir.getConnection()) {
        CopyManager copy = c.unwrap(PGConnection.class).getCopyAPI();
        copy.copyIn("copy other from stdin", new StringReader("2\tother 2\n"));
        assertThat(Cluster.query(reader, "select count(*) from other")).isEqualTo("2");
        assertThat(heard.reason()).isNotEqualTo(RouteReason.PENDING_WRITE);
      }
      assertThat(Cluster.query(reader, "select count(*) from other")).isEqualTo("2");
    }
  }

  @Test
  void copyIsPendingAndHasItsSessionUntilItHasEnded() throws Exception {
    try (Connection reader = weir.getConnection();
        Connection c = weir.getConnection()) {
      CopyManager copies = c.unwrap(PGConnection.class).getCopyAPI();
      assertThat(active()).isZero();
      CopyIn copy = copies.copyIn("copy other from stdin");
      byte[] row = "2\tother 2\n".getBytes(StandardCharsets.UTF_8);
      copy.writeToCopy(row, 0, row.length);
      assertThat(active()).isEqualTo(1);
      assertThat(Cluster.query(reader, "select count(*) from other")).isEqualTo("1");
      assertThat(heard.reason()).isEqualTo(RouteReason.PENDING_WRITE);
      assertThat(copy.endCopy()).isEqualTo(1);
      assertThat(active()).isZero();
      assertThat(Cluster.query(reader, "select count(*) from other")).isEqualTo("2");
      assertThat(heard.reason()).isNotEqualTo(RouteReason.PENDING_WRITE);
    }
  }

  @Test
  void connectionOfACopyThatNeverEndedIsLentToNobody() throws Exception {
    String before;
    try (Connection c = weir.getConnection()) {
      c.unwrap(PGConnection.class).getCopyAPI().copyIn("copy other from stdin");
      before =
          Cluster.query(
              cluster.bare(),
              "select pid from pg_stat_activity where query = 'copy other from stdin'");
    }
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, "select pg_backend_pid() from acct for update"))
          .isNotEqualTo(before);
    }
  }

  @Test
  void writesOfThePhysicalConnectionAreReadBackByOthers() throws Exception {
    try (Connection c = weir.getConnection();
        Connection reader = weir.getConnection()) {
      PgConnection physical = c.unwrap(PgConnection.class);
      Cluster.execute(physical, "insert into other values (3, 'other 3')");
      assertThat(Cluster.query(reader, "select name from other where id = 3")).isEqualTo("other 3");
      assertThat(heard.reason()).isEqualTo(RouteReason.PENDING_WRITE);
    }
  }

  @Test
  void temporaryTableIsThereUntilClose() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "create temp table mine as select 'mine' name");
      assertThat(Cluster.query(c, "select name from mine")).isEqualTo("mine");
    }
    assertThatThrownBy(() -> Cluster.query(weir, "select name from mine"))
        .isInstanceOf(SQLException.class);
  }

  // ---------------------------------------------------------------- pools

  @Test
  void nothingIsHeldWhileIdle() throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement();
        PreparedStatement p = c.prepareStatement(Accounts.NAME)) {
      assertThat(active()).isZero();
      Cluster.query(c, Accounts.NAME);
      assertThat(active()).isZero();
      only(p);
      assertThat(active()).isZero();
      s.executeUpdate("update acct set name = 'x' where id = 1");
      assertThat(s.getUpdateCount()).isEqualTo(1);
      assertThat(active()).isZero();
      c.setAutoCommit(false);
      only(p);
      assertThat(active()).isEqualTo(1);
      c.commit();
      assertThat(active()).isZero();
      c.setAutoCommit(true);
      assertThat(c.isValid(1)).isTrue();
      assertThat(c.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
      try (ResultSet tables = c.getMetaData().getTables(null, null, "acct", null)) {
        assertThat(tables.next()).isTrue();
      }
      c.createArrayOf("int4", new Object[] {1}).free();
      assertThat(active()).isZero();
    }
  }

  /** Connections of the primary's pool that are in use. */
  private int active() throws SQLException {
    return weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }

  /** As pools that are put around it do, with each connection that they make. */
  @Test
  void nothingIsHeldByWhoAsksAConnectionForItsState() throws Exception {
    try (WeirDataSource tight = tight();
        Connection c = tight.getConnection()) {
      c.isReadOnly();
      c.getTransactionIsolation();
      c.getCatalog();
      c.getSchema();
      c.getHoldability();
      c.getTypeMap();
      c.getNetworkTimeout();
      c.getClientInfo();
      c.getClientInfo("ApplicationName");
      c.nativeSQL("select 1");
      c.isWrapperFor(Statement.class);
      c.isValid(1);
      c.createArrayOf("int", new Object[] {1});
      assertThatThrownBy(c::commit).isInstanceOf(SQLException.class);
      assertThatThrownBy(c::rollback).isInstanceOf(SQLException.class);
      assertThat(activeConnections(tight)).isZero();
    }
  }

  @Test
  void smallPoolsAndManyThreadsDoNotWaitForEachOther() throws Exception {
    try (WeirDataSource tight = tight()) {
      alternateInThreads(tight);
      assertThat(activeConnections(tight)).isZero();
    }
    assertThat(heard.begun).extracting(Execution::decision).anyMatch(d -> !d.reason().isPrimary());
  }

  @Test
  void smallPoolsDoNotWaitForEachOtherUnderAPoolAroundThemEither() throws Exception {
    HikariConfig around = new HikariConfig();
    around.setMaximumPoolSize(20);
    around.setConnectionTimeout(60_000);
    try (WeirDataSource tight = tight()) {
      around.setDataSource(tight);
      try (HikariDataSource outer = new HikariDataSource(around)) {
        alternateInThreads(outer);
        Cluster.await("it has many", () -> outer.getHikariPoolMXBean().getIdleConnections() > 2);
        assertThat(activeConnections(tight)).isZero();
      }
    }
    assertThat(heard.begun).extracting(Execution::decision).anyMatch(d -> !d.reason().isPrimary());
  }

  /** Two connections to each server. */
  private WeirDataSource tight() throws Exception {
    HikariConfig small = new HikariConfig();
    small.setMaximumPoolSize(2);
    small.setConnectionTimeout(60_000);
    return cluster.open(b -> b.pool(small).listener(heard));
  }

  private static int activeConnections(WeirDataSource weir) throws SQLException {
    return weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }

  private static void alternateInThreads(DataSource dataSource) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<Future<Integer>> done = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        int id = i + 1;
        done.add(threads.submit(() -> alternate(dataSource, id)));
      }
      for (Future<Integer> one : done) {
        assertThat(one.get(2, TimeUnit.MINUTES)).isEqualTo(20);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Reads and, while rows are open, writes and reads again. */
  private static int alternate(DataSource dataSource, int id) throws SQLException {
    int written = 0;
    try (Connection c = dataSource.getConnection()) {
      for (int i = 0; i < 20; i++) {
        try (Statement s = c.createStatement();
            ResultSet open = s.executeQuery("select name from other")) {
          open.next();
          Cluster.execute(c, "update acct set name = 'v%d' where id = %d".formatted(i, id));
          assertThat(Cluster.query(c, "select name from acct where id = " + id)).isEqualTo("v" + i);
          written++;
        }
      }
    }
    return written;
  }

  private static String only(PreparedStatement s) throws SQLException {
    try (ResultSet r = s.executeQuery()) {
      assertThat(r.next()).isTrue();
      return r.getString(1);
    }
  }
}
