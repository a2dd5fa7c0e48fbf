package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings so far: one for each signature and DataSource, merged over all units of work.
 * Bounded: the finding that was not seen for longest makes room, and is counted. Thread-safe.
 */
public final class FindingStore {
  private final int capacity;
  private final Map<Key, Finding> bySignature = new LinkedHashMap<>(16, 0.75f, true);
  private long evicted;

  /** The same code may run on several DataSources: that is several findings. */
  private record Key(String signature, String dataSource) {}

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
   * Adds what was found.
   *
   * @param finding with the facts of one unit or window
   * @return the finding with all that was found of it
   */
  public synchronized Finding add(Finding finding) {
    Key key = new Key(finding.signature(), finding.subject().dataSource());
    Finding merged = bySignature.merge(key, finding, Finding::plus);
    if (bySignature.size() > capacity) {
      bySignature.remove(bySignature.keySet().iterator().next());
      evicted++;
    }
    return merged;
  }

  /** The findings, worst first. */
  public synchronized List<Finding> worstFirst() {
    return bySignature.values().stream().sorted(Finding.worstFirst()).toList();
  }

  /** How many findings had to make room. */
  public synchronized long evicted() {
    return evicted;
  }
}
