package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings so far: one for each signature, its evidence added up over all units of work.
 * Bounded: the finding that was not seen for longest makes room, and is counted. Thread-safe.
 */
public final class FindingStore {
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing((Finding f) -> f.evidence().projectedCost())
          .reversed()
          .thenComparing(Finding::severity)
          .thenComparing(Finding::signature);

  private final int capacity;
  private final Map<String, Finding> bySignature = new LinkedHashMap<>(16, 0.75f, true);
  private long evicted;

  /**
   * Creates an empty store.
   *
   * @param capacity how many findings it holds at most; at least 1
   * @throws IllegalArgumentException if {@code capacity} is less
   */
  public FindingStore(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1 finding, but is " + capacity);
    }
    this.capacity = capacity;
  }

  /**
   * Adds what one unit of work gave.
   *
   * @param finding with the evidence of that unit
   * @return the finding with the evidence of all units
   */
  public synchronized Finding add(Finding finding) {
    Finding merged = bySignature.merge(finding.signature(), finding, FindingStore::merge);
    if (bySignature.size() > capacity) {
      bySignature.remove(bySignature.keySet().iterator().next());
      evicted++;
    }
    return merged;
  }

  /** The findings, those that cost most first. */
  public synchronized List<Finding> worstFirst() {
    List<Finding> all = new ArrayList<>(bySignature.values());
    all.sort(WORST_FIRST);
    return List.copyOf(all);
  }

  /** How many findings had to make room. */
  public synchronized long evicted() {
    return evicted;
  }

  /** The newer one's lines: the code may have been reloaded since. */
  private static Finding merge(Finding old, Finding more) {
    Evidence evidence = old.evidence().plus(more.evidence());
    Severity severity =
        old.severity().compareTo(more.severity()) <= 0 ? old.severity() : more.severity();
    return new Finding(
        more.code(),
        severity,
        more.signature(),
        more.shape(),
        more.source() == null ? old.source() : more.source(),
        more.callSite(),
        more.loop(),
        evidence);
  }
}
