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

  final Node node;
  final Connection physical;
  private final @Nullable Physical known;
  private final NodePool pool;
  private @Nullable RouteDecision decision;

  /** In shadow mode, by which that execution would have gone; else null. */
  private @Nullable RouteDecision shadow;

  /** In shadow mode, the node whose connection would be held in its place; else null. */
  private @Nullable Node shadowNode;

  private int holds;
  private boolean inTransaction;
  private boolean soiled;
  private @Nullable Spills spilled;
  private boolean ended;
  private volatile boolean ofPrimary;
  private volatile boolean aborted;

  /** Which version of the session's settings was brought here. */
  private int settingsVersion;

  /**
   * Takes it over.
   *
   * @param known what is known of it; null where nothing is routed
   */
  Lease(Node node, Connection physical, @Nullable Physical known, NodePool pool) {
    this.node = node;
    this.physical = physical;
    this.known = known;
    this.pool = pool;
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
    shadow = by;
    if (holds) {
      shadowNode = by.node();
    }
  }

  /** In shadow mode, by which the newest execution would have gone; else null. */
  @Nullable RouteDecision shadow() {
    return shadow;
  }

  /** The node that routing takes it for: its own, but for shadow mode. */
  Node nodeForRouting() {
    Node other = shadowNode;
    return other == null ? node : other;
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
  void answered(long startNanos) {
    pool.answered(startNanos);
  }

  /**
   * It was taken for a read that has a place among those that spill over, until it is given back.
   */
  void spilled(Spills by) {
    if (spilled == null) {
      spilled = by;
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
      log.debug("{} - a connection could not be aborted", node, e);
    }
  }

  boolean isAborted() {
    return aborted;
  }

  /** Whether the server has told the driver that it is a standby: known without asking. */
  boolean isOnStandby() throws SQLException {
    return physical.isWrapperFor(PGConnection.class)
        && "on".equals(physical.unwrap(PGConnection.class).getParameterStatus("in_hot_standby"));
  }

  /** What is known of it; there where statements are routed. */
  Physical known() {
    return Objects.requireNonNull(known);
  }

  /** When it had been opened, by the DataSource's monotonic clock. */
  long openedNanos() {
    return known().stamp.startNanos();
  }

  /** Finds out how far its server is: by its stamp the first time, then by asking. */
  void ask(long nowNanos) throws SQLException {
    pool.ask(known(), physical, nowNanos);
  }

  /** Whether it leads to another server, or life of it, than the newest sample is of. */
  boolean isOfAnotherLife(NodeState state) {
    return known != null && known.stamp.isOfAnotherLife(state);
  }

  /** What SQL has changed in its session. */
  AppliedSettings settings() throws SQLException {
    return pool.settings(physical);
  }

  /** Whether SQL has changed anything in a session of its pool, as far as is known. */
  boolean mayHaveSettings() {
    return pool.mayHaveSettings();
  }

  boolean hasSettings(int version) {
    return settingsVersion == version;
  }

  void settingsBrought(int version) {
    settingsVersion = version;
  }

  /** Its session must not be used by anybody else. */
  void soil() {
    soiled = true;
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
        if (spilled != null) {
          spilled.leave();
        }
      }
    }
  }
}
