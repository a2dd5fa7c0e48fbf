package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import dev.weir.route.SpillOver;
import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever is interrupted while Weir waits is told so soon, keeps the flag, and leaves nothing
 * behind. All waits would last for a minute or more.
 */
@Tag("proof")
class InterruptTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String READ = "select count(*) from stopped";
  private static final String ANY = "/*+ weir: any */ ";
  private static final String WRITE = "insert into stopped values (1)";
  private static final String INTERRUPTED = "57014";

  @BeforeEach
  void create() throws Exception {
    cluster.run("drop table if exists stopped", "create table stopped (n int)");
  }

  private static HikariConfig poolOfOne() {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    pool.setConnectionTimeout(LONG.toMillis());
    return pool;
  }

  private static WeirDataSource open(UnaryOperator<WeirDataSource.Builder> settings)
      throws Exception {
    return cluster.open(b -> settings.apply(b.maxLag(LONG).pool(poolOfOne()).replicaTimeout(LONG)));
  }

  /** Interrupts a thread where it waits, and returns what it was told. */
  private static SQLException interruptedIn(String method, Cluster.Action action) throws Exception {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                action.run();
                flag.completeExceptionally(new IllegalStateException("nothing was thrown"));
              } catch (Throwable t) {
                flag.completeExceptionally(
                    Thread.currentThread().isInterrupted()
                        ? t
                        : new IllegalStateException("the flag is lost", t));
              }
            });
    thread.start();
    Cluster.await("it waits in " + method, () -> flag.isDone() || isIn(thread, method));
    thread.interrupt();
    Cluster.await("it is told", flag::isDone);
    Throwable thrown = flag.handle((none, t) -> t).get();
    assertThat(thrown).isInstanceOf(SQLException.class);
    return (SQLException) thrown;
  }

  private static boolean isIn(Thread thread, String method) {
    boolean parked = thread.getState() == Thread.State.TIMED_WAITING;
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (parked && (frame.getClassName() + "." + frame.getMethodName()).endsWith(method)) {
        return true;
      }
    }
    return false;
  }

  private static void assertSays(SQLException thrown, String what) {
    assertThat(thrown.getSQLState()).isEqualTo(INTERRUPTED);
    assertThat((Throwable) thrown)
        .hasMessageContaining("interrupted while " + what)
        .hasRootCauseInstanceOf(InterruptedException.class);
  }

  private static void assertNothingIsBorrowed(WeirDataSource weir) {
    assertThat(weir.statistics().nodes())
        .allSatisfy(
            node -> {
              assertThat(node.inFlight()).as("borrowed of " + node.node()).isZero();
              assertThat(node.pool()).extracting(pool -> pool.active()).isEqualTo(0);
              assertThat(node.pool()).extracting(pool -> pool.waiting()).isEqualTo(0);
            });
  }

  private static void assertWorks(WeirDataSource weir) throws SQLException {
    assertNothingIsBorrowed(weir);
    Cluster.execute(weir, WRITE);
    assertThat(Integer.parseInt(String.valueOf(Cluster.query(weir, READ)))).isPositive();
    assertNothingIsBorrowed(weir);
  }

  private static long executions(WeirDataSource weir) {
    return weir.routes().stream().mapToLong(count -> count.executions()).sum();
  }

  // ---------------------------------------------------------------- waiting

  @Test
  void writeThatWaitsForAConnection() throws Exception {
    try (WeirDataSource weir = open(b -> b)) {
      try (Connection holding = weir.getConnection()) {
        holding.setAutoCommit(false);
        Cluster.execute(holding, WRITE);
        assertSays(
            interruptedIn("ConcurrentBag.borrow", () -> Cluster.execute(weir, WRITE)),
            "a statement waited for a connection");
        holding.commit();
      }
      assertWorks(weir);
    }
  }

  @Test
  void readThatWaitsForAConnectionTriesNoOtherServer() throws Exception {
    try (WeirDataSource weir = openOnOneReplica()) {
      try (Connection holding = reading(weir)) {
        long before = executions(weir);
        assertSays(
            interruptedIn("ConcurrentBag.borrow", () -> Cluster.query(weir, ANY + READ)),
            "a statement waited for a connection");
        assertThat(executions(weir)).isEqualTo(before);
        holding.commit();
      }
      assertWorks(weir);
    }
  }

  /** Over the primary and one replica, whose samples are never late. */
  private static WeirDataSource openOnOneReplica() throws Exception {
    WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .monitorInterval(Duration.ofSeconds(10))
            .maxLag(LONG)
            .pool(poolOfOne())
            .replicaTimeout(LONG)
            .primary(cluster.servers().node(0).jdbcUrl())
            .replica(cluster.servers().node(1).jdbcUrl())
            .build();
    Cluster.awaitReplicas(weir);
    return weir;
  }

  /** A connection that holds a replica's. */
  private static Connection reading(WeirDataSource weir) throws SQLException {
    Connection c = weir.getConnection();
    c.setReadOnly(true);
    c.setAutoCommit(false);
    assertThat(Cluster.query(c, ANY + "select pg_is_in_recovery()")).isEqualTo("t");
    return c;
  }

  @Test
  void observedPoolSaysItAsItDoesWithoutWeir() throws Exception {
    HikariConfig settings = poolOfOne();
    settings.setDataSource(cluster.bare());
    try (HikariDataSource pool = new HikariDataSource(settings);
        WeirDataSource weir = Weir.observe(pool)) {
      SQLException bare;
      SQLException observed;
      try (Connection holding = weir.getConnection()) {
        assertThat(Cluster.query(holding, "select 1")).isEqualTo("1");
        bare = interruptedIn("ConcurrentBag.borrow", () -> pool.getConnection().close());
        observed = interruptedIn("ConcurrentBag.borrow", () -> weir.getConnection().close());
      }
      assertThat((Throwable) observed).hasMessage(bare.getMessage());
      assertThat(observed.getSQLState()).isEqualTo(bare.getSQLState());
      assertThat(Cluster.query(weir, "select 1")).isEqualTo("1");
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  @Test
  void writeThatWaitsForAPrimary() throws Exception {
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .name("test")
            .pool(poolOfOne())
            .monitorInterval(Duration.ofMillis(100))
            .primary("jdbc:postgresql://127.0.0.1:1/postgres")
            .replica(cluster.servers().node(1).jdbcUrl())
            .build()) {
      assertSays(
          interruptedIn("Monitor.await", () -> Cluster.execute(weir, WRITE)),
          "a statement waited for the primary");
      assertNothingIsBorrowed(weir);
      assertThat(Cluster.query(cluster.bare(), READ)).isEqualTo("0");
    }
  }

  @Test
  void readThatWaitsForAReplicaToCatchUp() throws Exception {
    try (WeirDataSource weir = open(b -> b)) {
      Cluster.execute(weir, WRITE);
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, WRITE);
            assertSays(
                interruptedIn(
                    "Monitor.await",
                    () -> Cluster.query(weir, "/*+ weir: own_writes wait 60s */ " + READ)),
                "a read waited for a replica to catch up");
          });
      assertWorks(weir);
    }
  }

  @Test
  void readThatWaitsForItsTurnOnThePrimary() throws Exception {
    SpillOver one = SpillOver.atMost(1).waitingUpTo(Duration.ofMinutes(1));
    try (WeirDataSource weir = open(b -> b.spillOver(one).maxLag(Duration.ofMillis(300)))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(cluster.bare(), WRITE);
            Cluster.await(
                "all are behind",
                () -> weir.explain(READ).decision().reason() == RouteReason.NO_REPLICA);
            try (Connection holding = weir.getConnection()) {
              holding.setReadOnly(true);
              holding.setAutoCommit(false);
              assertThat(Cluster.query(holding, READ)).isEqualTo("1");
              assertSays(
                  interruptedIn("SpillGate.enter", () -> Cluster.query(weir, READ)),
                  "a read waited for its turn on the primary");
              holding.commit();
            }
            assertNothingIsBorrowed(weir);
            // A place is free, and nothing need be waited for.
            Thread.currentThread().interrupt();
            assertThat(Cluster.query(weir, READ)).isEqualTo("1");
            assertThat(Thread.interrupted()).isTrue();
          });
      assertWorks(weir);
    }
  }

  // ---------------------------------------------------------------- executing

  @Test
  void interruptedThreadThatNeedNotWaitWorksAsWithTheBareDriver() throws Exception {
    try (WeirDataSource weir = open(b -> b)) {
      Cluster.execute(weir, WRITE);
      Thread.currentThread().interrupt();
      Cluster.execute(weir, WRITE);
      assertThat(Cluster.query(weir, READ)).isEqualTo("2");
      assertThat(Thread.interrupted()).isTrue();
      assertWorks(weir);
    }
  }

  @Test
  void interruptedThreadThatWouldWaitDoesNotBeginTo() throws Exception {
    try (WeirDataSource weir = openOnOneReplica()) {
      try (Connection holding = reading(weir)) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Cluster.query(weir, ANY + READ))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertSays(e, "a statement waited for a connection"));
        assertThat(Thread.interrupted()).isTrue();
        holding.commit();
      }
      assertWorks(weir);
    }
  }

  /** Executes what takes a while, and is interrupted in the midst of it. */
  private static Future<?> interruptedIn(ExecutorService threads, String sql, Cluster.Action action)
      throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    Future<?> executing =
        threads.submit(
            () -> {
              thread.complete(Thread.currentThread());
              action.run();
              assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
              return true;
            });
    Cluster.await("it executes", () -> isExecuted(sql));
    thread.get().interrupt();
    return executing;
  }

  private static boolean isExecuted(String sql) throws SQLException {
    for (PostgresNode node : cluster.servers().nodes()) {
      String executing =
          "select count(*) from pg_stat_activity where state = 'active' and query = '%s'";
      if ("1".equals(Cluster.query(node.dataSource(), executing.formatted(sql)))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void executionIsNotDisturbedAsWithTheBareDriver() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    String sql = "select pg_sleep(1), 1 as undisturbed";
    try (WeirDataSource weir = open(b -> b)) {
      interruptedIn(other, sql, () -> Cluster.query(weir, sql)).get();
      assertWorks(weir);
    } finally {
      other.shutdownNow();
    }
  }

  /** The interrupt closes the socket on which a virtual thread waits. */
  @ParameterizedTest
  @ValueSource(strings = {"any", "primary"})
  void virtualThreadLosesOneConnectionAndTriesNoOther(String freshness) throws Exception {
    assumeTrue(Runtime.version().feature() >= 21, "virtual threads do not exist before JDK 21");
    ExecutorService virtual =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    String sql = "/*+ weir: %s */ select pg_sleep(5)".formatted(freshness);
    try (WeirDataSource weir = open(b -> b)) {
      long before = executions(weir);
      interruptedIn(
              virtual,
              sql,
              () ->
                  assertThatThrownBy(() -> Cluster.query(weir, sql))
                      .isInstanceOfSatisfying(
                          SQLException.class,
                          e -> {
                            assertThat(e.getSQLState()).startsWith("08");
                            assertThat(e.getSuppressed())
                                .anyMatch(InterruptTest::saysThatItWasInterrupted);
                          }))
          .get();
      assertThat(executions(weir)).isEqualTo(before + 1);
      assertWorks(weir);
    } finally {
      virtual.shutdownNow();
    }
  }

  private static boolean saysThatItWasInterrupted(Throwable added) {
    return added instanceof SQLException e
        && INTERRUPTED.equals(e.getSQLState())
        && String.valueOf(e.getMessage()).contains("interrupted");
  }
}
