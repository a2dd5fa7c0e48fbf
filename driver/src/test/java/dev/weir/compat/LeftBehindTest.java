package dev.weir.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Cluster;
import dev.weir.WeirDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.util.PGobject;

/**
 * What is set on a logical connection goes with it to every physical one, and to nobody who borrows
 * that next; who only asks holds nothing. There is one physical connection to each server.
 */
class LeftBehindTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private WeirDataSource weir;

  @BeforeEach
  void open() throws Exception {
    HikariConfig single = new HikariConfig();
    single.setMaximumPoolSize(1);
    weir = cluster.open(b -> b.pool(single));
  }

  @AfterEach
  void close() {
    weir.close();
  }

  /** Sets something. */
  @FunctionalInterface
  private interface Setting {
    void on(Connection connection) throws SQLException;
  }

  /** Asks for it. */
  @FunctionalInterface
  private interface Question {
    @Nullable Object of(Connection connection) throws SQLException;
  }

  private static Arguments setting(String name, Setting setting, Question question) {
    return Arguments.of(name, setting, question);
  }

  private static PGConnection postgres(Connection c) {
    return (PGConnection) c;
  }

  static Stream<Arguments> settings() {
    return Stream.of(
        setting(
            "prepare threshold",
            c -> postgres(c).setPrepareThreshold(2),
            c -> postgres(c).getPrepareThreshold()),
        setting(
            "fetch size",
            c -> postgres(c).setDefaultFetchSize(7),
            c -> {
              try (Statement s = c.createStatement();
                  ResultSet rows = s.executeQuery("select 1")) {
                return rows.getFetchSize();
              }
            }),
        setting(
            "query timeout",
            c -> postgres(c).setQueryTimeout(50),
            c -> postgres(c).getQueryTimeout()),
        setting(
            "autosave",
            c -> postgres(c).setAutosave(AutoSave.ALWAYS),
            c -> postgres(c).getAutosave()),
        setting(
            "adaptive fetch",
            c -> postgres(c).setAdaptiveFetch(true),
            c -> postgres(c).getAdaptiveFetch()),
        setting(
            "holdability",
            c -> c.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT),
            Connection::getHoldability),
        setting("type map", c -> c.setTypeMap(Map.of("t", String.class)), Connection::getTypeMap),
        setting(
            "network timeout",
            c -> c.setNetworkTimeout(Runnable::run, 50_000),
            Connection::getNetworkTimeout),
        setting(
            "data type",
            c -> postgres(c).addDataType("inet", Own.class),
            c -> {
              try (Statement s = c.createStatement();
                  ResultSet row = s.executeQuery("select '::1'::inet")) {
                row.next();
                return row.getObject(1).getClass();
              }
            }));
  }

  /** A type of the application's own. */
  public static final class Own extends PGobject {
    private static final long serialVersionUID = 1;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void settingIsKeptAndLeftToNobody(String name, Setting setting, Question question)
      throws Exception {
    Object before;
    try (Connection c = weir.getConnection()) {
      before = question.of(c);
    }
    try (Connection c = weir.getConnection()) {
      setting.on(c);
      Object set = question.of(c);
      assertThat(set).isNotEqualTo(before);
      for (int i = 0; i < 10; i++) {
        assertThat(question.of(c)).isEqualTo(set);
      }
      c.setAutoCommit(false);
      assertThat(question.of(c)).isEqualTo(set);
      c.rollback();
    }
    for (int i = 0; i < 10; i++) {
      try (Connection c = weir.getConnection()) {
        assertThat(question.of(c)).isEqualTo(before);
        c.setAutoCommit(false);
        assertThat(question.of(c)).isEqualTo(before);
      }
    }
  }

  /** The driver begins a transaction for some of its own questions, which its pool does not see. */
  @Test
  void questionLeavesNoTransactionBehind() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      assertThat(c.getSchema()).isEqualTo("public");
      assertThat(active()).isZero();
      c.setReadOnly(false);
      assertThat(c.getSchema()).isEqualTo("public");
    }
  }

  @Test
  void nothingIsHeldByWhoAsksAStatement() throws Exception {
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement();
        PreparedStatement p = c.prepareStatement("select 1")) {
      for (Statement each : new Statement[] {s, p}) {
        each.getFetchSize();
        each.getQueryTimeout();
        each.getMaxRows();
        each.getResultSetHoldability();
        each.isPoolable();
        each.isWrapperFor(String.class);
        each.getWarnings();
        assertThat(active()).isZero();
      }
      c.createSQLXML();
      c.beginRequest();
      c.endRequest();
      assertThat(active()).isZero();
    }
  }

  @Test
  void keptResultsLetGoWithTheirStatement() throws Exception {
    try (Connection c = weir.getConnection()) {
      try (Statement s = c.createStatement()) {
        s.execute("select 1; select 2; select pg_current_wal_lsn()"); // The primary's.
        s.getResultSet();
        s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        s.getResultSet();
        s.getMoreResults(Statement.KEEP_CURRENT_RESULT);
        assertThat(active()).isOne();
      }
      assertThat(active()).isZero();
    }
  }

  @Test
  void abortedConnectionIsGone() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      try (Statement s = c.createStatement()) {
        s.executeQuery("select 1 from pg_catalog.pg_class");
        c.abort(Runnable::run);
      }
      assertThat(c.isClosed()).isTrue();
    }
    Cluster.await("nothing is held", () -> active() == 0);
  }

  private int active() throws SQLException {
    return weir.unwrap(HikariDataSource.class).getHikariPoolMXBean().getActiveConnections();
  }
}
