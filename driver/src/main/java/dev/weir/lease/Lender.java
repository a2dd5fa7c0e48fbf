package dev.weir.lease;

import dev.weir.meter.Counters;
import dev.weir.meter.DataSourceStatistics;
import dev.weir.plan.Pin;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lends physical connections to the nodes of one DataSource. Thread-safe. */
public final class Lender {
  private final String name;
  private final List<NodePool> pools;
  private final PrimaryLender primary;
  private final boolean transactionPooler;
  private final boolean heedsReadOnly;
  private final Supplier<Topology> topology;
  private final Counters counters;
  private final LongSupplier nanoTime;

  /**
   * Creates it.
   *
   * @param name of the DataSource
   * @param pools one for each node, by index
   * @param primary lends connections to whichever node is the primary
   * @param transactionPooler whether the servers are behind a pooler that lends sessions for a
   *     transaction only
   * @param heedsReadOnly whether the driver does anything about a connection that is read-only
   * @param topology what the servers are
   * @param counters counts what becomes of connections
   * @param nanoTime the DataSource's monotonic clock
   */
  public Lender(
      String name,
      List<NodePool> pools,
      PrimaryLender primary,
      boolean transactionPooler,
      boolean heedsReadOnly,
      Supplier<Topology> topology,
      Counters counters,
      LongSupplier nanoTime) {
    this.name = name;
    this.pools = pools;
    this.primary = primary;
    this.transactionPooler = transactionPooler;
    this.heedsReadOnly = heedsReadOnly;
    this.topology = topology;
    this.counters = counters;
    this.nanoTime = nanoTime;
  }

  /** Whether a connection begins with auto-commit: as those of the first server's pool do. */
  boolean autoCommit() {
    return pools.get(0).autoCommit();
  }

  /**
   * Whether transactions are read-only from the start: as those of the first server's pool are;
   * null if that is not known yet.
   */
  public @Nullable Boolean readOnly() {
    return pools.get(0).readOnly();
  }

  /** Whether the driver does anything about a connection that is read-only. */
  public boolean heedsReadOnly() {
    return heedsReadOnly;
  }

  /** At which level transactions begin: the highest of the pools', should they differ. */
  public int isolation() {
    return pools.get(0).isolation();
  }

  /** Whether the servers are behind a pooler that lends sessions for a transaction only. */
  public boolean isTransactionPooler() {
    return transactionPooler;
  }

  /** Something is about to be left in a session. */
  void check(Pin pin, boolean ownTransaction) throws SQLException {
    if (transactionPooler) {
      TransactionPooler.check(name, pin, ownTransaction);
    }
  }

  /** Settings are about to be made that outlive their transaction. */
  void checkSettings(Collection<String> names) throws SQLException {
    if (transactionPooler) {
      TransactionPooler.checkSettings(name, names);
    }
  }

  /** An isolation level is about to be set for all transactions to come. */
  public void checkIsolation(int level) throws SQLException {
    if (transactionPooler) {
      TransactionPooler.checkIsolation(name, level);
    }
  }

  Topology topology() {
    return topology.get();
  }

  Node primary() {
    return topology.get().primary();
  }

  long now() {
    return nanoTime.getAsLong();
  }

  /**
   * Lends a connection to a node. Who asks for the primary waits for one, which may be another node
   * in the end.
   *
   * @param startNanos since when it is waited for
   */
  Lease lend(Node node, long startNanos) throws SQLException {
    checkOpen();
    try {
      return node.equals(primary()) ? primary.borrow(startNanos) : pools.get(node.index()).borrow();
    } catch (SQLException e) {
      throw unlessClosed(e);
    }
  }

  /** Pools that are closed, or being closed, say so each in its own words, or after a while. */
  private SQLException unlessClosed(SQLException e) {
    return isClosed() && !Failures.isInterruption(e) ? Failures.closed(name, e) : e;
  }

  /** Whether the DataSource is closed, and what still ran on its connections was aborted. */
  public boolean isClosed() {
    return primary.isClosed();
  }

  /**
   * Nothing is done for anybody any more when the DataSource is closed.
   *
   * @throws SQLException if it is
   */
  public void checkOpen() throws SQLException {
    if (isClosed()) {
      throw Failures.closed(name, null);
    }
  }

  /**
   * Lends a connection to a server that is alive, whichever that is: the primary's if there is one
   * that gives one at once, else a replica's.
   *
   * @throws SQLException if none gives one
   */
  Lease lendAny() throws SQLException {
    checkOpen();
    try {
      return borrowAny();
    } catch (SQLException e) {
      throw unlessClosed(e);
    }
  }

  private Lease borrowAny() throws SQLException {
    Topology now = topology.get();
    SQLException failure = null;
    boolean refused = false;
    if (now.hasPrimary() || now.nodes().size() == 1) {
      try {
        Lease lease = now.nodes().size() == 1 ? primary.borrow(now()) : primary.tryBorrow();
        if (lease != null) {
          return lease;
        }
      } catch (SQLException e) {
        if (Failures.isInterruption(e) || now.nodes().size() == 1) {
          throw e;
        }
        failure = e;
        refused = true;
      }
    }
    for (NodeState state : now.nodes()) {
      if (state.role() == NodeState.Role.REPLICA) {
        try {
          return pools.get(state.node().index()).borrow();
        } catch (SQLException e) {
          if (Failures.isInterruption(e)) {
            throw e;
          }
          primary.suspect(state.node());
          failure = Failures.after(failure, e);
        }
      }
    }
    if (refused && failure != null) {
      throw failure;
    }
    return primary.borrow(now()); // Waits for one, and says of each server what is wrong.
  }

  /** Whether any server is known to live, and may be asked. */
  boolean isAnyAlive() {
    Topology now = topology.get();
    return !isClosed() && (now.nodes().size() == 1 || now.isAnyAlive());
  }

  /**
   * Whether a server from which a connection was lost goes on living as it did: looked at now. What
   * is not found out in time counts as lost.
   */
  public boolean survived(Node node) throws SQLException {
    return primary.survived(node);
  }

  /** Somebody could not reach a server, or lost its connection: it is looked at now. */
  public void suspect(Node node) {
    primary.suspect(node);
  }

  /** A connection leads to another server than its node's newest sample. */
  public void mistrust(Lease lease) {
    primary.mistrust(lease);
  }

  /** Counts what becomes of connections. */
  public Counters counters() {
    return counters;
  }

  /** How much each node's pool is used now, by node. */
  public List<DataSourceStatistics.Connections> statistics() {
    return pools.stream().map(NodePool::statistics).toList();
  }

  /** The name of the DataSource. */
  @Override
  public String toString() {
    return name;
  }
}
