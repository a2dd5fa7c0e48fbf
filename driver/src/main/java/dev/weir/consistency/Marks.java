package dev.weir.consistency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The marks of all tables that one DataSource writes: the instant at which the newest commit of a
 * write to a table returned, on the DataSource's monotonic clock. A read may be served by a replica
 * on which every write committed before some instant is visible, if no mark of its tables is
 * younger than that instant and none is pending.
 *
 * <p>Thread-safe. Its memory is one small entry for each table ever written or read through the
 * DataSource, with the text of what wrote it last.
 */
public final class Marks {
  /** The mark of a table that was never written: before every instant. */
  public static final long NEVER = Long.MIN_VALUE;

  /** Writes whose tables could not be told: every read must respect them. */
  private final Mark everything = new Mark();

  /** All writes: what a read whose tables could not be told must respect. */
  private final Mark anything = new Mark();

  private final ConcurrentHashMap<Long, Mark> tables = new ConcurrentHashMap<>();

  /** What reads of sessions have missed beside what was written. */
  private final AtomicLong wantedNanos = new AtomicLong(NEVER);

  private volatile boolean asynchronous;

  /**
   * What a read of these tables must respect.
   *
   * @param oids the tables, by OID
   */
  public ReadMarks reading(Collection<Long> oids) {
    return new ReadMarks(
        Stream.concat(Stream.of(everything), oids.stream().map(this::of)).toArray(Mark[]::new));
  }

  /** What a read of tables that could not be told must respect: every write. */
  public ReadMarks readingAnything() {
    return new ReadMarks(new Mark[] {anything});
  }

  /**
   * What a write to these tables marks. No tables: it marks nothing.
   *
   * @param oids the tables, by OID
   * @param by what writes a table, by its OID
   */
  public WriteMarks writing(Collection<Long> oids, Function<Long, LastWrite> by) {
    if (oids.isEmpty()) {
      return WriteMarks.NONE;
    }
    List<Mark> marks = new ArrayList<>(List.of(anything));
    List<LastWrite> writes = new ArrayList<>();
    for (Long oid : oids) {
      marks.add(of(oid));
      writes.add(by.apply(oid));
    }
    writes.add(0, writes.get(0));
    return new WriteMarks(marks.toArray(Mark[]::new), writes.toArray(LastWrite[]::new));
  }

  /**
   * What a write marks whose tables could not be told: everything.
   *
   * @param by what writes
   */
  public WriteMarks writingEverything(LastWrite by) {
    return new WriteMarks(new Mark[] {anything, everything}, new LastWrite[] {by, by});
  }

  Mark everything() {
    return everything;
  }

  Mark anything() {
    return anything;
  }

  /**
   * Every read must see all that was committed before an instant, from now on.
   *
   * @param nanos on the DataSource's monotonic clock
   */
  public void require(long nanos) {
    everything.reach(nanos);
    anything.reach(nanos);
  }

  /** The newest mark of any table; {@link #NEVER} if nothing was written. */
  public long newestNanos() {
    return anything.committedNanos();
  }

  /** Reads need replicas that have confirmed this instant. */
  void want(long nanos) {
    wantedNanos.accumulateAndGet(nanos, Math::max);
  }

  /**
   * The youngest instant that reads may need replicas to have confirmed; {@link #NEVER} if there is
   * none.
   */
  public long neededNanos() {
    return Math.max(newestNanos(), wantedNanos.get());
  }

  /**
   * A session may have switched {@code synchronous_commit} off. Nobody can tell when it is on
   * again.
   */
  public void asynchronousFromNow() {
    asynchronous = true;
  }

  /**
   * Whether a commit of this DataSource may return before its record is flushed, because a session
   * of its own may have asked for that.
   */
  public boolean mayBeAsynchronous() {
    return asynchronous;
  }

  private Mark of(Long oid) {
    return tables.computeIfAbsent(oid, o -> new Mark());
  }
}
