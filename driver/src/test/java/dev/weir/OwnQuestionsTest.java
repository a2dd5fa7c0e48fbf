package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What Weir asks on an application's session changes nothing that the application sees: no
 * transaction is opened by it, none is entered, and a failure of it is nobody's.
 */
class OwnQuestionsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String STATE =
      "select string_agg(state || ' ' || coalesce(backend_xmin::text, 'no snapshot'), ', ')"
          + " from pg_stat_activity"
          + " where application_name = 'questions' and pid <> pg_backend_pid()";

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table questions_account (id int primary key, v int)",
        "create table questions_paid (id int)",
        "create schema questions_schema",
        "create table questions_schema.questions_there (id int)");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop table questions_account, questions_paid", "drop schema questions_schema cascade");
  }

  private static WeirDataSource one(Consumer<HikariConfig> settings) {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    settings.accept(pool);
    return WeirDataSource.builder()
        .name("questions")
        .primary(cluster.servers().node(0).jdbcUrl() + "&ApplicationName=questions")
        .pool(pool)
        .build();
  }

  private @Nullable String stateOfSession() throws SQLException {
    return Cluster.query(cluster.bare(), STATE);
  }

  @Test
  void settingOfOneBorrowerIsNotBroughtBackByTheRollbackOfTheNext() throws Exception {
    try (WeirDataSource weir = one(pool -> pool.setAutoCommit(false))) {
      try (Connection c = weir.getConnection()) {
        Cluster.execute(c, "set app.questions = 'a'");
        c.commit();
      }
      String read = "select coalesce(current_setting('app.questions', true), '')";
      for (int i = 0; i < 3; i++) {
        try (Connection c = weir.getConnection()) {
          c.setReadOnly(i == 1);
          assertThat(Cluster.query(c, read)).isEmpty();
          c.rollback();
          assertThat(Cluster.query(c, read)).isEmpty();
          c.commit();
        }
      }
    }
  }

  @Test
  void firstReadAfterAQuestionHasNoSettingOfThePreviousBorrower() throws Exception {
    try (WeirDataSource weir = one(pool -> pool.setAutoCommit(false))) {
      try (Connection c = weir.getConnection()) {
        Cluster.execute(c, "set app.questions = 'a'");
        c.commit();
      }
      try (Connection c = weir.getConnection()) {
        assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(c.isValid(5)).isTrue();
        assertThat(Cluster.query(c, "select coalesce(current_setting('app.questions', true), '')"))
            .isEmpty();
        c.rollback();
      }
    }
  }

  @Test
  void nothingIsOpenAfterACommitThatLeavesAPin() throws Exception {
    cluster.run("truncate questions_account", "insert into questions_account values (1, 1)");
    try (WeirDataSource weir = one(pool -> {});
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      Cluster.execute(c, "create temporary table questions_mine (i int)");
      c.commit();

      assertThat(stateOfSession()).isEqualTo("idle no snapshot");
      c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      cluster.run("update questions_account set v = 2");
      assertThat(Cluster.query(c, "select v from questions_account")).isEqualTo("2");
      c.rollback();
      Cluster.execute(c, "drop table questions_mine");
      c.commit();
      assertThat(stateOfSession()).isEqualTo("idle no snapshot");
    }
  }

  @Test
  void notificationsArriveAfterACommit() throws Exception {
    try (WeirDataSource weir = one(pool -> {});
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "listen questions_channel");
      c.commit();
      cluster.run("notify questions_channel, 'hello'");

      PGNotification[] heard = c.unwrap(PGConnection.class).getNotifications(10_000);

      assertThat(heard).hasSize(1);
    }
  }

  @Test
  void commitReturnsWhereTheQuestionAfterItFails() throws Exception {
    try (WeirDataSource weir = one(pool -> {});
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "create temporary table questions_mine (i int)");
      Cluster.execute(c, "insert into questions_paid values (1)");
      Cluster.execute(c, "drop table questions_mine");
      Cluster.execute(c, "set statement_timeout = 1");
      c.commit();
      assertThat(Cluster.query(cluster.bare(), "select count(*) from questions_paid"))
          .isEqualTo("1");
    }
  }

  @Test
  void questionTakesNoSnapshotOfTheTransaction() throws Exception {
    cluster.run("truncate questions_account", "insert into questions_account values (1, 10)");
    try (WeirDataSource weir = one(pool -> {});
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      Cluster.execute(c, "set work_mem = '5MB'");
      c.setClientInfo("ApplicationName", "questions");
      cluster.run("update questions_account set v = 77");
      assertThat(Cluster.query(c, "select v from questions_account")).isEqualTo("77");
      c.rollback();
      Cluster.execute(c, "set work_mem = '6MB'");
      Cluster.execute(c, "set transaction isolation level serializable");
      c.rollback();
    }
  }

  @Test
  void whatPoolsDoToASessionIsDoneOutsideOfTransactions() throws Exception {
    try (WeirDataSource weir =
        one(
            pool -> {
              pool.setAutoCommit(false);
              pool.setSchema("questions_schema");
              pool.setConnectionInitSql("set app.questions = 'init'");
              pool.setConnectionTestQuery("select 1");
            })) {
      for (int i = 0; i < 3; i++) {
        Cluster.await("the session is idle", () -> "idle no snapshot".equals(stateOfSession()));
        try (Connection c = weir.getConnection()) {
          c.setReadOnly(i == 1);
          Cluster.query(c, "select count(*) from questions_there");
          c.rollback();
          Cluster.query(c, "select count(*) from questions_there");
          assertThat(Cluster.query(c, "select current_setting('app.questions')")).isEqualTo("init");
          c.rollback();
        }
      }
    }
  }

  @Test
  void failedTransactionThatNobodySawBeginIsNotDropped() throws Exception {
    cluster.run("truncate questions_paid");
    try (WeirDataSource weir = one(pool -> {});
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      c.setAutoCommit(false);
      PGConnection postgres = c.unwrap(PGConnection.class);
      assertThat(
              stateOf(
                  () ->
                      postgres
                          .getCopyAPI()
                          .copyIn(
                              "copy questions_paid from stdin",
                              new java.io.StringReader("no number\n"))))
          .isEqualTo("22P02");
      assertThat(stateOf(() -> s.execute("set work_mem = '5MB'"))).isEqualTo("25P02");
      assertThat(stateOf(() -> s.execute("insert into questions_paid values (2)")))
          .isEqualTo("25P02");
      c.rollback();
      assertThat(Cluster.query(cluster.bare(), "select count(*) from questions_paid"))
          .isEqualTo("0");
    }
  }

  @Test
  void readOnlyTransactionOnTwoServersRollsBackToASavepointOnBoth() throws Exception {
    cluster.run("truncate questions_account", "insert into questions_account values (1, 10)");
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, "select v from questions_account");
      Savepoint savepoint = c.setSavepoint();
      Cluster.query(c, "select v, pg_current_wal_lsn() from questions_account"); // The primary's.
      assertThat(
              stateOf(
                  () ->
                      Cluster.query(
                          c, "select 1 / (v - 10), random() from" + " questions_account")))
          .isEqualTo("22012");
      c.rollback(savepoint);
      assertThat(Cluster.query(c, "select v from questions_account")).isEqualTo("10");
      c.commit();
    }
  }

  /** Something that may throw. */
  @FunctionalInterface
  private interface Call {
    @Nullable Object run() throws Exception;
  }

  private static String stateOf(Call call) throws Exception {
    try {
      call.run();
      return "ok";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
