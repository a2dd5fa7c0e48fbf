package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A read sees what its caller has written before, whatever the replicas do meanwhile: the replay of
 * each is paused and resumed at random while eight threads write and read.
 */
@Tag("proof")
class OwnWritesTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int THREADS = 8;
  private static final int ROWS = 40;

  /** So many pairs apart, a thread reads on until a replica has served its row. */
  private static final int EDGES = 20;

  @BeforeAll
  static void create() throws SQLException {
    for (int i = 0; i < THREADS; i++) {
      cluster.run(
          "create table own%d (id int primary key, v bigint not null)".formatted(i),
          "insert into own%d select n, 0 from generate_series(1, %d) n".formatted(i, ROWS));
    }
  }

  @Test
  void readSeesWhatItsDataSourceWrote() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      long before = Cluster.reads(weir);

      long stale = staleReads(weir, weir, 20_000);

      assertThat(stale).isZero();
      assertThat(Cluster.reads(weir) - before).isGreaterThan(0);
    }
  }

  /** The same servers and the same accidents: it is the marks that make the difference. */
  @Test
  void readThatKnowsNothingOfTheWriteIsStaleAtTimes() throws Exception {
    try (WeirDataSource writing = cluster.open();
        WeirDataSource reading = cluster.open()) {
      assertThat(staleReads(writing, reading, 4_000)).isGreaterThan(0);
    }
  }

  private static long staleReads(WeirDataSource writing, WeirDataSource reading, int pairs)
      throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    try {
      Future<?> accidents = threads.submit(() -> pauseAndResume(over));
      List<Future<Long>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Caller caller = new Caller(writing, reading, i);
        counts.add(threads.submit(() -> caller.run(pairs / THREADS)));
      }
      long stale = 0;
      for (Future<Long> count : counts) {
        stale += count.get();
      }
      over.set(true);
      accidents.get();
      return stale;
    } finally {
      over.set(true);
      threads.shutdownNow();
      cluster.servers().replicas().forEach(PostgresNode::resumeReplay);
    }
  }

  private static void pauseAndResume(AtomicBoolean over) {
    Random random = new Random(42);
    while (!over.get()) {
      PostgresNode replica = cluster.servers().replicas().get(random.nextInt(2));
      replica.pauseReplay();
      pause(random.nextInt(60));
      replica.resumeReplay();
      pause(random.nextInt(60));
    }
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }

  /** One thread with rows of its own: what it reads must be what it wrote last. */
  private static final class Caller {
    private static final AtomicLong VALUES = new AtomicLong();

    private final DataSource writing;
    private final WeirDataSource reading;
    private final Random random;
    private final String update;
    private final String select;

    Caller(DataSource writing, WeirDataSource reading, int number) {
      this.writing = writing;
      this.reading = reading;
      this.random = new Random(number);
      this.update = "update own%d set v = ? where id = ?".formatted(number);
      this.select = "select v from own%d where id = ?".formatted(number);
    }

    long run(int pairs) throws SQLException {
      long stale = 0;
      for (int i = 0; i < pairs; i++) {
        int row = 1 + random.nextInt(ROWS);
        long value = VALUES.incrementAndGet();
        if (random.nextBoolean()) {
          write(row, value);
        } else {
          writeInTransaction(row, value);
        }
        // The moment at which the primary lets go of the row is the one to look at.
        int reads = i % EDGES == 0 ? 40 : 1;
        for (int n = 0; n < reads; n++) {
          stale += read(row) == value ? 0 : 1;
        }
      }
      return stale;
    }

    private void write(int row, long value) throws SQLException {
      try (Connection c = writing.getConnection()) {
        update(c, row, value);
      }
    }

    private void writeInTransaction(int row, long value) throws SQLException {
      try (Connection c = writing.getConnection()) {
        c.setAutoCommit(false);
        update(c, row, -value);
        update(c, row, value);
        c.commit();
      }
    }

    private void update(Connection c, int row, long value) throws SQLException {
      try (PreparedStatement s = c.prepareStatement(update)) {
        s.setLong(1, value);
        s.setInt(2, row);
        assertThat(s.executeUpdate()).isEqualTo(1);
      }
    }

    private long read(int row) throws SQLException {
      try (Connection c = reading.getConnection();
          PreparedStatement s = c.prepareStatement(select)) {
        s.setInt(1, row);
        try (ResultSet found = s.executeQuery()) {
          assertThat(found.next()).isTrue();
          return found.getLong(1);
        }
      }
    }
  }
}
