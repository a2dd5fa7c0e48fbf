package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One connection that several threads use at once: they wait for each other, as on the driver. */
@Tag("proof")
class SharedConnectionTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int THREADS = 4;
  private static final int TIMES = 300;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final CyclicBarrier all = new CyclicBarrier(THREADS);

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table shared (id int primary key, n int not null)");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table shared");
  }

  @AfterEach
  void shutDown() throws Exception {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Where the connection is from. */
  private enum Setup {
    DRIVER {
      @Override
      Connection connect(List<AutoCloseable> closing) throws Exception {
        return cluster.bare().getConnection();
      }
    },
    ONE_SERVER {
      @Override
      Connection connect(List<AutoCloseable> closing) throws Exception {
        return keep(
                closing,
                WeirDataSource.builder().primary(cluster.servers().primary().jdbcUrl()).build())
            .getConnection();
      }
    },
    WITH_REPLICAS {
      @Override
      Connection connect(List<AutoCloseable> closing) throws Exception {
        return keep(closing, cluster.open()).getConnection();
      }
    };

    abstract Connection connect(List<AutoCloseable> closing) throws Exception;

    private static WeirDataSource keep(List<AutoCloseable> closing, WeirDataSource weir) {
      closing.add(weir);
      return weir;
    }
  }

  /** What one thread does, again and again. */
  @FunctionalInterface
  private interface Work {
    void run(Connection shared, int thread, int time) throws SQLException;
  }

  private void together(Setup setup, boolean autoCommit, Work work) throws Exception {
    List<AutoCloseable> closing = new ArrayList<>();
    try (Connection shared = setup.connect(closing)) {
      cluster.run(
          "truncate shared",
          "insert into shared select i, 0 from generate_series(0, " + THREADS + ") i");
      shared.setAutoCommit(autoCommit);
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        done.add(
            threads.submit(
                () -> {
                  all.await();
                  for (int time = 1; time <= TIMES; time++) {
                    work.run(shared, thread, time);
                  }
                  return null;
                }));
      }
      for (Future<?> each : done) {
        each.get();
      }
      if (!autoCommit) {
        shared.commit();
      }
    } finally {
      for (AutoCloseable each : closing) {
        each.close();
      }
    }
  }

  private static int read(Connection shared, int id) throws SQLException {
    try (PreparedStatement s = shared.prepareStatement("select n from shared where id = ?")) {
      s.setInt(1, id);
      try (ResultSet rows = s.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getInt(1);
      }
    }
  }

  private static void add(Connection shared, int id) throws SQLException {
    try (Statement s = shared.createStatement()) {
      assertThat(s.executeUpdate("update shared set n = n + 1 where id = " + id)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsOfSeveralThreadsAreAnswered(Setup setup) throws Exception {
    together(setup, true, (shared, thread, time) -> assertThat(read(shared, thread)).isZero());
  }

  @ParameterizedTest
  @EnumSource
  void eachThreadSeesWhatItWrote(Setup setup) throws Exception {
    together(
        setup,
        true,
        (shared, thread, time) -> {
          add(shared, thread);
          assertThat(read(shared, thread)).isEqualTo(time);
        });
  }

  @ParameterizedTest
  @EnumSource
  void threadsShareATransaction(Setup setup) throws Exception {
    together(
        setup,
        false,
        (shared, thread, time) -> {
          add(shared, THREADS);
          assertThat(read(shared, THREADS)).isPositive();
        });
    assertThat(Cluster.query(cluster.bare(), "select n from shared where id = " + THREADS))
        .isEqualTo(String.valueOf(THREADS * TIMES));
  }

  @ParameterizedTest
  @EnumSource
  void settingsAndQuestionsOfOneThreadDisturbNoOther(Setup setup) throws Exception {
    together(
        setup,
        true,
        (shared, thread, time) -> {
          switch (thread) {
            case 0 -> shared.setNetworkTimeout(Runnable::run, 60_000 + time);
            case 1 -> {
              try (Statement s = shared.createStatement()) {
                s.execute("set application_name = 'shared'");
                s.execute("reset application_name");
              }
            }
            case 2 -> {
              assertThat(shared.isValid(5)).isTrue();
              assertThat(shared.getTransactionIsolation()).isPositive();
              assertThat(shared.createArrayOf("int4", new Integer[] {time}).getBaseTypeName())
                  .isEqualTo("int4");
            }
            default -> assertThat(read(shared, thread)).isZero();
          }
        });
  }
}
