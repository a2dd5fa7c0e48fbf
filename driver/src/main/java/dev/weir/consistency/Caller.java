package dev.weir.consistency;

import dev.weir.topology.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one caller of one DataSource wrote and saw. Its memory is one small entry for each table
 * that it wrote. Thread-safe.
 */
public final class Caller {
  /** A caller that the floor alone has kept on the primary for so long waits for a replica. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final String key;
  private final Callers callers;
  private final Marks marks;

  /** Its own marks, by the DataSource's of the same table. */
  private final ConcurrentHashMap<Mark, Mark> own = new ConcurrentHashMap<>();

  private final Mark anything;

  /** What came with tokens: on all tables. */
  private final Mark resumed = new Mark();

  private final Floor floor;
  private final @Nullable Announcement announcement;
  private volatile long keptSinceNanos = Marks.NEVER;
  private volatile long keptLastNanos = Marks.NEVER;

  Caller(String key, Callers callers, Marks marks, int nodes, @Nullable Announcements fleet) {
    this.key = key;
    this.callers = callers;
    this.marks = marks;
    this.floor = new Floor(nodes);
    this.anything = of(marks.anything());
    this.announcement = fleet == null ? null : new Announcement(fleet, this);
  }

  String key() {
    return key;
  }

  private Mark of(Mark shared) {
    return own.computeIfAbsent(shared, m -> new Mark());
  }

  /**
   * What a read of this caller must respect: its own marks, and those that count for everybody.
   *
   * @param all of the DataSource, of the tables that it reads
   */
  public ReadMarks reading(ReadMarks all) {
    List<Mark> mine = new ArrayList<>();
    mine.add(marks.everything());
    mine.add(resumed);
    for (Mark shared : all.marks()) {
      Mark mark = own.get(shared);
      if (mark != null) {
        mine.add(mark);
      }
    }
    return new ReadMarks(mine.toArray(Mark[]::new), this, all.marks());
  }

  /**
   * What a write of this caller marks: the DataSource's marks, and its own.
   *
   * @param all of the DataSource, of the tables that it writes
   */
  public WriteMarks writing(WriteMarks all) {
    return all.isEmpty() ? all : all.by(this, this::of);
  }

  /**
   * A read has returned.
   *
   * @param node where it ran
   * @param nanos now, on the DataSource's monotonic clock
   */
  public void returned(Node node, long nanos) {
    floor.returned(node.index(), nanos);
    callers.remember(this);
  }

  /**
   * Whether a replica, by a certain connection to it, shows no less than the caller's last read
   * there saw. Those on other nodes are for {@link ReadMarks#neededNanos}.
   *
   * @param node the replica
   * @param confirmedNanos what it has confirmed
   * @param openedNanos when the connection was opened: one that was open at that read belongs to
   *     the same life of the server
   */
  public boolean mayGoOn(Node node, long confirmedNanos, long openedNanos) {
    long last = floor.on(node.index());
    return openedNanos <= last || confirmedNanos >= last;
  }

  /**
   * The floor keeps a read on the primary.
   *
   * @param nowNanos now, on the DataSource's monotonic clock
   * @return whether that has gone on for so long that it may wait for a replica
   */
  public boolean kept(long nowNanos) {
    marks.want(floor.newest());
    long since = keptSinceNanos;
    boolean goesOn = since != Marks.NEVER && nowNanos - keptLastNanos < PATIENCE_NANOS;
    keptLastNanos = nowNanos;
    if (!goesOn) {
      keptSinceNanos = nowNanos;
      return false;
    }
    return nowNanos - since >= PATIENCE_NANOS;
  }

  /** The floor keeps it no longer, or it has waited in vain. */
  public void keptNoLonger() {
    if (keptSinceNanos != Marks.NEVER) {
      keptSinceNanos = Marks.NEVER;
    }
  }

  /** Its reads must see all that was committed before an instant, from now on. */
  void require(long nanos) {
    resumed.reach(nanos);
    callers.remember(this);
    marks.want(nanos);
  }

  /** Its newest mark. */
  long newestNanos() {
    return Math.max(
        Math.max(anything.committedNanos(), resumed.committedNanos()),
        Math.min(marks.newestNanos(), callers.forgottenNanos()));
  }

  long newestOwnNanos() {
    return Math.max(anything.committedNanos(), resumed.committedNanos());
  }

  /** When the newest of its reads returned. */
  long newestReadNanos() {
    return floor.newest();
  }

  /** Up to when marks of the DataSource may be this caller's: nobody remembers. */
  long forgottenNanos() {
    return callers.forgottenNanos();
  }

  /** What a node must have confirmed for what this caller saw on others. */
  long floorNanos(int node) {
    return Math.max(floor.beside(node), callers.forgottenReadNanos());
  }

  boolean hasFloor() {
    return Math.max(floor.newest(), callers.forgottenReadNanos()) != Marks.NEVER;
  }

  /** A commit of it is about to be sent. */
  void begin() {
    if (announcement != null) {
      announcement.begin();
    }
  }

  /** It returned, and has been marked. */
  void end() {
    callers.remember(this);
    if (announcement != null) {
      announcement.end();
    }
  }
}
