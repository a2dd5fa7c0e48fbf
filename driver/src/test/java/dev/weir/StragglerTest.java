package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.fastpath.FastpathArg;

/**
 * A write whose connection is lost while it waits is committed when its server gets to it: whoever
 * reads afterwards sees it, though the replicas, which have all that was written before, do not.
 */
class StragglerTest {
  private static final String COUNT = "select count(*) from straggling";
  private static final String INSERT = "insert into straggling values (1)";
  private static final String LATE = "insert into straggling_late values (1)";
  private static final String WAITING =
      "select count(*) from pg_locks where locktype = 'advisory' and not granted";

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static WeirDataSource weir;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What an application does, and waits for. */
  private static final Map<String, Work> WRITES = new LinkedHashMap<>();

  /** How its connection is lost; run by another thread. */
  private static final Map<String, Work> LOSSES = new LinkedHashMap<>();

  private static final String TIMEOUT = "timeout";

  static {
    WRITES.put("insert", c -> Cluster.execute(c, INSERT));
    WRITES.put(
        "commit",
        c -> {
          c.setAutoCommit(false);
          Cluster.execute(c, LATE);
          c.commit();
        });
    WRITES.put(
        "auto-commit again",
        c -> {
          c.setAutoCommit(false);
          Cluster.execute(c, LATE);
          c.setAutoCommit(true);
        });
    WRITES.put(
        "commit by SQL",
        c -> {
          Cluster.execute(c, "begin");
          Cluster.execute(c, LATE);
          Cluster.execute(c, "commit");
        });
    WRITES.put("several", c -> Cluster.execute(c, "begin; " + INSERT + "; commit"));
    WRITES.put(
        "batch",
        c -> {
          try (PreparedStatement s = c.prepareStatement("insert into straggling values (?)")) {
            s.setInt(1, 1);
            s.addBatch();
            s.executeBatch();
          }
        });
    WRITES.put("function", c -> Cluster.query(c, "select straggle()"));
    WRITES.put(
        "COPY",
        c -> {
          var copy = c.unwrap(PGConnection.class).getCopyAPI();
          copy.copyIn("copy straggling from stdin", new StringReader("1\n"));
        });
    WRITES.put(
        "fast path",
        c -> {
          var fastpath = c.unwrap(PGConnection.class).getFastpathAPI();
          fastpath.addFunction("straggle", number("straggle"));
          fastpath.fastpath("straggle", new FastpathArg[0]);
        });
    LOSSES.put("abort", c -> c.abort(Runnable::run));
    LOSSES.put("close", Connection::close);
    LOSSES.put(TIMEOUT, c -> {});
  }

  /** Part of what an application does. */
  private interface Work {
    void run(Connection c) throws Exception;
  }

  private static Work work(Map<String, Work> ways, String name) {
    return Objects.requireNonNull(ways.get(name));
  }

  private static int number(String function) throws SQLException {
    return Integer.parseInt(
        String.valueOf(
            Cluster.query(cluster.bare(), "select '%s'::regproc::oid::int".formatted(function))));
  }

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create table straggling (id int)",
        "create table straggling_late (id int)",
        """
        create function straggle_on() returns trigger language plpgsql as $$
        begin
          perform pg_advisory_xact_lock_shared(4711);
          if tg_table_name = 'straggling_late' then insert into straggling values (1); end if;
          return null;
        end $$""",
        """
        create function straggle() returns void language plpgsql as $$
        begin insert into straggling values (1); end $$""",
        "create trigger straggles after insert on straggling"
            + " for each row execute function straggle_on()",
        "create constraint trigger straggles after insert on straggling_late"
            + " deferrable initially deferred for each row execute function straggle_on()");
    weir = cluster.open(builder -> builder);
  }

  @AfterAll
  static void close() throws SQLException {
    weir.close();
    cluster.run("drop table straggling, straggling_late", "drop function straggle_on, straggle");
  }

  @BeforeEach
  void empty() throws SQLException {
    cluster.run("truncate straggling");
  }

  @AfterEach
  void shutDown() throws Exception {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  static Stream<Arguments> losses() {
    return WRITES.keySet().stream()
        .flatMap(write -> LOSSES.keySet().stream().map(loss -> Arguments.of(write, loss)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("losses")
  void writeThatGoesOnIsReadWhenItIsCommitted(String write, String loss) throws Exception {
    try (Connection gate = cluster.bare().getConnection()) {
      Cluster.execute(gate, "select pg_advisory_lock(4711)");
      lose(write, loss);
      Cluster.awaitConfirmed(weir);
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(gate, "select pg_advisory_unlock(4711)");
            Cluster.await("it is committed", () -> !"0".equals(read()));
            assertThat(Cluster.query(weir, COUNT)).isEqualTo(read());
          });
    }
    Cluster.await("replicas serve it again", () -> isServedByReplica());
  }

  private void lose(String write, String loss) throws Exception {
    Connection c = weir.getConnection();
    if (loss.equals(TIMEOUT)) {
      c.setNetworkTimeout(Runnable::run, 1_000);
    }
    Future<?> lost =
        threads.submit(
            () -> {
              try {
                work(WRITES, write).run(c);
              } catch (SQLException e) {
                return e;
              }
              return null;
            });
    Cluster.await(
        "it waits", () -> "1".equals(Cluster.query(cluster.bare(), WAITING)) || lost.isDone());
    work(LOSSES, loss).run(c);
    assertThat(lost.get(30, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
    c.close();
  }

  private static String read() throws SQLException {
    return String.valueOf(Cluster.query(cluster.bare(), COUNT));
  }

  private static boolean isServedByReplica() throws SQLException {
    long before = Cluster.reads(weir);
    Cluster.query(weir, COUNT);
    return Cluster.reads(weir) > before;
  }
}
