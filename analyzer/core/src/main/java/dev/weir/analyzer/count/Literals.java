package dev.weir.analyzer.count;

import dev.weir.analyzer.model.GrowingText;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Statements whose texts have values in them, over all units of work: how many different texts each
 * has. Holds {@value #MOST} of them by the hash of what they are; of two with one place the later
 * one is not looked at. Thread-safe; a text that is always the same costs one comparison.
 */
final class Literals {
  private static final int MOST = 256;

  /** So many units must have brought new texts: a script or a loop is one. */
  private static final int UNITS = 5;

  private static final int TEXTS = 10;

  /** What runs scripts, each of whose texts runs once. */
  private static final List<String> SCRIPTS =
      List.of("org.flywaydb.", "liquibase.", "org.springframework.jdbc.datasource.init.");

  private final AtomicReferenceArray<@Nullable Entry> entries = new AtomicReferenceArray<>(MOST);

  private static final class Entry {
    private final Executed first;
    private final KeySet texts = new KeySet();
    private volatile String newest = "";
    private volatile @Nullable Samples place;
    private long lastUnit = -1;
    private volatile int units;
    private long told;

    Entry(Execution execution) {
      this.first = Executed.of(execution);
    }
  }

  /**
   * A statement with literals was executed.
   *
   * @param unit a number of its unit
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(Execution execution, long unit, boolean late, @Nullable Throwable stack) {
    int slot = execution.shape().fingerprint().hashCode() & (MOST - 1);
    Entry entry = entries.get(slot);
    if (entry == null) {
      entry = new Entry(execution);
      if (!entries.compareAndSet(slot, null, entry)) {
        return;
      }
    }
    if (!entry.newest.equals(execution.sql()) && entry.first.isIn(execution)) {
      synchronized (entry) {
        count(entry, execution, unit, late, stack);
      }
    }
  }

  /** Whether a stack of the next execution would be of use. */
  boolean wantsStack(Execution execution) {
    Entry entry = entries.get(execution.shape().fingerprint().hashCode() & (MOST - 1));
    return entry != null && entry.place == null && entry.units >= UNITS - 1;
  }

  private static void count(
      Entry entry, Execution execution, long unit, boolean late, @Nullable Throwable stack) {
    long before = entry.texts.distinct();
    entry.texts.add(KeyHash.ofText(execution.sql()));
    entry.newest = execution.sql();
    if (entry.texts.distinct() > before && unit != entry.lastUnit) {
      entry.lastUnit = unit;
      int units = entry.units + 1;
      entry.units = units;
      boolean due = entry.place == null && units >= UNITS;
      Throwable here = !due ? null : late ? stack : new Throwable("stack");
      if (here != null) {
        Samples place = new Samples();
        place.add(1, false, here);
        entry.place = place;
      }
    }
  }

  /**
   * Those that grow.
   *
   * @param places unfolds the stacks
   */
  List<GrowingText> take(Places places) {
    List<GrowingText> taken = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      Entry entry = entries.get(i);
      if (entry == null) {
        continue;
      }
      Samples place;
      long texts;
      long news;
      synchronized (entry) {
        place = entry.place;
        texts = entry.units >= UNITS ? entry.texts.distinct() : 0;
        news = texts - entry.told;
        entry.told = Math.max(entry.told, texts >= TEXTS ? texts : 0);
      }
      if (texts >= TEXTS && news > 0 && place != null && !place.passes(SCRIPTS)) {
        taken.add(
            new GrowingText(
                entry.first.dataSource(),
                entry.first.searchPath(),
                entry.first.shape(),
                places.first(place),
                texts,
                news));
      }
    }
    return taken;
  }
}
