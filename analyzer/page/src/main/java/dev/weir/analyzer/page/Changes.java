package dev.weir.analyzer.page;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.topology.TopologyChange;
import dev.weir.topology.TopologyListener;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest changes of the servers of each DataSource, since it was first seen. Thread-safe. */
final class Changes implements AutoCloseable {
  private static final int MOST = 100;

  private final Analyzer analyzer;

  // Guarded by this.
  private final Map<WeirDataSource, Recorder> recorders = new HashMap<>();

  Changes(Analyzer analyzer) {
    this.analyzer = analyzer;
    listen();
  }

  /**
   * A change.
   *
   * @param at when it was told
   * @param change what
   */
  record Told(Instant at, TopologyChange change) {}

  private static final class Recorder implements TopologyListener {
    private final Deque<Told> newest = new ArrayDeque<>();

    @Override
    public synchronized void changed(TopologyChange change) {
      newest.addFirst(new Told(Instant.now(), change));
      if (newest.size() > MOST) {
        newest.removeLast();
      }
    }

    synchronized List<Told> newest() {
      return List.copyOf(newest);
    }
  }

  /** Listens to what is watched now, and to nothing else. */
  final synchronized void listen() {
    List<WeirDataSource> watched = analyzer.dataSources();
    for (WeirDataSource dataSource : watched) {
      recorders.computeIfAbsent(
          dataSource,
          added -> {
            Recorder recorder = new Recorder();
            added.addListener(recorder);
            return recorder;
          });
    }
    recorders.keySet().removeIf(dataSource -> !watched.contains(dataSource));
  }

  /** The newest first. */
  synchronized List<Told> of(WeirDataSource dataSource) {
    Recorder recorder = recorders.get(dataSource);
    return recorder == null ? List.of() : recorder.newest();
  }

  @Override
  public synchronized void close() {
    recorders.forEach(WeirDataSource::removeListener);
    recorders.clear();
  }
}
