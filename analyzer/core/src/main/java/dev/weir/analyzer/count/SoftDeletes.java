package dev.weir.analyzer.count;

import dev.weir.analyzer.model.SoftDeletion;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tables whose rows are marked as deleted, and how many of the queries that read them leave those
 * out, over all units of work. Holds {@value #MOST} of them. Thread-safe; as long as there is none,
 * a query costs one comparison.
 */
final class SoftDeletes {
  private static final int MOST = 64;
  private static final int MOST_QUERIES = 256;
  private static final int UNITS = 5;

  /** From here on it is worth a look where it is executed. */
  private static final int SOME = 10;

  private static final int MANY = 20;
  private static final double NEARLY_ALL = 0.9;

  /** {@code deleted}, {@code is_deleted}, {@code deleted_at}, {@code deletion_date}. */
  private static final Pattern NAMES =
      Pattern.compile("(is_?)?delet(ed|ion)(_?(at|on|by|time|date|flag|ts|timestamp))?");

  private static final String NAME = "delet";

  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  /** What queries are, by the hash of what they are: one that comes again is known. */
  private final AtomicReferenceArray<@Nullable Query> queries =
      new AtomicReferenceArray<>(MOST_QUERIES);

  private volatile boolean any;

  /** How many there are: with another one, a query may be of that. */
  private volatile int tables;

  private record Key(String dataSource, TableName table) {}

  private record Query(
      SqlShape shape, String dataSource, @Nullable Entry of, boolean leavesOut, int tables) {}

  private static final class Entry {
    private final Executed first;
    private final Pattern filter;
    private final LongAdder rows = new LongAdder();
    private final LongAdder leaveOut = new LongAdder();
    private final LongAdder others = new LongAdder();
    private volatile @Nullable Samples place;
    private volatile long lastUnit = -1;
    private volatile int units;
    private long told; // Taken by one thread at a time.

    Entry(Execution execution, String column) {
      this.first = Executed.of(execution);
      String name = "\"?" + Pattern.quote(column) + "\"?";
      this.filter =
          Pattern.compile(
              name + "\\s*(is null|is not true|is false|(=|<>)\\s*\\?)|not ([a-z0-9_]+\\.)?" + name,
              Pattern.CASE_INSENSITIVE);
    }

    boolean isOne() {
      long filtered = leaveOut.sum();
      return rows.sum() >= MANY
          && units >= UNITS
          && filtered >= MANY
          && filtered >= NEARLY_ALL * (filtered + others.sum());
    }

    boolean wantsPlace() {
      return place == null && rows.sum() >= SOME;
    }
  }

  /** The column by which an UPDATE marks rows as deleted; null if it does not. Cheap. */
  static @Nullable String column(SqlShape shape) {
    if (shape.kind() != StatementKind.UPDATE || shape.writes().size() != 1) {
      return null;
    }
    List<SetColumn> sets = shape.sets();
    for (int i = 0; i < sets.size(); i++) {
      String column = sets.get(i).column();
      if (column.contains(NAME) && NAMES.matcher(column).matches()) {
        return column;
      }
    }
    return null;
  }

  /**
   * Rows were marked.
   *
   * @param column by which
   * @param count how many
   * @param unit a number of its unit
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void add(
      Execution execution,
      String column,
      long count,
      long unit,
      boolean late,
      @Nullable Throwable stack) {
    Key key = new Key(execution.checkout().dataSource(), execution.shape().writes().get(0));
    Entry entry = entries.get(key);
    if (entry == null) {
      if (entries.size() >= MOST) {
        return;
      }
      entry = entries.computeIfAbsent(key, k -> new Entry(execution, column));
      tables = entries.size();
      any = true;
    }
    entry.rows.add(count);
    if (entry.lastUnit != unit) {
      entry.lastUnit = unit;
      synchronized (entry) {
        entry.units = entry.units + 1;
      }
    }
    Throwable here = !entry.wantsPlace() ? null : late ? stack : new Throwable("stack");
    if (here != null) {
      Samples place = new Samples();
      place.add(1, false, here);
      entry.place = place;
    }
  }

  /** Whether a stack of the next execution would be of use. */
  boolean wantsStack(Execution execution) {
    if (!any || column(execution.shape()) == null) {
      return false;
    }
    Entry entry =
        entries.get(new Key(execution.checkout().dataSource(), execution.shape().writes().get(0)));
    return entry != null && entry.wantsPlace();
  }

  /** A query was executed. */
  void read(Execution execution) {
    if (!any || execution.shape().reads().isEmpty()) {
      return;
    }
    Query query = query(execution);
    if (query.of != null) {
      (query.leavesOut ? query.of.leaveOut : query.of.others).increment();
    }
  }

  @SuppressWarnings("ReferenceEquality") // The same shape is the usual case.
  private Query query(Execution execution) {
    SqlShape shape = execution.shape();
    String dataSource = execution.checkout().dataSource();
    int slot = shape.fingerprint().hashCode() & (MOST_QUERIES - 1);
    Query known = queries.get(slot);
    int now = tables;
    if (known != null
        && known.shape == shape
        && known.tables == now
        && known.dataSource.equals(dataSource)) {
      return known;
    }
    Entry of = null;
    for (int i = 0; i < shape.reads().size() && of == null; i++) {
      of = entries.get(new Key(dataSource, shape.reads().get(i)));
    }
    boolean leavesOut = of != null && of.filter.matcher(shape.text()).find();
    Query made = new Query(shape, dataSource, of, leavesOut, now);
    queries.set(slot, made);
    return made;
  }

  /**
   * Those that there are, with what came since this was last asked.
   *
   * @param places unfolds the stacks
   */
  List<SoftDeletion> take(Places places) {
    if (!any) {
      return List.of();
    }
    List<SoftDeletion> taken = new ArrayList<>();
    for (Entry entry : entries.values()) {
      Samples place = entry.place;
      long total = entry.rows.sum();
      if (place != null && total > entry.told && entry.isOne()) {
        taken.add(
            new SoftDeletion(
                entry.first.dataSource(),
                entry.first.searchPath(),
                entry.first.shape(),
                places.first(place),
                total - entry.told,
                entry.leaveOut.sum()));
        entry.told = total;
      }
    }
    return taken;
  }
}
