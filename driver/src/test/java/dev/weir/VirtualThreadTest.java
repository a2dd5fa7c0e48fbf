package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.consistency.CallerScope;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many virtual threads on few connections. */
class VirtualThreadTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int THREADS = 10_000;
  private static final String PINNED = "jdk.VirtualThreadPinned";

  @TempDir Path directory;

  private ExecutorService threads;

  @BeforeEach
  void create() throws Exception {
    assumeTrue(
        Runtime.version().feature() >= 21, "virtual threads do not exist before JDK 21: " + this);
    threads =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    cluster.run("drop table if exists many", "create table many (id int primary key, v int)");
  }

  @AfterEach
  void shutdown() {
    if (threads != null) {
      threads.shutdownNow();
    }
  }

  private static WeirDataSource open() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(5);
    pool.setConnectionTimeout(Duration.ofMinutes(5).toMillis());
    return cluster.open(
        b -> b.pool(pool).replicaTimeout(Duration.ofMinutes(5)).maxLag(Duration.ofMinutes(10)));
  }

  /**
   * So many at once, each with its number, counted from one; what the first one that fails throws
   * is thrown.
   */
  private void atOnce(int from, int count, WeirDataSource weir) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      Callable<Void> work = work(weir, i);
      all.add(
          threads.submit(
              () -> {
                start.await();
                return work.call();
              }));
    }
    start.countDown();
    for (Future<?> one : all) {
      one.get(5, TimeUnit.MINUTES);
    }
  }

  private static Callable<Void> work(WeirDataSource weir, int id) {
    return () -> {
      switch (id % 4) {
        case 0 -> writeAndRead(weir, id);
        case 1 -> transaction(weir, id);
        case 2 -> reads(weir);
        default -> session(weir, id);
      }
      return null;
    };
  }

  private static void insert(Connection c, int id) throws SQLException {
    Cluster.execute(c, "insert into many values (%d, 1)".formatted(id));
  }

  private static void assertValue(WeirDataSource weir, int id, int value) throws SQLException {
    assertThat(Cluster.query(weir, "select v from many where id = " + id))
        .isEqualTo(Integer.toString(value));
  }

  private static void writeAndRead(WeirDataSource weir, int id) throws SQLException {
    try (Connection c = weir.getConnection()) {
      insert(c, id);
    }
    assertValue(weir, id, 1);
  }

  private static void transaction(WeirDataSource weir, int id) throws SQLException {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      insert(c, id);
      Cluster.execute(c, "update many set v = v + 1 where id = " + id);
      assertThat(Cluster.query(c, "select v from many where id = " + id)).isEqualTo("2");
      c.commit();
    }
    assertValue(weir, id, 2);
  }

  @SuppressWarnings("try") // The scope is not named within its block.
  private static void reads(WeirDataSource weir) throws SQLException {
    try (FreshnessScope loose = Weir.freshness(Freshness.ANY);
        Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
      assertThat(Cluster.query(c, "select count(*) >= 0 from many")).isEqualTo("t");
      c.commit();
    }
  }

  @SuppressWarnings("try") // The scope is not named within its block.
  private static void session(WeirDataSource weir, int id) throws SQLException {
    try (CallerScope session = Weir.session("caller " + id)) {
      writeAndRead(weir, id);
    }
  }

  @Test
  void tenThousandAtOnceAllFinishOnPoolsOfFive() throws Exception {
    try (WeirDataSource weir = open()) {
      atOnce(0, THREADS, weir);

      assertThat(Cluster.query(cluster.bare(), "select count(*) from many"))
          .isEqualTo(Integer.toString(THREADS * 3 / 4));
      assertThat(weir.statistics().nodes())
          .allSatisfy(
              node -> {
                assertThat(node.inFlight()).as("borrowed of " + node.node()).isZero();
                assertThat(node.pool()).extracting(pool -> pool.active()).isEqualTo(0);
              });
      assertThat(weir.statistics().nodes().stream().skip(1).mapToLong(n -> n.executions()).sum())
          .as("reads on replicas")
          .isGreaterThan(THREADS / 4); // Of twice as many: a busy machine may sample late.
    }
  }

  /** Pins the thread that is the first to use it, on every JDK. */
  private static final class Pin {
    static {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    static void now() {}
  }

  @Test
  void noneIsPinnedByWeir() throws Exception {
    Path file = directory.resolve("pinned.jfr");
    try (WeirDataSource weir = open();
        Recording recording = new Recording()) {
      atOnce(0, 100, weir); // Classes are initialised.
      recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      threads.submit(Pin::now).get();
      atOnce(100, 2_000, weir);
      recording.stop();
      recording.dump(file);
    }
    assertThat(Files.size(file)).isPositive();
    List<RecordedEvent> pinned =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(PINNED))
            .toList();
    assertThat(pinned)
        .as("the planted one is seen")
        .anyMatch(within(isOf(Pin.class.getName()::equals)));
    assertThat(pinned)
        .as("pinned where Weir is on the stack")
        .filteredOn(within(isOf(VirtualThreadTest::isOfWeir)))
        .filteredOn(within(VirtualThreadTest::pinsAnyway).negate())
        .isEmpty();
  }

  private static Predicate<RecordedEvent> within(Predicate<RecordedFrame> frame) {
    return event ->
        event.getStackTrace() != null && event.getStackTrace().getFrames().stream().anyMatch(frame);
  }

  private static Predicate<RecordedFrame> isOf(Predicate<String> type) {
    return frame -> type.test(frame.getMethod().getType().getName());
  }

  private static boolean isOfWeir(String type) {
    return type.startsWith("dev.weir.") && !type.startsWith(VirtualThreadTest.class.getName());
  }

  /** The JDK pins whoever initialises a class, or calls back from native code. */
  private static boolean pinsAnyway(RecordedFrame frame) {
    return !frame.isJavaFrame() || frame.getMethod().getName().equals("<clinit>");
  }
}
