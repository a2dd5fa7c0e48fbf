package dev.weir.analyzer;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells of a finding when it is first seen, in full, and again each time it has grown tenfold, in a
 * line. Each code has a logger of its own, {@code dev.weir.finding.N1}, so that one can be
 * silenced. At most {@value #MOST_PER_MINUTE} a minute are logged, and then how many were not. For
 * programs each is a line of JSON as well, of the logger {@value #LINES} at DEBUG. Thread-safe.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);
  private static final String LOGGERS = "dev.weir.finding";
  private static final String LINES = "dev.weir.json";
  private static final int MOST_PER_MINUTE = 20;
  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final Map<String, Double> nextAt;
  private final @Nullable String release;
  private final LongAdder failures = new LongAdder();
  private final JsonLines json = new JsonLines();
  private final AtomicBoolean failureTold = new AtomicBoolean();
  private final Function<Finding, Report.Entry> entries;
  private final BooleanSupplier severalDataSources;
  private final Consumer<Finding> onFinding;
  private final Function<String, Logger> loggers;
  private final LongSupplier nanoTime;
  private final Supplier<Instant> now;
  private long minuteNanos; // This and the next two are guarded by this.
  private int logged;
  private int notLogged;

  /**
   * Has told nothing yet.
   *
   * @param capacity of how many findings to remember that they were told
   * @param release in which all is found; null if nobody has named it
   * @param entries what there is to say of a finding
   * @param severalDataSources whether there are, so that a finding must say whose it is
   * @param onFinding is told, too
   * @param loggers by name
   */
  Announcer(
      int capacity,
      @Nullable String release,
      Function<Finding, Report.Entry> entries,
      BooleanSupplier severalDataSources,
      Consumer<Finding> onFinding,
      Function<String, Logger> loggers,
      LongSupplier nanoTime,
      Supplier<Instant> now) {
    this.release = release;
    this.entries = entries;
    this.severalDataSources = severalDataSources;
    this.onFinding = onFinding;
    this.loggers = loggers;
    this.nanoTime = nanoTime;
    this.now = now;
    this.minuteNanos = nanoTime.getAsLong();
    this.nextAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > capacity;
          }
        };
  }

  /**
   * Something to tell.
   *
   * @param first whether it is told for the first time
   */
  record News(Finding finding, boolean first) {}

  /** Whether there is news in a finding; then it is news again at ten times as much. */
  synchronized @Nullable News news(Finding finding) {
    String key = finding.signature() + " " + finding.subject().dataSource();
    Double due = nextAt.get(key);
    if (due != null && finding.amount() < due) {
      return null;
    }
    nextAt.put(key, 10 * finding.amount());
    return new News(finding, due == null);
  }

  /** Tells the log and the callback. */
  @SuppressWarnings("CatchingUnchecked") // An assertion that fails there is for its author.
  void tell(News news) {
    Logger lines = loggers.apply(LINES);
    if (lines.isDebugEnabled()) {
      lines.debug("{}", json.render(entries.apply(news.finding()), now.get(), release));
    }
    if (mayLog()) {
      log(news);
    }
    try {
      onFinding.accept(news.finding());
    } catch (Throwable t) {
      failures.increment();
      if (failureTold.compareAndSet(false, true)) {
        LOG.error("The onFinding callback threw, of which this is told once; all else goes on", t);
      }
    }
  }

  /** How often the callback threw. */
  long failures() {
    return failures.sum();
  }

  private synchronized boolean mayLog() {
    long nanos = nanoTime.getAsLong();
    if (nanos - minuteNanos >= MINUTE_NANOS) {
      if (notLogged > 0) {
        loggers
            .apply(LOGGERS)
            .warn(
                "{} further findings were not logged, as there were more than {} in a minute: the"
                    + " report has them",
                notLogged,
                MOST_PER_MINUTE);
      }
      minuteNanos = nanos;
      logged = 0;
      notLogged = 0;
    }
    if (logged == MOST_PER_MINUTE) {
      notLogged++;
      return false;
    }
    logged++;
    return true;
  }

  private void log(News news) {
    Finding finding = news.finding();
    Logger logger = loggers.apply(LOGGERS + "." + finding.code().id());
    Level level = level(finding.severity());
    if (!logger.isEnabledForLevel(level)) {
      return;
    }
    Report.Entry entry = entries.apply(finding);
    boolean ofSeveral = severalDataSources.getAsBoolean();
    String text =
        news.first()
            ? TextReport.plain().render(entry, now.get(), ofSeveral)
            : line(finding, entry.words(), ofSeveral);
    logger.atLevel(level).log(text.stripTrailing());
  }

  private static Level level(Severity severity) {
    return switch (severity) {
      case ERROR -> Level.ERROR;
      case WARNING -> Level.WARN;
      case INFO -> Level.INFO;
    };
  }

  /** One short line: what, how often, where, and the name under which to look it up. */
  static String line(Finding finding, String words, boolean ofSeveral) {
    CallSite loop = finding.place().loop();
    CallSite site = loop != null ? loop : finding.place().callSite();
    return finding.code().title()
        + ": "
        + words
        + ": "
        + shortened(finding.subject().text())
        + (site == null ? "" : " at " + site)
        + (ofSeveral ? " through " + finding.subject().dataSource() : "")
        + " ["
        + finding.signature()
        + "]";
  }

  private static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }
}
