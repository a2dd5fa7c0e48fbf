package dev.weir.jdbc;

import dev.weir.lease.Lease;
import dev.weir.lease.LeaseSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The savepoints of one transaction after another: by that which the application has, those of all
 * servers that had a part in the transaction then. Used by one thread at a time.
 */
final class Savepoints {
  private final LeaseSet leases;
  private final IdentityHashMap<Savepoint, IdentityHashMap<Lease, Savepoint>> all =
      new IdentityHashMap<>();

  Savepoints(LeaseSet leases) {
    this.leases = leases;
  }

  boolean has(Savepoint savepoint) {
    return all.containsKey(savepoint);
  }

  /** Sets one on each server that has a part in the transaction, of which there is one. */
  Savepoint set(@Nullable String name) throws SQLException {
    IdentityHashMap<Lease, Savepoint> there = new IdentityHashMap<>();
    Savepoint first = null;
    for (Lease lease : leases.inTransaction()) {
      Savepoint made = set(lease, name);
      there.put(lease, made);
      first = first == null ? made : first;
    }
    Savepoint given = Objects.requireNonNull(first);
    all.put(given, there);
    return given;
  }

  static Savepoint set(Lease lease, @Nullable String name) throws SQLException {
    return name == null ? lease.physical().setSavepoint() : lease.physical().setSavepoint(name);
  }

  /** Who has joined since the savepoint has nothing before it to keep, and leaves. */
  void rollback(Savepoint savepoint) throws SQLException {
    IdentityHashMap<Lease, Savepoint> there = Objects.requireNonNull(all.get(savepoint));
    for (Lease lease : leases.inTransaction()) {
      Savepoint own = there.get(lease);
      if (own != null) {
        lease.physical().rollback(own);
      } else {
        lease.physical().rollback();
        lease.inTransaction(false);
      }
    }
    leases.giveBackIdle();
  }

  void release(Savepoint savepoint) throws SQLException {
    IdentityHashMap<Lease, Savepoint> there = Objects.requireNonNull(all.get(savepoint));
    for (Map.Entry<Lease, Savepoint> each : there.entrySet()) {
      if (!each.getKey().isEnded()) {
        each.getKey().physical().releaseSavepoint(each.getValue());
      }
    }
  }
}
