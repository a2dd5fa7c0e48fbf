package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the application does to its own connection ends the statement, and nothing is sent again.
 */
class AbortTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String SLEEPING = "/* abort-test */ select pg_sleep(60)";
  private static final String RUNNING =
      "select count(*) from pg_stat_activity where query like '/* abort-test */%'"
          + " and state = 'active' and pid <> pg_backend_pid()";
  private static final String KILLING =
      RUNNING.replace("count(*)", "count(pg_terminate_backend(pid))");

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void shutDown() throws Exception {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  private static int running() throws SQLException {
    int running = 0;
    for (var node : cluster.servers().nodes()) {
      running +=
          Integer.parseInt(Objects.requireNonNull(Cluster.query(node.dataSource(), RUNNING)));
    }
    return running;
  }

  /** Only what runs: an idle session may be one that a pool is about to lend. */
  private static void killWhatRuns() throws SQLException {
    for (var node : cluster.servers().nodes()) {
      Cluster.query(node.dataSource(), KILLING);
    }
  }

  private Future<String> sleep(Connection c) {
    return threads.submit(
        () -> {
          try (Statement s = c.createStatement();
              ResultSet rows = s.executeQuery(SLEEPING)) {
            return "rows " + rows.next();
          } catch (SQLException e) {
            return e.getSQLState();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readOfAConnectionThatIsEndedIsNotSentAgain(boolean abort) throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      Connection c = weir.getConnection();
      Future<String> sleeping = sleep(c);
      Cluster.await("it runs", () -> running() == 1);
      if (abort) {
        c.abort(Runnable::run);
      } else {
        c.close();
      }
      // To close a connection closes its statements first, which cancels what runs.
      assertThat(sleeping.get(30, TimeUnit.SECONDS)).matches(abort ? "08..." : "08...|57014");
      assertThat(c.isClosed()).isTrue();
      Cluster.execute(cluster.bare(), "select 1");
      killWhatRuns();
      Cluster.await("nothing runs", () -> running() == 0);
      Cluster.query(weir, "select 1");
    }
  }

  @Test
  void readThatTookTooLongForItsNetworkTimeoutIsNotSentAgain() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      long before = executions(weir);
      c.setNetworkTimeout(Runnable::run, 300);
      assertThatThrownBy(() -> s.executeQuery(SLEEPING))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      assertThat(executions(weir)).isEqualTo(before + 1);
    } finally {
      killWhatRuns();
    }
  }

  private static long executions(WeirDataSource weir) {
    return weir.routes().stream().mapToLong(count -> count.executions()).sum();
  }

  @Test
  void killedReadIsNotSentAgainWhileItsServerLives() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      Future<String> sleeping = sleep(c);
      Cluster.await("it runs", () -> running() == 1);
      long before = executions(weir);
      killWhatRuns();
      assertThat(sleeping.get(60, TimeUnit.SECONDS)).isEqualTo("57P01");
      assertThat(executions(weir)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void statementThatWaitsForAPoolFindsItsConnectionClosed(boolean abort) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    try (WeirDataSource weir =
            WeirDataSource.builder()
                .name("abort")
                .primary(cluster.servers().node(0).jdbcUrl())
                .pool(pool)
                .build();
        Connection holder = weir.getConnection()) {
      holder.setAutoCommit(false);
      Cluster.query(holder, "select 1");
      Connection c = weir.getConnection();
      Future<String> waiting =
          threads.submit(
              () -> {
                try (Statement s = c.createStatement()) {
                  return "executed " + s.execute("select 42");
                } catch (SQLException e) {
                  return e.getSQLState();
                }
              });
      Cluster.await("it waits", () -> isWaiting(weir));
      if (abort) {
        c.abort(Runnable::run);
      } else {
        c.close();
      }
      holder.rollback();
      assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("08003");
      assertThat(Cluster.query(holder, "select 1")).isEqualTo("1");
      holder.rollback();
      Cluster.await("nothing is lent", () -> "1".equals(Cluster.query(weir, "select 1")));
    }
  }

  private static boolean isWaiting(WeirDataSource weir) {
    var pool = weir.statistics().nodes().get(0).pool();
    return pool != null && pool.waiting() > 0;
  }
}
