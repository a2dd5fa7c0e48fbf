package dev.weir.analyzer;

import dev.weir.analyzer.capture.Capture;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.detect.FindingStore;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.event.ExecutionListener;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Watches what an application executes and finds what it does that harms its database. Give {@link
 * #listener} to Weir's DataSource, or an {@link AnalyzerQueryListener} to datasource-proxy.
 * Thread-safe.
 *
 * <p>A unit of work is judged when it ends: at the close of its {@link #unit}; or, where there is
 * none, when its thread was silent for 100 ms outside of a transaction; or after 60 s. Each finding
 * is logged when it is first seen and at each tenfold growth.
 */
public final class Analyzer implements AutoCloseable {
  private final Detectors detectors;
  private final FindingStore store;
  private final Announcer announcer;
  private final Capture capture;
  private final LongSupplier nanoTime;

  Analyzer(AnalyzerConfig config, LongSupplier nanoTime, Supplier<Instant> now) {
    this.detectors = new Detectors(config.profile(), config.roundTrip());
    this.store = new FindingStore(config.maxFindings());
    this.announcer = new Announcer(config.maxFindings(), config.onFinding());
    this.nanoTime = nanoTime;
    this.capture =
        new Capture(
            config.profile(),
            config.quietGap(),
            config.applicationPackages(),
            nanoTime,
            now,
            this::judge);
  }

  /**
   * Creates an analyzer that watches whatever its listener is given to.
   *
   * @param config how it watches and judges
   */
  public static Analyzer create(AnalyzerConfig config) {
    Analyzer analyzer = new Analyzer(config, System::nanoTime, Instant::now);
    analyzer.capture.start();
    return analyzer;
  }

  /** What Weir's DataSource is to tell what it executes. */
  public ExecutionListener listener() {
    return capture.listener();
  }

  /**
   * Opens a unit of work on this thread; it ends when it is closed.
   *
   * @param name what it is called, such as {@code GET /orders}
   */
  public Unit unit(String name) {
    return new Unit(capture.open(name, true));
  }

  /**
   * Opens a unit of work whose executions nobody wants to hear of, such as the fixtures of a test.
   *
   * @param name what it is called
   */
  public Unit unwatched(String name) {
    return new Unit(capture.open(name, false));
  }

  /**
   * All findings so far, those that cost most first. Ends the units of work that are quiet, and the
   * calling thread's own unless it is in a scope or a transaction.
   */
  public List<Finding> findings() {
    capture.flush();
    return store.worstFirst();
  }

  /** What was seen, and what was not. */
  public Coverage coverage() {
    return new Coverage(
        capture.units(),
        capture.executions(),
        capture.dropped(),
        capture.overflow(),
        store.evicted());
  }

  /** Stops watching in the background. What was found stays readable. */
  @Override
  public void close() {
    capture.close();
  }

  LongSupplier nanoTime() {
    return nanoTime;
  }

  private void judge(UnitTrace unit) {
    for (Finding finding : detectors.inspect(unit)) {
      announcer.seen(store.add(finding));
    }
  }
}
