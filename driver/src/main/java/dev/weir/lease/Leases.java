package dev.weir.lease;

import dev.weir.topology.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one logical connection as a list, the newest first, and whose turn it is to use
 * them. Who uses the connection changes it, one thread at a time; any thread may read it, and may
 * shut it for good. No lock is needed for that: whoever adds looks afterwards whether it was shut,
 * and whoever shuts it looks afterwards what is there. One of the two sees the other, and a lease
 * that both end is ended by the first.
 *
 * <p>A superclass, and not a field, because each checkout makes one.
 */
abstract class Leases {
  private static final VarHandle FIRST = handle("first", Lease.class);
  private static final VarHandle USER = handle("user", Thread.class);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private volatile @Nullable Lease first;

  /** Whose turn it is; null if it is nobody's. */
  private volatile @Nullable Thread user;

  /** How often whose turn it is has entered again. */
  private short entered;

  /** Whether nothing may be added any more. */
  private volatile boolean shut;

  /** Made when needed: most connections are used as they come, and leave nothing. */
  @Nullable Kept kept;

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Leases.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // ---------------------------------------------------------------- whose turn it is

  /**
   * From here to {@link #leave} no other thread uses the connection; one may enter several times.
   * Threads that share a connection are rare, and wait for a server most of the time: whoever comes
   * second looks again after a while, and nothing is kept for those who never wait.
   */
  public final void enter() {
    Thread me = Thread.currentThread();
    if (user == me) {
      entered++;
    } else if (!USER.compareAndSet(this, null, me)) {
      await(me);
    }
  }

  /** The same if it is nobody else's turn: else does nothing. */
  public final boolean tryEnter() {
    Thread me = Thread.currentThread();
    if (user == me) {
      entered++;
      return true;
    }
    return USER.compareAndSet(this, null, me);
  }

  /** Whether it is another thread's turn. */
  public final boolean isUsedElsewhere() {
    Thread now = user;
    return now != null && now != Thread.currentThread();
  }

  private void await(Thread me) {
    boolean interrupted = false;
    long pause = FIRST_PAUSE_NANOS;
    do {
      LockSupport.parkNanos(this, pause);
      interrupted |= Thread.interrupted(); // Else it would not be parked again.
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    } while (!USER.compareAndSet(this, null, me));
    if (interrupted) {
      me.interrupt();
    }
  }

  /** Ends what {@link #enter} has begun. */
  public final void leave() {
    if (entered > 0) {
      entered--;
    } else {
      USER.setRelease(this, null);
    }
  }

  // ---------------------------------------------------------------- the list

  /** The newest; the others follow by {@link Lease#next}. */
  final @Nullable Lease first() {
    return first;
  }

  /** The one to a node. */
  final @Nullable Lease at(Node node) {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.node().equals(node)) {
        return lease;
      }
    }
    return null;
  }

  /**
   * Adds one.
   *
   * @return false if this was shut before: it is not among these then
   */
  final boolean add(Lease lease) {
    Lease before = first;
    lease.next = before;
    // Fails only if the end has come, and has forgotten what was there.
    boolean added = FIRST.compareAndSet(this, before, lease);
    if (added && !shut) {
      return true;
    }
    remove(lease);
    return false;
  }

  final void remove(Lease lease) {
    if (FIRST.compareAndSet(this, lease, lease.next)) {
      return;
    }
    for (Lease before = first; before != null; before = before.next) {
      if (before.next == lease) {
        before.next = lease.next;
      }
    }
  }

  /**
   * From now on nothing is added.
   *
   * @return the newest of those that are there, to be ended
   */
  final @Nullable Lease shut() {
    shut = true;
    return first;
  }

  /** Whether nothing more is lent. */
  public final boolean isShut() {
    return shut;
  }

  final void clear() {
    if (first != null) {
      first = null;
    }
  }

  /** Every connection that is there. */
  public final List<Connection> all() {
    List<Connection> all = new ArrayList<>();
    for (Lease lease = first; lease != null; lease = lease.next) {
      all.add(lease.physical());
    }
    return all;
  }

  /** Does something on every connection that is there. */
  public final void each(ConnectionSettings.Setting action) throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      action.apply(lease.physical());
    }
  }

  /** What lives in the session on the primary; null if nothing. */
  public final @Nullable PinSet pins() {
    return kept == null ? null : kept.pins;
  }

  /** Whether its session may have something temporary. */
  public final boolean mayHideNames() {
    PinSet pins = pins();
    return pins != null && pins.mayHideNames();
  }

  final Kept kept() {
    if (kept == null) {
      kept = new Kept();
    }
    return kept;
  }

  /** Adds a warning to those of the connection, which stay until they are cleared. */
  public final void warn(SQLWarning warning) {
    Kept all = kept();
    if (all.warnings == null) {
      all.warnings = warning;
    } else {
      all.warnings.setNextWarning(warning);
    }
  }

  /** The first of its warnings; null if there is none. */
  public final @Nullable SQLWarning warnings() {
    return kept == null ? null : kept.warnings;
  }

  /** Takes the warnings of a physical connection, which its pool would forget. */
  public final void takeWarnings(Connection physical) throws SQLException {
    SQLWarning warnings = physical.getWarnings();
    if (warnings != null) {
      physical.clearWarnings();
      warn(warnings);
    }
  }

  /** Clears its warnings, wherever they are. */
  public final void clearWarnings() throws SQLException {
    each(Connection::clearWarnings);
    if (kept != null) {
      kept.warnings = null;
    }
  }

  /** Whether a statement of a transaction has run on any. */
  public final boolean anyInTransaction() {
    return part() != null;
  }

  /** One that has a part in the transaction; null if none has. */
  public final @Nullable Lease part() {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction()) {
        return lease;
      }
    }
    return null;
  }

  /** Those that have a part in the transaction. */
  public final List<Lease> inTransaction() {
    List<Lease> all = new ArrayList<>();
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction()) {
        all.add(lease);
      }
    }
    return all;
  }

  /**
   * Ends the transaction on each that has a part in it, also when another one fails; the first
   * failure is thrown.
   *
   * @param everywhere whether also where no statement of it was seen
   */
  final void endTransaction(boolean commit, boolean everywhere, ConnectionSettings.Setting ending)
      throws SQLException {
    SQLException failure = null;
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction() || everywhere) {
        lease.inTransaction(false);
        if (commit || !lease.isAborted()) {
          try {
            if (lease.physical().isClosed()) {
              throw Failures.closed(); // A pool would say it in words of its own.
            }
            ending.apply(lease.physical());
          } catch (SQLException e) {
            lease.soilIfOpen();
            failure = failure == null ? e : Failures.after(e, failure);
            continue;
          }
          try {
            takeWarnings(lease.physical());
          } catch (SQLException e) {
            // It was lost after its transaction had ended, and its warnings with it.
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * SQL has ended the transaction on one connection: ends its other parts, which only read, too.
   * What cannot be ended is not lent again.
   */
  public final void endParts(Lease ended, boolean commit) {
    boolean chained = !ended.isOver();
    ended.inTransaction(false);
    try {
      endTransaction(commit, false, commit ? Connection::commit : Connection::rollback);
    } catch (SQLException e) {
      // What the application asked for is done.
    }
    ended.inTransaction(chained);
  }

  /** Where a part of the transaction has failed, as the driver has heard; null if none has. */
  public final @Nullable Node failed() {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction() && lease.hasFailed()) {
        return lease.nodeForRouting();
      }
    }
    return null;
  }
}
