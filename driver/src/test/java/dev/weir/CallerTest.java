package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.weir.consistency.CallerScope;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Within a session a read sees what its caller wrote and saw, and need not wait for others. */
@SuppressWarnings("try") // A scope is not named within its block.
class CallerTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select v from called where id = 1";
  private static final String OTHER = "select v from called_too where id = 1";

  private WeirDataSource weir;

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table called (id int primary key, v int not null)",
        "create table called_too (id int primary key, v int not null)",
        "insert into called values (1, 0)",
        "insert into called_too values (1, 0)");
  }

  @BeforeEach
  void open() throws Exception {
    cluster.run("update called set v = 0", "update called_too set v = 0");
    weir = cluster.open();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  private @Nullable String read() throws SQLException {
    return Cluster.query(weir, READ);
  }

  private void write(int value) throws SQLException {
    Cluster.execute(weir, "update called set v = " + value);
  }

  private long count(RouteReason reason) {
    return weir.routes().stream()
        .filter(route -> route.reason() == reason)
        .mapToLong(route -> route.executions())
        .sum();
  }

  // ---------------------------------------------------------------- own writes

  @Test
  void writesOfOthersDoNotHoldASessionBack() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          write(1);
          try (CallerScope other = Weir.session("b")) {
            write(2);
          }
          try (CallerScope session = Weir.session("a")) {
            assertThat(read()).isEqualTo("0");
          }
          assertThat(read()).isEqualTo("2"); // Outside of sessions all writes count.
        });
  }

  @Test
  void sessionSeesItsOwnWritesAlsoThoseOfATransaction() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          try (CallerScope session = Weir.session("a")) {
            assertThat(Cluster.query(weir, OTHER)).isEqualTo("0");
            write(1);
            assertThat(read()).isEqualTo("1");
            try (Connection c = weir.getConnection()) {
              c.setAutoCommit(false);
              Cluster.execute(c, "update called_too set v = 3");
              c.commit();
            }
            assertThat(Cluster.query(weir, OTHER)).isEqualTo("3");
          }
          try (CallerScope again = Weir.session("a")) {
            assertThat(read()).isEqualTo("1");
          }
        });
  }

  @Test
  void pendingWriteHoldsBackOnlyItsCaller() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    // A trigger of the commit holds it up: it is pending as long as this lock is held.
    cluster.run(
        "create function hold_called() returns trigger language plpgsql as $$ begin perform"
            + " pg_catalog.pg_advisory_xact_lock(4711); return null; end $$",
        "create constraint trigger held after update on called deferrable initially deferred for"
            + " each row execute function hold_called()");
    try (WeirDataSource knowing = cluster.open();
        Connection lock = cluster.bare().getConnection()) {
      lock.setAutoCommit(false);
      Cluster.execute(lock, "select pg_catalog.pg_advisory_xact_lock(4711)");
      Future<?> writing;
      try (CallerScope session = Weir.session("a")) {
        writing =
            threads.submit(
                session.wrap(
                    (Callable<Void>)
                        () -> {
                          Cluster.execute(knowing, "update called set v = 9 where id = 1");
                          return null;
                        }));
        Cluster.await(
            "the write is pending",
            () -> knowing.explain(READ).decision().reason() == RouteReason.PENDING_WRITE);
      }
      try (CallerScope other = Weir.session("b")) {
        assertThat(knowing.explain(READ).decision().reason()).isEqualTo(RouteReason.READ);
      }
      lock.rollback();
      writing.get();
    } finally {
      threads.shutdownNow();
      cluster.run("drop trigger held on called", "drop function hold_called()");
    }
  }

  @Test
  void writesOfOthersOfWhichNobodyCanTellTheTablesCount() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          Cluster.execute(weir, "do $$ begin update called set v = 8; end $$");
          try (CallerScope session = Weir.session("a")) {
            assertThat(read()).isEqualTo("8");
          }
        });
  }

  @Test
  void callerIsTheSameOnEveryThreadItIsHandedTo() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(2);
    try {
      cluster.whileReplicasStandStill(() -> handedOver(pool));
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void callerIsTheSameOnVirtualThreads() throws Exception {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    ExecutorService threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      cluster.whileReplicasStandStill(() -> handedOver(threads));
    } finally {
      threads.shutdownNow();
    }
  }

  private void handedOver(ExecutorService threads) throws Exception {
    try (CallerScope session = Weir.session("a")) {
      Callable<Void> write =
          () -> {
            write(5);
            return null;
          };
      threads.submit(session.wrap(write)).get();
      assertThat(read()).isEqualTo("5");
      Callable<String> read = this::read;
      assertThat(threads.submit(session.wrap(read)).get()).isEqualTo("5");
    }
    try (CallerScope stranger = Weir.session("b")) {
      assertThat(read()).isEqualTo("0");
      // The pool's thread is nobody, for whom every write counts.
      assertThat(threads.submit(this::read).get()).isEqualTo("5");
    }
  }

  // ---------------------------------------------------------------- monotonic reads

  @Test
  void sessionDoesNotGoBackBehindWhatItSawOnThePrimary() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          write(1); // By nobody: it does not hold the session back.
          try (CallerScope session = Weir.session("a")) {
            assertThat(Cluster.query(weir, "/*+ weir: primary */ " + READ)).isEqualTo("1");
            long before = count(RouteReason.MONOTONIC_READS);
            for (int i = 0; i < 20; i++) {
              assertThat(read()).isEqualTo("1");
            }
            assertThat(count(RouteReason.MONOTONIC_READS)).isEqualTo(before + 20);
          }
          try (CallerScope other = Weir.session("b")) {
            assertThat(read()).isEqualTo("0");
          }
        });
  }

  @Test
  void sessionDoesNotGoBackBehindWhatItSawOnAReplica() throws Exception {
    PostgresNode behind = cluster.servers().replicas().get(0);
    behind.pauseReplay();
    try (CallerScope session = Weir.session("a")) {
      // Somebody past Weir writes: no mark tells of it.
      try (Connection c = cluster.bare().getConnection()) {
        Cluster.execute(c, "update called set v = 4");
      }
      Cluster.await("the other replica shows it", () -> "4".equals(read()));
      for (int i = 0; i < 200; i++) {
        assertThat(read()).isEqualTo("4");
      }
    } finally {
      behind.resumeReplay();
    }
  }

  /** Else it would come back only by chance: there is always a read that has just returned. */
  @Test
  void sessionThatReadsWithoutAPauseWaitsForAReplicaNowAndThen() throws Exception {
    try (CallerScope session = Weir.session("a")) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(cluster.bare(), "update called set v = 1"); // Replicas lack something.
            Cluster.query(weir, "/*+ weir: primary */ " + READ);
            Cluster.await("a read waits", this::waits);
          });
      Cluster.await(
          "a replica serves it",
          () -> {
            long before = Cluster.reads(weir);
            read();
            return Cluster.reads(weir) > before;
          });
    }
  }

  /** A read that waits notices an interruption; one that is sent does not. */
  private boolean waits() {
    Thread.currentThread().interrupt();
    try {
      read();
      return false;
    } catch (SQLException e) {
      assertThat((Throwable) e)
          .hasMessageContaining("interrupted while a read waited for a replica");
      return true;
    } finally {
      Thread.interrupted();
    }
  }
}
