package dev.weir.analyzer.count;

import dev.weir.analyzer.model.SessionUse;
import dev.weir.event.Execution;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tables of sessions, by their name, whose rows come and go, or are touched again and again: a
 * hundred writes within a minute. A table whose rows are only added is none, whatever its name.
 * Holds {@value #MOST} of them. Thread-safe; its lock is taken once for each write of such a table.
 */
final class SessionWrites {
  private static final int MOST = 64;
  private static final long MANY = 100;
  private static final long UNITS = 20;
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final String NAME = "session";

  /** Of a partition also. */
  private static final Pattern NAMES = Pattern.compile("(.*_)?sessions?(_\\d+)*");

  private final Map<Key, Entry> entries = new LinkedHashMap<>(); // Guarded by itself.

  private record Key(String dataSource, TableName table) {}

  private static final class Entry {
    private long inserts;
    private long updates;
    private long deletes;
    private long upserts;
    private final UpsertedKeys upserted = new UpsertedKeys();
    private long minuteNanos;
    private long ofMinute;
    private boolean busy;
    private long units;
    private long lastUnit = -1;
    private long told;

    long writes() {
      return inserts + updates + deletes + upserts;
    }

    boolean isOne() {
      long made = Math.min(upserts, upserted.atMost());
      long come = inserts + made;
      return busy
          && units >= UNITS
          && writes() > told
          && (2 * Math.min(deletes, come) >= Math.max(come, deletes)
              || updates + upserts - made >= 2 * come);
    }
  }

  /** Whether a statement writes a table of sessions. Cheap. */
  static boolean isOfSessions(SqlShape shape) {
    List<TableName> writes = shape.writes();
    if (writes.size() != 1) {
      return false;
    }
    String name = writes.get(0).name();
    return name.contains(NAME) && NAMES.matcher(name).matches();
  }

  /**
   * Rows were written.
   *
   * @param rows how many
   * @param unit a number of its unit
   */
  void add(Execution execution, long rows, long unit) {
    SqlShape shape = execution.shape();
    long nanos = execution.startNanos();
    synchronized (entries) {
      Key key = new Key(execution.checkout().dataSource(), shape.writes().get(0));
      Entry entry = entries.get(key);
      if (entry == null) {
        if (entries.size() == MOST) {
          return;
        }
        entry = new Entry();
        entry.minuteNanos = nanos;
        entries.put(key, entry);
      }
      if (shape.has(Trait.UPSERT) && entry.upserted.add(execution, rows)) {
        entry.upserts += rows;
      } else if (shape.kind() == StatementKind.INSERT) {
        entry.inserts += rows;
      } else if (shape.kind() == StatementKind.UPDATE) {
        entry.updates += rows;
      } else {
        entry.deletes += rows;
      }
      entry.units += entry.lastUnit == unit ? 0 : 1;
      entry.lastUnit = unit;
      if (nanos - entry.minuteNanos >= MINUTE_NANOS) {
        entry.minuteNanos = nanos;
        entry.ofMinute = 0;
      }
      entry.ofMinute++;
      entry.busy |= entry.ofMinute >= MANY;
    }
  }

  /** Those with news since this was last asked. */
  List<SessionUse> take() {
    List<SessionUse> taken = new ArrayList<>();
    synchronized (entries) {
      entries.forEach(
          (key, entry) -> {
            if (entry.isOne()) {
              taken.add(new SessionUse(key.dataSource, key.table, entry.writes() - entry.told));
              entry.told = entry.writes();
            }
          });
    }
    return taken;
  }
}
