package dev.weir.analyzer;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.sql.StatementKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * What is executed, as meters of Micrometer, for any DataSource of Weir's: {@code
 * dataSource.addListener(new StatementMetrics(registry))}. {@code weir.statements} is a timer with
 * a histogram, {@code weir.rows} counts the rows that were written; docs/metrics.md has their tags,
 * all of few values. Each execution pays for a look-up and a timer. Thread-safe.
 */
public final class StatementMetrics implements ExecutionListener {
  /** One bucket each: from what an index finds in memory to what somebody waits for. */
  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Tags tags;
  private final ConcurrentMap<Series, Meters> known = new ConcurrentHashMap<>();

  /** All of few values, or the registry would not end. */
  private record Series(String dataSource, String node, StatementKind kind, boolean succeeded) {}

  private record Meters(Timer executions, Counter rows) {}

  /**
   * Meters without tags of the application's.
   *
   * @param registry where they are
   */
  public StatementMetrics(MeterRegistry registry) {
    this(registry, List.of());
  }

  /**
   * Meters with tags of the application's.
   *
   * @param registry where they are
   * @param tags of each meter, beside its own
   */
  public StatementMetrics(MeterRegistry registry, Iterable<Tag> tags) {
    this.registry = registry;
    this.tags = Tags.of(tags);
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    Series series =
        new Series(
            execution.checkout().dataSource(),
            execution.decision().node().name(),
            execution.shape().kind(),
            outcome.succeeded());
    Meters meters = known.get(series);
    if (meters == null) {
      meters = known.computeIfAbsent(series, this::create);
    }
    meters.executions().record(outcome.elapsedNanos(), TimeUnit.NANOSECONDS);
    if (outcome.rows() > 0) {
      meters.rows().increment((double) outcome.rows());
    }
  }

  private Meters create(Series series) {
    Tags own =
        tags.and(
            "datasource",
            series.dataSource(),
            "node",
            series.node(),
            "kind",
            series.kind().name().toLowerCase(Locale.ROOT));
    Timer executions =
        Timer.builder("weir.statements")
            .description("Executions, from the call of the driver to its return")
            .tags(own.and("outcome", series.succeeded() ? "success" : "failure"))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    Counter rows =
        Counter.builder("weir.rows")
            .description("Rows that were written")
            .tags(own)
            .register(registry);
    return new Meters(executions, rows);
  }
}
