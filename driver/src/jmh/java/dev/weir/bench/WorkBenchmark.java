package dev.weir.bench;

import dev.weir.WeirDataSource;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteReason;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The same work through each {@link Subject}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameter, and calls open() before all else.
public class WorkBenchmark {
  private static final int KEYS = 1_024;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** What is measured: those that need no PostgreSQL. */
  @Param({
    "HIKARI",
    "OBSERVE_SILENTLY",
    "OBSERVE",
    "ROUTE",
    "ROUTE_AND_ANALYZE",
    "ROUTE_AND_DEVELOP",
    "DATASOURCE_PROXY",
    "P6SPY",
    "OPENTELEMETRY"
  })
  public Subject subject;

  private Opened opened;
  private DataSource dataSource;

  /** Until it began to measure; null if nothing is routed. */
  private @Nullable Routes before;

  /** Opens it, and waits until Weir, if it routes, knows that its replicas have all they need. */
  @Setup(Level.Trial)
  public void open() throws SQLException {
    opened = subject.open();
    dataSource = opened.dataSource();
    if (dataSource instanceof WeirDataSource weir && weir.topology().nodes().size() > 1) {
      long start = System.nanoTime();
      while (Routes.of(weir).onReplicas() == 0) {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new IllegalStateException("no read goes to a replica: " + weir.routes());
        }
        Work.readOne(dataSource, 0);
      }
      before = Routes.of(weir);
    }
  }

  /** Closes it, unless it did other work than it was to do: what can be read on replicas is. */
  @TearDown(Level.Trial)
  public void close() {
    try (Opened closing = opened) {
      if (before != null && closing.dataSource() instanceof WeirDataSource weir) {
        Routes now = Routes.of(weir);
        long elsewhere = now.elsewhere() - before.elsewhere();
        // The machine may be so busy that the monitor misses its time.
        if (elsewhere * 100 > now.onReplicas()) {
          throw new IllegalStateException("reads went to the primary: " + weir.routes());
        }
      }
    }
  }

  /** One row. */
  @Benchmark
  public long readOne(Keys keys) throws SQLException {
    return Work.readOne(dataSource, keys.next());
  }

  /** A thousand rows. */
  @Benchmark
  public long readThousand(Keys keys) throws SQLException {
    return Work.readThousand(dataSource, keys.next());
  }

  /** One row, written. */
  @Benchmark
  public int write(Keys keys) throws SQLException {
    return Work.write(dataSource, keys.next());
  }

  /** A batch of a hundred rows, written. */
  @Benchmark
  public int batch(Keys keys) throws SQLException {
    return Work.batch(dataSource, keys.next());
  }

  /** Five statements in one transaction. */
  @Benchmark
  public long transaction(Keys keys) throws SQLException {
    return Work.transaction(dataSource, keys.next());
  }

  /** The keys of one thread, round and round. */
  @State(Scope.Thread)
  public static class Keys {
    private long taken;

    long next() {
      return 1_000 + taken++ % KEYS;
    }
  }

  /** Where statements went that are not the primary's by their nature. */
  private record Routes(long onReplicas, long elsewhere) {
    private static final Set<RouteReason> PRIMARYS =
        Set.of(RouteReason.WRITE, RouteReason.TRANSACTION);

    static Routes of(WeirDataSource weir) {
      long onReplicas = 0;
      long elsewhere = 0;
      for (RouteCount route : weir.routes()) {
        if (route.reason() == RouteReason.READ && route.node().index() > 0) {
          onReplicas += route.executions();
        } else if (!PRIMARYS.contains(route.reason())) {
          elsewhere += route.executions();
        }
      }
      return new Routes(onReplicas, elsewhere);
    }
  }
}
