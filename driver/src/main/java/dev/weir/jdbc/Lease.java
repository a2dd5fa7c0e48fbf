package dev.weir.jdbc;

import dev.weir.route.RouteDecision;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A physical connection while a logical one has it. Used by one thread at a time, as the logical
 * connection is; only {@link #abort} comes from another.
 */
final class Lease {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  final Connection physical;

  /** The next one that its connection has; null if there is none. */
  @Nullable Lease next;

  private final NodePool pool;
  private @Nullable Physical known;
  private @Nullable RouteDecision decision;

  /** Made when needed: few have any of it. */
  private @Nullable Rarities rarities;

  private int holds;
  private boolean inTransaction;
  private boolean soiled;
  private boolean ended;
  private volatile boolean ofPrimary;
  private volatile boolean aborted;

  private static final class Rarities {
    /** In shadow mode, by which the newest execution would have gone; else null. */
    @Nullable RouteDecision shadow;

    /** In shadow mode, the node whose connection would be held in its place; else null. */
    @Nullable Node shadowNode;

    /** Where it has a place among the reads that spill over; null if it has none. */
    @Nullable Spills spilled;

    /** Which version of the session's settings was brought here. */
    int settingsVersion;
  }

  /**
   * Takes it over.
   *
   * @param known what is known of it; null where nothing is routed
   */
  Lease(NodePool pool, Connection physical, @Nullable Physical known) {
    this.pool = pool;
    this.physical = physical;
    this.known = known;
  }

  private Rarities rarities() {
    if (rarities == null) {
      rarities = new Rarities();
    }
    return rarities;
  }

  Node node() {
    return pool.node();
  }

  /** An execution begins to run on it: holds it. */
  void admit(RouteDecision by) {
    decision = by;
    hold();
  }

  /** By which the newest execution came to run on it. */
  RouteDecision decision() {
    return Objects.requireNonNull(decision);
  }

  /**
   * In shadow mode: where the newest execution would have gone.
   *
   * @param holds whether that is the node whose connection would be held from now on
   */
  void shadow(RouteDecision by, boolean holds) {
    rarities().shadow = by;
    if (holds) {
      rarities().shadowNode = by.node();
    }
  }

  /** In shadow mode, by which the newest execution would have gone; else null. */
  @Nullable RouteDecision shadow() {
    return rarities == null ? null : rarities.shadow;
  }

  /** The node that routing takes it for: its own, but for shadow mode. */
  Node nodeForRouting() {
    Node other = rarities == null ? null : rarities.shadowNode;
    return other == null ? node() : other;
  }

  /**
   * Something that needs this very connection begins: an execution, an open result set, keys to be
   * fetched.
   */
  void hold() {
    holds++;
  }

  /** It ends. */
  void unhold() {
    holds--;
  }

  void inTransaction(boolean now) {
    inTransaction = now;
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  /** Whether the connection cannot be given back now. */
  boolean isHeld() {
    return isHeldBeyond(0);
  }

  /** Whether it could not be given back if so many holds ended. */
  boolean isHeldBeyond(int ending) {
    return holds > ending || inTransaction;
  }

  boolean isEnded() {
    return ended;
  }

  /** It was taken because its server was the primary. */
  void ofPrimary() {
    ofPrimary = true;
  }

  /** Whether what was begun on it must not go on when another server has become the primary. */
  boolean needsPrimary() {
    return ofPrimary;
  }

  /** A read has been answered on it that began at an instant. */
  void answered(long startNanos, long nowNanos) {
    pool.answered(startNanos, nowNanos);
  }

  /**
   * It was taken for a read that has a place among those that spill over, until it is given back.
   */
  void spilled(Spills by) {
    if (rarities().spilled == null) {
      rarities().spilled = by;
    } else {
      by.leave(); // It has one already.
    }
  }

  /** Nothing will come from its server any more: whoever waits for it waits in vain. */
  void abort(Executor closing) {
    aborted = true;
    try {
      physical.abort(closing);
    } catch (SQLException e) {
      log.debug("{} - a connection could not be aborted", node(), e);
    }
  }

  boolean isAborted() {
    return aborted;
  }

  /**
   * Whether the server has told the driver that it is a standby: known without asking. One that was
   * none when the connection was opened does not become one while it is open.
   */
  boolean isOnStandby() throws SQLException {
    return known().stamp().inRecovery()
        && physical.isWrapperFor(PGConnection.class)
        && "on".equals(physical.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"));
  }

  /** What is known of it; there where statements are routed. */
  Physical known() {
    return Objects.requireNonNull(known);
  }

  /** When it had been opened, by the DataSource's monotonic clock. */
  long openedNanos() {
    return known().stamp().startNanos();
  }

  /** Finds out how far its server is: by its stamp the first time, then by asking. */
  void ask(long nowNanos) throws SQLException {
    pool.ask(known(), physical, nowNanos);
  }

  /** Whether it leads to another server, or life of it, than the newest sample is of. */
  boolean isOfAnotherLife(NodeState state) {
    return known != null && known.isOfAnotherLife(state);
  }

  /** What SQL has changed in its session. */
  AppliedSettings settings() throws SQLException {
    pool.settingsChange();
    return session().settings();
  }

  /** The same of a lease that is given back; null if nothing ever. */
  @Nullable AppliedSettings changedSettings() throws SQLException {
    return session().changedSettings();
  }

  /** What is known of it, looked up now where nothing is routed. */
  private Physical session() throws SQLException {
    Physical there = known;
    if (there == null) {
      there = pool.session(physical);
      known = there;
    }
    return there;
  }

  /** Whether SQL has changed anything in a session of its pool, as far as is known. */
  boolean mayHaveSettings() {
    return pool.mayHaveSettings();
  }

  boolean hasSettings(int version) {
    return rarities != null && rarities.settingsVersion == version;
  }

  void settingsBrought(int version) {
    rarities().settingsVersion = version;
  }

  /** It is not anybody's any more. */
  void forgotten() {
    if (known != null) {
      known.lease = null;
    }
  }

  /** Its session must not be used by anybody else. */
  void soil() {
    soiled = true;
  }

  boolean isSoiled() {
    return soiled;
  }

  /** Gives the connection back to its pool. */
  void end() throws SQLException {
    if (!ended) {
      ended = true;
      try {
        if (soiled) {
          pool.discard(this);
        } else {
          pool.giveBack(this);
        }
      } finally {
        if (rarities != null && rarities.spilled != null) {
          rarities.spilled.leave();
        }
      }
    }
  }
}
