package dev.weir.analyzer.page;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks when somebody asks, at most once a second, however many ask. Thread-safe. */
final class Looks implements AutoCloseable {
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final Supplier<Look> look;
  private final Runnable end;
  private final LongSupplier nanoTime;

  // Guarded by this.
  private @Nullable Look newest;
  private long takenNanos;

  private Looks(Supplier<Look> look, Runnable end, LongSupplier nanoTime) {
    this.look = look;
    this.end = end;
    this.nanoTime = nanoTime;
  }

  /** At an analyzer and the servers of its DataSources. */
  static Looks at(Analyzer analyzer, LongSupplier nanoTime) {
    Changes changes = new Changes(analyzer);
    String instance = UUID.randomUUID().toString();
    return new Looks(
        () -> {
          changes.listen();
          return new Look(
              instance,
              analyzer.report(),
              Servers.of(analyzer.dataSources(), changes),
              Origin.PROCESS);
        },
        changes::close,
        nanoTime);
  }

  /** At what does not change. */
  static Looks at(Report report, Origin origin) {
    Look look = Look.at(UUID.randomUUID().toString(), report, origin);
    return new Looks(() -> look, () -> {}, () -> 0);
  }

  /** At a database, as it was examined last. */
  static Looks at(Supplier<ExaminedDatabase> newest, LongSupplier nanoTime) {
    String instance = UUID.randomUUID().toString();
    return new Looks(
        () -> {
          ExaminedDatabase now = newest.get();
          return Look.at(instance, now.report(), Origin.database(now.checkup(), now.samples()));
        },
        () -> {},
        nanoTime);
  }

  synchronized Look newest() {
    long now = nanoTime.getAsLong();
    Look told = newest;
    if (told == null || now - takenNanos > FRESH_NANOS) {
      told = look.get();
      newest = told;
      takenNanos = now;
    }
    return told;
  }

  @Override
  public void close() {
    end.run();
  }
}
