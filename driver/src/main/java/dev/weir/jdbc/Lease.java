package dev.weir.jdbc;

import dev.weir.route.RouteDecision;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A physical connection while a logical one has it. Used by one thread at a time, as the logical
 * connection is.
 */
final class Lease {
  final Node node;
  final Connection physical;
  private final @Nullable Physical known;
  private final NodePool pool;
  private @Nullable RouteDecision decision;
  private int holds;
  private boolean inTransaction;
  private boolean soiled;
  private boolean ended;
  private boolean ofPrimary;

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

  /** Asks its server, behind a reader endpoint, how far it is. */
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
      if (soiled) {
        pool.discard(physical);
      } else {
        pool.giveBack(physical);
      }
    }
  }
}
