package dev.weir.lease;

import dev.weir.topology.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one logical connection as a list, the newest first. Who uses the connection changes
 * it, one thread at a time; any thread may read it, and may shut it for good. No lock is needed for
 * that: whoever adds looks afterwards whether it was shut, and whoever shuts it looks afterwards
 * what is there. One of the two sees the other, and a lease that both end is ended by the first.
 */
final class Leases {
  private static final VarHandle FIRST = handle();

  private volatile @Nullable Lease first;

  private static VarHandle handle() {
    try {
      return MethodHandles.lookup().findVarHandle(Leases.class, "first", Lease.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whether nothing may be added any more. */
  private volatile boolean shut;

  /** The newest; the others follow by {@link Lease#next}. */
  @Nullable Lease first() {
    return first;
  }

  /** The one to a node. */
  @Nullable Lease at(Node node) {
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
  boolean add(Lease lease) {
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

  void remove(Lease lease) {
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
  @Nullable Lease shut() {
    shut = true;
    return first;
  }

  boolean isShut() {
    return shut;
  }

  void clear() {
    if (first != null) {
      first = null;
    }
  }

  List<Connection> physical() {
    List<Connection> all = new ArrayList<>();
    for (Lease lease = first; lease != null; lease = lease.next) {
      all.add(lease.physical());
    }
    return all;
  }

  void each(ConnectionSettings.Setting action) throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      action.apply(lease.physical());
    }
  }

  boolean anyInTransaction() {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction()) {
        return true;
      }
    }
    return false;
  }

  List<Lease> inTransaction() {
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
  void endTransaction(boolean commit, boolean everywhere, ConnectionSettings.Setting ending)
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
          }
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
