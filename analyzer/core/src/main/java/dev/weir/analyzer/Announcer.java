package dev.weir.analyzer;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a finding when it is first seen, and again each time it has grown tenfold. Thread-safe.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

  private final Map<String, Double> nextAt;
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean failureTold = new AtomicBoolean();
  private final Consumer<Finding> onFinding;

  Announcer(int capacity, Consumer<Finding> onFinding) {
    this.onFinding = onFinding;
    this.nextAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Whether a finding is to be told; then it is news again at ten times as much. */
  synchronized boolean isNews(Finding finding) {
    double amount = finding.amount();
    if (amount < nextAt.getOrDefault(finding.signature(), 0.0)) {
      return false;
    }
    nextAt.put(finding.signature(), 10 * amount);
    return true;
  }

  /** Tells the log and the callback. */
  @SuppressWarnings("CatchingUnchecked") // An assertion that fails there is for its author.
  void tell(Finding finding, String words) {
    LOG.warn("{}", line(finding, words));
    try {
      onFinding.accept(finding);
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

  /** One short line: what, how often, where, and the name under which to look it up. */
  static String line(Finding finding, String words) {
    CallSite loop = finding.place().loop();
    CallSite site = loop != null ? loop : finding.place().callSite();
    return finding.code().title()
        + ": "
        + words
        + ": "
        + shortened(finding.subject().text())
        + (site == null ? "" : " at " + site)
        + " ["
        + finding.signature()
        + "]";
  }

  private static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }
}
