package dev.weir.analyzer.count;

import dev.weir.analyzer.model.BlockingStatement;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.sql.SqlShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Changes of tables, and work on them, that lock out who reads or writes, and took their time: over
 * all units of work, the first {@value #MOST} since they were asked for. Thread-safe; statements of
 * rows never come here.
 */
final class Definitions {
  private static final int MOST = 64;

  /** From here on others are likely to have waited. */
  private static final long LONG_NANOS = 1_000_000_000L;

  /** What waits for its lock no longer than a timeout allows works as long as this. */
  private static final long LONG_WITH_TIMEOUT_NANOS = 10_000_000_000L;

  /** What needs no lock that conflicts with those of reading and writing. */
  private static final Pattern HARMLESS =
      Pattern.compile(
          "\\bconcurrently\\b|\\bvalidate constraint\\b|\\bset statistics\\b"
              + "|\\battach partition\\b|^alter table [^ ]+ (re)?set \\(",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BLOCKING =
      Pattern.compile(
          "^(alter (table|materialized view)|create (unique )?index|reindex|truncate|cluster"
              + "|create (or replace )?(constraint )?(trigger|rule|policy)"
              + "|drop (table|index|view|materialized view|trigger|rule|policy)"
              + "|refresh materialized view|vacuum( full| \\([^)]*\\bfull\\b))\\b",
          Pattern.CASE_INSENSITIVE);

  private final Map<String, Entry> entries = new LinkedHashMap<>(); // Guarded by itself.

  private static final class Entry {
    private final Execution execution;
    private final Samples place;
    private long executions;
    private long nanos;
    private long longestNanos;

    Entry(Execution execution, Samples place) {
      this.execution = execution;
      this.place = place;
    }
  }

  /** Whether a statement is one of definitions, or of the work on tables. */
  static boolean isOne(SqlShape shape) {
    return switch (shape.kind()) {
      case DDL, MAINTENANCE, TRUNCATE -> true;
      default -> false;
    };
  }

  /**
   * One was executed.
   *
   * @param bounded whether a lock_timeout is set, as far as is known
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(
      Execution execution,
      Outcome outcome,
      boolean bounded,
      boolean late,
      @Nullable Throwable stack) {
    long nanos = outcome.elapsedNanos();
    String text = execution.shape().text();
    if (nanos < (bounded ? LONG_WITH_TIMEOUT_NANOS : LONG_NANOS)
        || !BLOCKING.matcher(text).find()
        || HARMLESS.matcher(text).find()) {
      return;
    }
    Throwable here = late ? stack : new Throwable("stack");
    if (here == null) {
      return;
    }
    synchronized (entries) {
      String key = execution.checkout().dataSource() + execution.shape().fingerprint();
      Entry entry = entries.get(key);
      if (entry == null) {
        if (entries.size() == MOST) {
          return;
        }
        Samples place = new Samples();
        place.add(1, false, here);
        entry = new Entry(execution, place);
        entries.put(key, entry);
      }
      entry.executions++;
      entry.nanos += nanos;
      entry.longestNanos = Math.max(entry.longestNanos, nanos);
    }
  }

  /**
   * Those since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<BlockingStatement> take(Places places) {
    List<Entry> taken;
    synchronized (entries) {
      if (entries.isEmpty()) {
        return List.of();
      }
      taken = new ArrayList<>(entries.values());
      entries.clear();
    }
    return taken.stream()
        .map(
            each ->
                new BlockingStatement(
                    each.execution.checkout().dataSource(),
                    each.execution.searchPath(),
                    each.execution.shape(),
                    places.first(each.place),
                    each.executions,
                    Duration.ofNanos(each.nanos),
                    Duration.ofNanos(each.longestNanos)))
        .toList();
  }
}
