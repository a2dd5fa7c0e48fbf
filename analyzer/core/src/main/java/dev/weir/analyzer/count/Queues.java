package dev.weir.analyzer.count;

import dev.weir.analyzer.model.QueueUse;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tables that units of work take rows from by their state. A unit asks for some rows of a state,
 * and of nothing else, and then gives them another: who asks for the rows of somebody as well, has
 * no queue. Holds {@value #MOST} such queries: the one that did not come for longest makes room.
 * Thread-safe; its lock is taken once for each row that is taken.
 */
final class Queues {
  private static final int MOST = 64;
  private static final long MANY = 50;
  private static final long UNITS = 5;

  private final Map<Key, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Queues.Entry> eldest) {
          return size() > MOST;
        }
      };

  private record Key(String dataSource, @Nullable String searchPath, String query) {}

  private static final class Entry {
    private final QueueSearch search;
    private final SqlShape update;
    private @Nullable Samples place;
    private long claims;
    private long units;
    private long lastUnit = -1;
    private long toldClaims;
    private long toldUnits;

    Entry(QueueSearch search, SqlShape update) {
      this.search = search;
      this.update = update;
    }

    boolean isOne() {
      return claims >= MANY && units >= UNITS && claims > toldClaims;
    }
  }

  /**
   * Rows were taken.
   *
   * @param search that had found them
   * @param rows how many
   * @param unit a number of its unit
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(
      Execution update,
      QueueSearch search,
      long rows,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    synchronized (entries) {
      Entry entry =
          entries.computeIfAbsent(key(update, search), k -> new Entry(search, update.shape()));
      entry.claims += rows;
      entry.units += entry.lastUnit == unit ? 0 : 1;
      entry.lastUnit = unit;
      Throwable here = entry.place != null ? null : late ? stack : new Throwable("stack");
      if (here != null) {
        entry.place = new Samples();
        entry.place.add(1, false, here);
      }
    }
  }

  /** Whether a stack of an update would be of use. */
  boolean wantsStack(Execution update, QueueSearch search) {
    synchronized (entries) {
      Entry entry = entries.get(key(update, search));
      return entry == null || entry.place == null;
    }
  }

  private static Key key(Execution update, QueueSearch search) {
    return new Key(
        update.checkout().dataSource(), update.searchPath(), search.shape().fingerprint());
  }

  /**
   * Those with news since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<QueueUse> take(Places places) {
    List<Taken> taken = new ArrayList<>();
    synchronized (entries) {
      entries.forEach(
          (key, entry) -> {
            if (entry.isOne() && entry.place != null) {
              taken.add(
                  new Taken(
                      key, entry, entry.claims - entry.toldClaims, entry.units - entry.toldUnits));
              entry.toldClaims = entry.claims;
              entry.toldUnits = entry.units;
            }
          });
    }
    return taken.stream().map(each -> each.unfolded(places)).toList();
  }

  /** What an entry held; its stack is unfolded without the lock. */
  private record Taken(Key key, Entry entry, long claims, long units) {
    QueueUse unfolded(Places places) {
      return new QueueUse(
          key.dataSource,
          key.searchPath,
          entry.search.shape(),
          entry.search.state(),
          entry.update,
          places.first(Objects.requireNonNull(entry.place)),
          claims,
          units);
    }
  }
}
