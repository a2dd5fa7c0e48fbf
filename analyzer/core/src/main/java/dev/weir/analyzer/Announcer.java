package dev.weir.analyzer;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a finding when it is first seen, and again each time it has grown tenfold. Confined to
 * whoever hands over traces.
 */
final class Announcer {
  private static final Logger LOG = LoggerFactory.getLogger(Analyzer.class);

  private final Map<String, Long> nextAt;
  private final Consumer<Finding> onFinding;

  Announcer(int capacity, Consumer<Finding> onFinding) {
    this.onFinding = onFinding;
    this.nextAt =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > capacity;
          }
        };
  }

  void seen(Finding finding) {
    long executions = finding.evidence().executions();
    if (executions < nextAt.getOrDefault(finding.signature(), 0L)) {
      return;
    }
    nextAt.put(finding.signature(), 10 * executions);
    LOG.warn("{}", line(finding));
    try {
      onFinding.accept(finding);
    } catch (RuntimeException e) {
      LOG.warn("The onFinding callback failed", e);
    }
  }

  /** One short line: what, where, how often, and the name under which to look it up. */
  static String line(Finding finding) {
    CallSite site = finding.loop() != null ? finding.loop() : finding.callSite();
    return finding.code().title()
        + ": "
        + finding.evidence().executions()
        + " x "
        + shortened(finding.shape().text())
        + (site == null ? "" : " at " + site)
        + " ["
        + finding.signature()
        + "]";
  }

  private static String shortened(String text) {
    return text.length() <= 120 ? text : text.substring(0, 117) + "...";
  }
}
