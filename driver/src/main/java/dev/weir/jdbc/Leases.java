package dev.weir.jdbc;

import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that one logical connection has at the moment, at most one to each node.
 * Each goes back to its pool as soon as nothing needs it, and an idle one before another pool is
 * waited for. Used by one thread at a time.
 */
final class Leases {
  private final Services services;

  /** The newest first. */
  private @Nullable Lease first;

  /** Made when needed: most connections are used as they come. */
  private @Nullable ConnectionSettings settings;

  /** Made when SQL changes a setting. */
  private @Nullable SessionSettings session;

  /**
   * Whether all stay: the session on them is needed, or the application's pool is only observed.
   */
  private boolean kept;

  private boolean autoCommit;

  Leases(Services services) {
    this.services = services;
    this.kept = services.steady();
    this.autoCommit = services.autoCommit();
  }

  /**
   * The connection to a node: the one that is there, or a new one, with all settings applied. Who
   * asks for the primary waits for one, which may be another node in the end.
   */
  Lease to(Node node) throws SQLException {
    // The one node that is observed is waited for by its own pool, without a look at the clock.
    return to(node, services.steady() ? 0 : services.now());
  }

  /**
   * The same.
   *
   * @param startNanos since when it is waited for
   */
  Lease to(Node node, long startNanos) throws SQLException {
    boolean primary = node.equals(primary());
    if (primary) {
      checkPrimary();
    }
    Lease there = at(node);
    if (there != null) {
      return ready(there);
    }
    giveBackIdle();
    Lease lease = primary ? services.primaries().borrow(startNanos) : services.pool(node).borrow();
    Lease mine = at(lease.node());
    if (mine != null) {
      lease.end();
      return ready(mine);
    }
    try {
      configure(lease);
    } catch (SQLException | RuntimeException e) {
      lease.soil();
      lease.end();
      throw e;
    }
    lease.next = first;
    first = lease;
    return lease;
  }

  private @Nullable Lease at(Node node) {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.node().equals(node)) {
        return lease;
      }
    }
    return null;
  }

  private void remove(Lease lease) {
    if (lease == first) {
      first = lease.next;
      return;
    }
    for (Lease before = first; before != null; before = before.next) {
      if (before.next == lease) {
        before.next = lease.next;
      }
    }
  }

  /** One that is there already, with the settings that have been changed since. */
  private Lease ready(Lease there) throws SQLException {
    if (session != null && !there.isInTransaction()) {
      session.bring(there);
    }
    return there;
  }

  /**
   * What was begun on a primary, a transaction or a session, does not go on there when another
   * server has taken its place, under another address or the same, nor on that one.
   */
  void checkPrimary() throws SQLException {
    Topology topology = services.topology().get();
    Node primary = topology.primary();
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.needsPrimary()
          && (!lease.node().equals(primary) || lease.isOfAnotherLife(topology.state(primary)))
          && (kept || lease.isInTransaction())) {
        if (!lease.isSoiled()) {
          services.tally().lost(false);
        }
        lease.soil();
        throw Exceptions.replaced(lease.node(), primary);
      }
    }
  }

  private void configure(Lease lease) throws SQLException {
    if (services.steady()) {
      return;
    }
    if (session != null) {
      session.bring(lease);
    } else if (lease.mayHaveSettings()) {
      lease.settings().bring(lease.physical, Map.of());
    }
    setAutoCommit(lease.physical, autoCommit);
    if (settings != null) {
      settings.apply(lease.physical);
    }
    if (session != null) {
      session.join(lease);
    }
  }

  /**
   * The connection for questions that any node answers: one that is there anyway, else the
   * primary's.
   */
  Lease toAny() throws SQLException {
    Node held = held();
    return to(held != null ? held : primary());
  }

  /** The node that cannot be given back now; the primary if it is among several. */
  @Nullable Node held() {
    Node held = null;
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (kept || lease.isHeld()) {
        held = lease.node();
        if (held.equals(primary())) {
          return held;
        }
      }
    }
    return held;
  }

  /** The same, as routing takes it: in shadow mode where it would be. */
  @Nullable Node heldForRouting() {
    Node held = held();
    Lease lease = held == null ? null : at(held);
    return lease == null ? null : lease.nodeForRouting();
  }

  private Node primary() {
    return services.topology().get().primary();
  }

  /** Keeps the sessions from here on; those that are idle go back first. */
  void keep() throws SQLException {
    giveBackIdle();
    kept = true;
  }

  /** Keeps no session any longer than it is needed. */
  void keepNoLonger() throws SQLException {
    kept = services.steady();
    giveBackIdle();
  }

  /** Whether a connection stays when so many of what holds it let go. */
  boolean stays(Lease lease, int holds) {
    return kept || lease.isHeldBeyond(holds);
  }

  /** Lets go of a lease: gives the connection back unless something else holds it. */
  void settle(Lease lease) throws SQLException {
    lease.unhold();
    giveBackIfIdle(lease);
  }

  void giveBackIdle() throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      giveBackIfIdle(lease);
    }
  }

  private void giveBackIfIdle(Lease lease) throws SQLException {
    if (!stays(lease, 0) && !lease.isEnded()) {
      if (session != null) {
        session.leaving(lease);
      }
      remove(lease);
      leaving(lease);
      lease.end();
    }
  }

  /** Whether one that cannot be given back now has been closed under us: its server is gone. */
  boolean anyClosed() throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (stays(lease, 0) && lease.physical.isClosed()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Undoes what its pool would leave to the next borrower, or stumble over: settings that it does
   * not know of, and a transaction that the driver has begun by a question of its own.
   */
  private void leaving(Lease lease) {
    if (services.steady() || lease.isAborted() || (autoCommit && settings == null)) {
      return;
    }
    try {
      if (!autoCommit) {
        lease.physical.rollback();
      }
      if (settings != null) {
        settings.leaving(lease.physical);
      }
    } catch (SQLException | RuntimeException e) {
      lease.soil();
    }
  }

  /** Every connection that is there. */
  List<Connection> all() {
    List<Connection> all = new ArrayList<>();
    for (Lease lease = first; lease != null; lease = lease.next) {
      all.add(lease.physical);
    }
    return all;
  }

  /** Does something on every connection that is there. */
  void each(ConnectionSettings.Setting action) throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      action.apply(lease.physical);
    }
  }

  // ---------------------------------------------------------------- settings

  /** Sets something on every connection that is there, and on those that come. */
  void set(
      String name,
      Object value,
      ConnectionSettings.Setting setting,
      ConnectionSettings.@Nullable Original original)
      throws SQLException {
    ConnectionSettings all = settings == null ? new ConnectionSettings() : settings;
    settings = all;
    // The application's own pool is only observed: what it leaves on a connection stays there.
    ConnectionSettings.Original toPutBack = services.steady() ? null : original;
    each(physical -> all.apply(physical, name, setting, toPutBack));
    all.put(name, value, setting, toPutBack);
  }

  boolean isSet(String name) {
    return settings != null && settings.has(name);
  }

  /** What was set under a name, or the fallback. */
  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // The setter of a name and its getter agree on the type.
  <T> T setting(String name, T fallback) {
    return settings == null ? fallback : settings.get(name, fallback);
  }

  /**
   * Before a statement is sent that changes settings of its session.
   *
   * @param local whether the changes end with the transaction
   */
  void changing(Lease lease, Collection<String> names, boolean local) throws SQLException {
    if (services.steady()) {
      return;
    }
    if (!local) {
      checkSettings(names);
      session().changing(lease, names, !autoCommit);
    } else if (!autoCommit) {
      session().changingLocally(lease, names);
    }
  }

  private void checkSettings(Collection<String> names) throws SQLException {
    if (services.transactionPooler()) {
      TransactionPooler.checkSettings(services.name(), names);
    }
  }

  /** At which level transactions begin, unless the application has set another. */
  int isolation() {
    return services.isolation();
  }

  /** An isolation level is about to be set for all transactions to come. */
  void checkIsolation(int level) throws SQLException {
    if (services.transactionPooler()) {
      TransactionPooler.checkIsolation(services.name(), level);
    }
  }

  private SessionSettings session() {
    if (session == null) {
      session = new SessionSettings();
    }
    return session;
  }

  /** Whether names of tables and functions may mean something else than in the pools' sessions. */
  boolean changesNames() {
    return session != null && session.changesNames();
  }

  /** SQL has taken back all settings of a session: whatever else it lost, nobody shall use it. */
  void reset(Lease lease) {
    if (!services.steady()) {
      lease.soil();
      session().reset();
    }
  }

  /**
   * Changes a setting: in the session that is held, by a transaction that has begun or otherwise;
   * else where the next statement runs.
   *
   * @param value null for the session's default
   * @param observed how the driver changes it on a connection of which nothing else is known
   */
  void change(String name, @Nullable String value, ConnectionSettings.Setting observed)
      throws SQLException {
    checkSettings(List.of(name));
    Node held = held();
    if (value != null && held == null) {
      session().change(name, value, !autoCommit);
      return;
    }
    Lease lease = to(held != null && !autoCommit ? held : primary());
    lease.hold();
    try {
      if (services.steady()) {
        observed.apply(lease.physical);
      } else {
        session().changing(lease, List.of(name), !autoCommit);
        // Not by the driver's method: a pool would set back what it saw being set.
        AppliedSettings.set(lease.physical, name, value);
      }
      lease.inTransaction(!autoCommit);
    } finally {
      settle(lease);
    }
  }

  // ---------------------------------------------------------------- transactions

  void setAutoCommit(boolean value) throws SQLException {
    autoCommit = value;
    each(physical -> setAutoCommit(physical, value));
  }

  private static void setAutoCommit(Connection physical, boolean value) throws SQLException {
    if (physical.getAutoCommit() != value) {
      physical.setAutoCommit(value);
    }
  }

  /** The transaction has ended on every connection: those that nothing else holds go back. */
  void transactionOver(boolean committed) throws SQLException {
    giveBackIdle();
    if (session != null) {
      session.transactionOver(committed);
    }
  }

  boolean anyInTransaction() {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction() || services.steady()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the transaction on each connection that has a part in it: one, or in a read-only one a
   * replica's and the primary's. A session that is kept may have one that nobody here has seen
   * begin, by COPY for instance. One that was aborted is rolled back already.
   */
  void endTransaction(boolean commit, ConnectionSettings.Setting ending) throws SQLException {
    for (Lease lease = first; lease != null; lease = lease.next) {
      if (lease.isInTransaction() || kept) {
        lease.inTransaction(false);
        if (commit || !lease.isAborted()) {
          ending.apply(lease.physical);
        }
      }
    }
  }

  /** Drops a connection on which a read has failed, also as the first of its transaction. */
  void abandon(Lease lease) throws SQLException {
    lease.soil();
    lease.inTransaction(false);
    settle(lease);
  }

  /**
   * Gives all back, whatever holds them; the first failure is thrown when all are gone.
   *
   * @param soiled whether their sessions must not be used by anybody else
   */
  void end(boolean soiled) throws SQLException {
    SQLException failure = null;
    for (Lease lease = first; lease != null; lease = first) {
      first = lease.next;
      try {
        if (soiled && !services.steady()) {
          lease.soil();
        }
        leaving(lease);
        lease.end();
      } catch (SQLException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
