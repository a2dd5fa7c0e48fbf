package dev.weir.analyzer;

import dev.weir.analyzer.count.Counted;
import dev.weir.analyzer.count.OverUnits;
import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.detect.FindingStore;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.unit.EndedUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Judges what has been counted. Units wait in a queue of {@value #QUEUE}, from which {@link #judge}
 * takes them; those that do not fit are dropped and counted. Thread-safe; units are judged one
 * after the other, and callbacks run without a lock.
 */
final class Verdicts {
  private static final int QUEUE = 1_000;
  private static final int SPARE = 4;
  private static final long WINDOW_NANOS = 1_000_000_000L;
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Queue<EndedUnit<FinishedUnit>> queue = new ArrayBlockingQueue<>(QUEUE);
  private final LongAdder dropped = new LongAdder();
  private final Set<String> holdingNothing = ConcurrentHashMap.newKeySet();
  private final Detectors detectors;
  private final Function<Finding, Optional<Finding>> reviewing;
  private final FindingStore store;
  private final Announcer announcer;
  private final Statistics statistics;
  private final Timelines timelines;
  private final OverUnits over;
  private final Places places;
  private final Supplier<Places> morePlaces;

  /** For threads of the application, each of which has one alone while it judges. */
  private final Queue<Places> spare = new ArrayBlockingQueue<>(SPARE);

  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private final Deque<Waiting> waiting = new ArrayDeque<>(); // This and the next: guarded by this.
  private long windowNanos;

  /** News that waits for a look at its tables, so that what is told is what the report says. */
  private record Waiting(Announcer.News news, long untilNanos) {}

  Verdicts(
      Detectors detectors,
      Function<Finding, Optional<Finding>> reviewing,
      FindingStore store,
      Announcer announcer,
      Statistics statistics,
      Timelines timelines,
      OverUnits over,
      Places places,
      Supplier<Places> morePlaces,
      LongSupplier nanoTime,
      Supplier<Instant> now) {
    this.detectors = detectors;
    this.reviewing = reviewing;
    this.store = store;
    this.announcer = announcer;
    this.statistics = statistics;
    this.timelines = timelines;
    this.over = over;
    this.places = places;
    this.morePlaces = morePlaces;
    this.nanoTime = nanoTime;
    this.now = now;
    this.windowNanos = nanoTime.getAsLong();
  }

  /**
   * A DataSource whose connections hold none of a server while they neither execute something nor
   * are in a transaction: nobody waits for them.
   *
   * @param dataSource its name
   */
  void holdsNothingIdle(String dataSource) {
    holdingNothing.add(dataSource);
  }

  /** Takes a unit that has ended; never waits. */
  void enqueue(EndedUnit<FinishedUnit> unit) {
    if (!queue.offer(unit)) {
      dropped.increment();
    }
  }

  /** How many units were dropped. */
  long dropped() {
    return dropped.sum();
  }

  /**
   * Judges all that waits, and tells of what is worth it.
   *
   * @param all whether also what happened over units since the last second
   */
  void judge(boolean all) {
    List<Announcer.News> news = new ArrayList<>();
    synchronized (this) {
      for (EndedUnit<FinishedUnit> unit = queue.poll(); unit != null; unit = queue.poll()) {
        timelines.add(unit);
        inspect(unit, places).forEach(finding -> add(finding, news));
      }
      long nanos = nanoTime.getAsLong();
      if (all || nanos - windowNanos >= WINDOW_NANOS) {
        windowNanos = nanos;
        Window window = over.take(now.get(), nanos, places);
        detectors.inspect(window).forEach(finding -> add(finding, news));
      }
      due(false, news);
    }
    news.forEach(announcer::tell);
  }

  /** Judges what waits, and tells of everything. */
  void close() {
    judge(true);
    List<Announcer.News> news = new ArrayList<>();
    synchronized (this) {
      due(true, news);
    }
    news.forEach(announcer::tell);
  }

  private void due(boolean all, List<Announcer.News> news) {
    long nanos = nanoTime.getAsLong();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      Finding finding = next.news.finding();
      if (all || nanos - next.untilNanos >= 0 || !statistics.areAwaited(finding)) {
        each.remove();
        reviewing
            .apply(finding)
            .ifPresent(it -> news.add(new Announcer.News(it, next.news.first())));
      }
    }
  }

  private void add(Finding finding, List<Announcer.News> all) {
    Finding merged = store.add(finding);
    if (merged.equals(finding)) {
      statistics.want(List.of(finding));
    }
    boolean awaited = statistics.areAwaited(merged);
    Optional<Finding> reviewed = awaited ? Optional.of(merged) : reviewing.apply(merged);
    Announcer.News news = reviewed.map(announcer::news).orElse(null);
    if (news == null) {
      return;
    }
    if (awaited) {
      waiting.add(new Waiting(news, nanoTime.getAsLong() + LOOK_NANOS));
    } else {
      all.add(news);
    }
  }

  /** What is found in one unit alone, by the calling thread; nothing is kept or told of it. */
  List<Finding> alone(EndedUnit<FinishedUnit> unit) {
    Places known = spare.poll();
    Places mine = known == null ? morePlaces.get() : known;
    List<Finding> found = inspect(unit, mine);
    var unused = spare.offer(mine);
    return found;
  }

  private List<Finding> inspect(EndedUnit<FinishedUnit> unit, Places places) {
    Counted counted = unit.counted().counted();
    return counted == null ? List.of() : detectors.inspect(trace(unit, counted, places));
  }

  private UnitTrace trace(EndedUnit<FinishedUnit> unit, Counted counted, Places places) {
    return new UnitTrace(
        unit.name(),
        unit.at(),
        Duration.ofNanos(unit.elapsedNanos()),
        unit.executions(),
        unit.bounds(),
        counted.repetitions(places),
        counted.transactions(places),
        counted.checkouts(places).stream()
            .filter(checkout -> !holdingNothing.contains(checkout.dataSource()))
            .toList(),
        counted.statements(places),
        counted.results(places),
        counted.values(places),
        counted.advisoryLocks(places),
        counted.sessions(places),
        counted.shapes(),
        counted.writtenRows());
  }
}
