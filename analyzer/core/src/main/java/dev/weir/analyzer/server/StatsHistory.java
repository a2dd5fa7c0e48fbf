package dev.weir.analyzer.server;

import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tables before and now. The first look is taken at many tables, when the analyzer is attached;
 * later ones only at those that findings name.
 *
 * <p>When the server's counters of a table began anew (a crash, {@code pg_stat_reset()}, another
 * server, a table made again) the difference to the first look would mean nothing: then the first
 * look is the one after that.
 *
 * <p>It holds a bounded number of tables; the one that was looked at longest ago goes first.
 * Thread-safe; no call waits for another's look.
 */
public final class StatsHistory {
  private final TableSampler sampler;
  private final int mostTables;

  // Guarded by this. Names without a schema stand beside the full ones they mean.
  private final Map<TableName, TableName> fullNames;
  private final Map<TableName, TableHistory> histories;
  private List<String> unseen = List.of();

  /**
   * Looks at nothing yet.
   *
   * @param sampler looks; stays the caller's to close
   * @param mostTables how many tables to keep, and to look at first; at least 1
   */
  public StatsHistory(TableSampler sampler, int mostTables) {
    if (mostTables < 1) {
      throw new IllegalArgumentException("mostTables must be at least 1: " + mostTables);
    }
    this.sampler = sampler;
    this.mostTables = mostTables;
    this.fullNames = bounded(2 * mostTables);
    this.histories = bounded(mostTables);
  }

  /** Takes the first look, at the tables with the most writes. */
  public void baseline() {
    keep(sampler.busiest(mostTables));
  }

  /**
   * Looks at tables again, or for the first time.
   *
   * @param tables as statements name them
   */
  public void sample(Set<TableName> tables) {
    keep(sampler.named(tables));
  }

  /**
   * A table before and now; empty if it was not seen under this name.
   *
   * @param table as a statement names it
   */
  public synchronized Optional<TableHistory> history(TableName table) {
    TableName full = fullNames.get(table);
    return full == null ? Optional.empty() : Optional.ofNullable(histories.get(full));
  }

  /** All tables as they were when they were looked at last. */
  public synchronized List<TableStats> newest() {
    return histories.values().stream().map(TableHistory::now).toList();
  }

  /** What the latest look could not see, and what would let it; one sentence each. */
  public synchronized List<String> unseen() {
    return unseen;
  }

  private synchronized void keep(Look look) {
    look.tables()
        .forEach(
            (name, stats) -> {
              fullNames.put(name, stats.table());
              histories.merge(
                  stats.table(),
                  new TableHistory(stats, stats),
                  (old, one) -> later(old, one.now()));
            });
    unseen = look.unseen();
  }

  private static TableHistory later(TableHistory history, TableStats next) {
    TableStats latest = history.now();
    if (next.at().isBefore(latest.at())) {
      return history; // Two looks at once came in the other order.
    }
    return new TableHistory(beganAnew(latest, next) ? next : history.before(), next);
  }

  private static boolean beganAnew(TableStats earlier, TableStats later) {
    return later.inserts() < earlier.inserts()
        || later.updates() < earlier.updates()
        || later.hotUpdates() < earlier.hotUpdates()
        || later.deletes() < earlier.deletes();
  }

  private static <V> Map<TableName, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<TableName, V> eldest) {
        return size() > most;
      }
    };
  }
}
