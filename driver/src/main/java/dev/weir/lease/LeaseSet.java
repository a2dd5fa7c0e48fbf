package dev.weir.lease;

import dev.weir.plan.Naming;
import dev.weir.plan.Pin;
import dev.weir.topology.Node;
import dev.weir.topology.Topology;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that one logical connection has at the moment, at most one to each node,
 * with all that is set on them and lives in their sessions. Each goes back to its pool as soon as
 * nothing needs it, and an idle one before another pool is waited for.
 *
 * <p>Used by one thread at a time, which has {@link #enter entered}; only {@link #abort} and {@link
 * #end} may come from another, also while the first one waits for a connection: what it then gets
 * goes back unused.
 */
public final class LeaseSet extends Leases {
  private final Lender lender;

  private boolean autoCommit;

  /**
   * None yet.
   *
   * @param lender where they come from
   */
  public LeaseSet(Lender lender) {
    this.lender = lender;
    this.autoCommit = lender.autoCommit();
  }

  private @Nullable ConnectionSettings settings() {
    return kept == null ? null : kept.settings;
  }

  private @Nullable SessionSettings session() {
    return kept == null ? null : kept.session;
  }

  /** The primary's connection: the one that is there, or a new one. */
  public Lease toPrimary() throws SQLException {
    return to(lender.primary());
  }

  /** The connection to a node: the one that is there, or a new one, with all settings applied. */
  public Lease to(Node node) throws SQLException {
    return to(node, lender.now());
  }

  /**
   * The same. Who asks for the primary waits for one, which may be another node in the end.
   *
   * @param startNanos since when it is waited for
   */
  public Lease to(Node node, long startNanos) throws SQLException {
    if (node.equals(lender.primary())) {
      checkPrimary();
    }
    wake();
    Lease there = at(node);
    if (there != null) {
      return ready(there);
    }
    giveBackIdle();
    return take(lender.lend(node, startNanos));
  }

  /**
   * The connection for questions that any node answers: one that is there anyway, else any server's
   * that is alive.
   */
  public Lease toAny() throws SQLException {
    Node held = held();
    if (held != null) {
      return to(held);
    }
    wake();
    Lease there = first();
    return there != null && !there.isEnded() ? ready(there) : take(lender.lendAny());
  }

  /** The same, to describe a statement on: the primary knows every object first. */
  public Lease toDescribe() throws SQLException {
    wake();
    Lease there = autoCommit ? at(lender.primary()) : null;
    return there != null ? ready(there) : autoCommit ? take(lender.lendAny()) : toAny();
  }

  /** Makes a lease one of these, unless there is one to its node already. */
  private Lease take(Lease lease) throws SQLException {
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
    if (!add(lease)) {
      lease.soil();
      lease.end();
      throw Failures.closed();
    }
    return lease;
  }

  /** One that is there already, with the settings that have been changed since. */
  private Lease ready(Lease there) throws SQLException {
    SessionSettings session = session();
    if (session != null && !there.isInTransaction()) {
      session.bring(there);
    }
    return there;
  }

  /**
   * What was begun on a primary, a transaction or a session, does not go on there when another
   * server has taken its place, under another address or the same, nor on that one.
   */
  public void checkPrimary() throws SQLException {
    Topology topology = lender.topology();
    for (Lease lease = first(); lease != null; lease = lease.next) {
      if (lease.needsPrimary()
          && lease.isReplaced(topology)
          && (isPinned() || lease.isInTransaction())) {
        if (!lease.isSoiled()) {
          lender.counters().lost(false);
        }
        lease.soil();
        throw Failures.replaced(lease.node(), topology);
      }
    }
  }

  private void configure(Lease lease) throws SQLException {
    SessionSettings session = session();
    ConnectionSettings settings = settings();
    if (lease.mayHaveSettings()) {
      lease.settings().learn(lease.physical(), lease.settingsOfPool());
    }
    if (session != null) {
      session.bring(lease);
    } else if (lease.mayHaveSettings()) {
      lease.settings().bring(lease.physical(), Map.of());
    }
    setAutoCommit(lease.physical(), autoCommit);
    if (settings != null) {
      settings.apply(lease.physical());
    }
    if (session != null) {
      session.join(lease);
    }
  }

  /** The node that cannot be given back now; the primary if it is among several. */
  public @Nullable Node held() {
    Node held = null;
    for (Lease lease = first(); lease != null; lease = lease.next) {
      if (stays(lease, 0)) {
        held = lease.node();
        if (held.equals(lender.primary())) {
          return held;
        }
      }
    }
    return held;
  }

  /** The same, as routing takes it: in shadow mode where it would be. */
  public @Nullable Node heldForRouting() {
    Node held = held();
    Lease lease = held == null ? null : at(held);
    return lease == null ? null : lease.nodeForRouting();
  }

  /** Whether a connection stays when so many of what holds it let go. */
  public boolean stays(Lease lease, int holds) {
    return isPinned() || lease.isHeldBeyond(holds);
  }

  /**
   * Lets go of a lease: gives the connection back unless something else holds it. One that has
   * drawn values of sequences stays until the next statement, which may ask for them, and is not
   * used for anything else: it may be dead by then, and its pool would have another.
   */
  public void settle(Lease lease) throws SQLException {
    lease.unhold();
    letGo(lease);
  }

  private void letGo(Lease lease) throws SQLException {
    if (!isPinned() && !lender.isTransactionPooler() && lease.rests()) {
      kept().rests(lender.now());
    } else {
      giveBackIfIdle(lease);
    }
  }

  private void letGoAll() throws SQLException {
    for (Lease lease = first(); lease != null; lease = lease.next) {
      letGo(lease);
    }
  }

  /** Gives back what nothing holds. */
  public void giveBackIdle() throws SQLException {
    for (Lease lease = first(); lease != null; lease = lease.next) {
      giveBackIfIdle(lease);
    }
  }

  /** Nothing rests any more: what is not pinned by now goes back. */
  public void wake() throws SQLException {
    if (kept != null && kept.resting) {
      boolean doubtful = kept.wakes(lender.now());
      for (Lease lease = first(); lease != null; lease = lease.next) {
        lease.wakes(doubtful);
      }
      giveBackIdle();
    }
  }

  private void giveBackIfIdle(Lease lease) throws SQLException {
    if (stays(lease, 0) || lease.isEnded()) {
      return;
    }
    lease.leaving(settings(), autoCommit);
    SessionSettings session = session();
    if (session != null && !session.leaving(lease)) {
      keep(Pin.other("settings that the session does not tell"));
      return;
    }
    if (lease.hasDrawn()) {
      kept().drawn = lease.drawn();
    }
    remove(lease);
    lease.end();
  }

  /** Whether one that cannot be given back now has been closed under us: its server is gone. */
  public boolean anyClosed() throws SQLException {
    for (Lease lease = first(); lease != null; lease = lease.next) {
      if (stays(lease, 0) && lease.physical().isClosed()) {
        return true;
      }
    }
    return false;
  }

  // ---------------------------------------------------------------- pins

  /** Whether something lives in the session on the primary that later statements may need. */
  public boolean isPinned() {
    return pins() != null;
  }

  /** Something is about to be left in the session on the primary, which stays from here on. */
  public void pin(Pin pin) throws SQLException {
    wake();
    pinAsking(pin);
  }

  /** The same, where it asks for what sequences gave to a session that rests. */
  public void pinAsking(Pin pin) throws SQLException {
    lender.check(pin, autoCommit);
    if (!isPinned() && !kept().resting) {
      giveBackIdle();
    }
    keep(pin);
  }

  private void keep(Pin pin) {
    PinSet pins = pins();
    if (pins == null) {
      pins = new PinSet(lender.now());
      kept().pins = pins;
      lender.counters().pinned();
    }
    pins.add(pin);
  }

  /** Whether something of a kind is there. */
  public boolean isPinned(Pin.Kind kind) {
    PinSet pins = pins();
    return pins != null && pins.has(kind);
  }

  /** What was to be left was not. */
  public void unpin(Pin pin) throws SQLException {
    PinSet pins = pins();
    if (pins != null) {
      pins.remove(pin);
      unpinIfEmpty();
    }
  }

  /** Nothing of a kind is there any more. */
  public void unpin(Pin.Kind kind) throws SQLException {
    PinSet pins = pins();
    if (pins != null) {
      pins.remove(kind);
      unpinIfEmpty();
    }
  }

  /** What was to be left by a statement that failed, alone in its transaction: is it there? */
  public void unpinFailed(Pin pin) throws SQLException {
    PinSet pins = pins();
    if (pins != null) {
      pins.failed(pin);
      unpinEnded();
    }
  }

  /** A statement has run that may have ended some pins. */
  public void pinsMayHaveEnded() {
    PinSet pins = pins();
    if (pins != null) {
      pins.mayHaveEnded();
    }
  }

  /** A statement has run that ended all pins. */
  public void unpinAll() throws SQLException {
    PinSet pins = pins();
    if (pins != null) {
      pins.clear();
      unpinIfEmpty();
    }
  }

  /** A statement has ended, or its transaction: looks which pins are there still. */
  public void unpinEnded() throws SQLException {
    PinSet pins = pins();
    if (pins == null) {
      return;
    }
    if (lender.isTransactionPooler()) {
      pins.transactionOver();
    }
    Lease lease = at(lender.primary());
    if (lease != null) {
      pins.forgetEnded(lease.physical());
    }
    unpinIfEmpty();
  }

  private void unpinIfEmpty() throws SQLException {
    PinSet pins = pins();
    if (pins != null && pins.isEmpty()) {
      unpinned();
      letGoAll();
    }
  }

  private void unpinned() {
    PinSet pins = pins();
    if (pins != null) {
      lender.counters().unpinned(lender.now() - pins.sinceNanos());
      kept().pins = null;
    }
  }

  /** A statement is about to be sent that may draw values of sequences. */
  public void drawing(Lease lease, boolean asks, boolean asked) throws SQLException {
    Drawn.drawing(lease, kept == null ? null : kept.drawn, asks, asked);
  }

  /** A statement is about to be sent that asks for what sequences gave to its session. */
  public void asking(Lease lease) throws SQLException {
    Drawn.asking(lease, kept == null ? null : kept.drawn);
  }

  // ---------------------------------------------------------------- settings

  /** Sets something on every connection that is there, and on those that come. */
  public void set(
      String name,
      Object value,
      ConnectionSettings.Setting setting,
      ConnectionSettings.@Nullable Original original)
      throws SQLException {
    wake();
    ConnectionSettings there = settings();
    ConnectionSettings all = there == null ? new ConnectionSettings() : there;
    kept().settings = all;
    each(physical -> all.apply(physical, name, setting, original));
    all.put(name, value, setting, original);
  }

  /** Whether something was set under a name. */
  public boolean isSet(String name) {
    ConnectionSettings settings = settings();
    return settings != null && settings.has(name);
  }

  /** What was set under a name, or the fallback: its setter and its getter agree on the type. */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  public <T> T setting(String name, T fallback) {
    ConnectionSettings settings = settings();
    return settings == null ? fallback : settings.get(name, fallback);
  }

  /**
   * Before a statement is sent that changes settings of its session.
   *
   * @param local whether the changes end with the transaction
   */
  public void changing(Lease lease, Collection<String> names, boolean local) throws SQLException {
    if (!local) {
      lender.checkSettings(names);
      kept().session().changing(lease, names, !autoCommit);
    } else if (!autoCommit) {
      kept().session().changingLocally(lease, names);
    }
  }

  /** Settings were changed in the session on the primary, before that was known. */
  public void changed(Collection<String> names) throws SQLException {
    Lease lease = at(lender.primary());
    if (lease != null) {
      lease.soil(); // What they were before cannot be asked any more.
      kept().session().changed(lease, names, !autoCommit);
    }
  }

  /** What unqualified names mean in its session. */
  public Naming naming() {
    if (mayHideNames()) {
      return Naming.HIDDEN;
    }
    SessionSettings session = session();
    return session != null && session.changesNames() ? Naming.ANYWHERE : Naming.AS_IN_POOLS;
  }

  /**
   * SQL has taken back all settings of a session, but not its role: whatever else it lost, nobody
   * shall use it.
   */
  public void reset(Lease lease) {
    lease.soil();
    kept().forgetIsolation();
    kept().session().reset();
  }

  /** The same of the role as well. */
  public void discard(Lease lease) {
    lease.soil();
    kept().forgetIsolation();
    kept().session().discard();
  }

  /**
   * Changes a setting: in the session that is held, by a transaction that has begun or otherwise;
   * else where the next statement runs.
   *
   * @param text as SET takes it; null for the session's default
   * @param value as the session shows it afterwards
   * @param begins whether it begins a transaction, without auto-commit
   */
  public void change(String name, @Nullable String text, @Nullable String value, boolean begins)
      throws SQLException {
    lender.checkSettings(List.of(name));
    wake(); // Else it would be lost when the session that rests leaves, and takes its own along.
    Node held = held();
    boolean within = !autoCommit && (begins || anyInTransaction());
    if (value != null && held == null) {
      kept().session().change(name, value, within);
      return;
    }
    Lease lease = held != null && !autoCommit ? to(held) : toPrimary();
    lease.hold();
    try {
      kept().session().changing(lease, List.of(name), within);
      // Not by the driver's method: a pool would set back what it saw being set.
      AppliedSettings.set(lease.physical(), name, text, within || autoCommit);
      lease.inTransaction(within);
    } finally {
      settle(lease);
    }
  }

  // ---------------------------------------------------------------- transactions

  /** Whether each statement is its own transaction. */
  public boolean autoCommit() {
    return autoCommit;
  }

  /** Switches it on every connection that is there; whoever switches it on has committed before. */
  public void setAutoCommit(boolean value) throws SQLException {
    wake();
    autoCommit = value;
    each(physical -> setAutoCommit(physical, value));
  }

  private static void setAutoCommit(Connection physical, boolean value) throws SQLException {
    if (physical.getAutoCommit() != value) {
      physical.setAutoCommit(value);
    }
  }

  /**
   * Ends the transaction on each connection that has a part in it: one, or in a read-only one a
   * replica's and the primary's. A session that is kept may have one that nobody here has seen
   * begin, by an object of the driver's. One that was aborted is rolled back already. Each is
   * ended, also when another one fails; the first failure is thrown.
   */
  public void endTransaction(boolean commit, ConnectionSettings.Setting ending)
      throws SQLException {
    endTransaction(commit, isPinned(), ending);
  }

  /** The transaction has ended on every connection: those that nothing else holds go back. */
  public void transactionOver(boolean committed) throws SQLException {
    letGoAll();
    SessionSettings session = session();
    if (session != null) {
      session.transactionOver(committed, part()); // Of the next one: a chain begins it at once.
    }
  }

  /** Drops a connection on which a read has failed, also as the first of its transaction. */
  public void abandon(Lease lease) throws SQLException {
    lease.soil();
    lease.inTransaction(false);
    settle(lease);
  }

  /**
   * The connection was aborted: nothing more is lent, and what is there is closed with its sockets,
   * whoever waits for an answer on it.
   */
  public void abort(Executor executor) {
    for (Lease lease = shut(); lease != null; lease = lease.next) {
      lease.abort(executor);
    }
  }

  /**
   * Gives all back, whatever holds them. What another thread uses is aborted: it must not be lent
   * again before that has ended.
   */
  public void end() {
    // A COPY that has not ended takes no question, and would be waited for without end.
    boolean used = isUsedElsewhere() || isPinned(Pin.Kind.COPY);
    PinSet pins = pins();
    boolean soiled = pins != null && pins.soil();
    boolean undoable = pins != null && pins.isUndoable() && !lender.isTransactionPooler();
    Lease next = shut();
    while (next != null) {
      Lease lease = next;
      next = lease.next;
      if (used || lease.isBusy()) {
        lease.abort(Runnable::run);
      } else {
        lease.leaving(settings(), autoCommit);
      }
      if (soiled && !(undoable && lease.undo())) {
        lease.soil();
      }
      lease.end();
    }
    clear();
    unpinned();
  }

  /**
   * Asks the one that is held whether it is valid, else whether any server lives, which is known
   * without asking.
   *
   * @param seconds within which the answer counts
   */
  public boolean isValid(int seconds) throws SQLException {
    if (anyClosed()) {
      return false;
    }
    Node held = held();
    Lease lease = held == null ? null : at(held);
    return lease == null ? lender.isAnyAlive() : lease.physical().isValid(seconds);
  }
}
