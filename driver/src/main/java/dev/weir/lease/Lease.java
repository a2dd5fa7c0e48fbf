package dev.weir.lease;

import dev.weir.route.RouteDecision;
import dev.weir.topology.Node;
import dev.weir.topology.NodeState;
import dev.weir.topology.Topology;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A physical connection while a logical one has it. Used by one thread at a time, as the logical
 * connection is; only {@link #abort} comes from another.
 */
public final class Lease {
  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private static final VarHandle STATE = handle("state", byte.class);
  private static final VarHandle BUSY = handle("busy", boolean.class);

  private static final String FORGET_VALUES = "discard sequences";

  private static final byte ENDED = 1;
  private static final byte SOILED = 2;
  private static final byte ABORTED = 4;
  private static final byte OF_PRIMARY = 8;
  private static final byte MIXED = 16;
  private static final byte RESTING = 32;
  private static final byte ASKABLE = 64;
  private static final byte LOST = -128;

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Lease.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final NodePool pool;
  private final Connection physical;

  /** The next one that its connection has; null if there is none. */
  volatile @Nullable Lease next;

  private @Nullable Physical known;

  /** Made when needed: few have any of it. */
  private @Nullable Rarities rarities;

  private int holds;
  private boolean drawn;
  private boolean inTransaction;
  private volatile boolean busy;

  /** What has happened to it, whichever thread did it. */
  private volatile byte state;

  private static final class Rarities {
    /** In shadow mode, by which the newest execution would have gone; else null. */
    @Nullable RouteDecision shadow;

    /** In shadow mode, the node whose connection would be held in its place; else null. */
    @Nullable Node shadowNode;

    /** Where it has a place among the reads that spill over; null if it has none. */
    @Nullable SpillGate spilled;

    /** What it came with from a pool that may not put that back; null if it does. */
    ForeignPool.@Nullable Begun begun;

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

  private boolean is(byte what) {
    return (state & what) != 0;
  }

  /** Notes what has happened; whether it had not before. */
  private boolean becomes(byte what) {
    return ((byte) STATE.getAndBitwiseOr(this, what) & what) == 0;
  }

  private Rarities rarities() {
    if (rarities == null) {
      rarities = new Rarities();
    }
    return rarities;
  }

  /** The pool's connection: the driver's, or what wraps it. */
  public Connection physical() {
    return physical;
  }

  /** The driver's connection behind it, if that is known: to ask for it takes longer. */
  public @Nullable PGConnection driver() {
    return known == null ? null : known.driver();
  }

  /** Its connection was lost, though the driver may not have noticed. */
  public void lost() {
    becomes(LOST);
    becomes(SOILED);
  }

  /** Whether nothing can be heard of its server any more. */
  public boolean isLost() {
    try {
      return is((byte) (ABORTED | LOST)) || (driver() instanceof Connection c && c.isClosed());
    } catch (SQLException e) {
      return true;
    }
  }

  /** Where it leads. */
  public Node node() {
    return pool.node();
  }

  /**
   * In shadow mode: where the newest execution would have gone.
   *
   * @param holds whether that is the node whose connection would be held from now on
   */
  public void shadow(RouteDecision by, boolean holds) {
    rarities().shadow = by;
    if (holds) {
      rarities().shadowNode = by.node();
    }
  }

  /** In shadow mode, by which the newest execution would have gone; else null. */
  public @Nullable RouteDecision shadow() {
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
  public void hold() {
    holds++;
  }

  /** It ends. */
  void unhold() {
    holds--;
  }

  public void inTransaction(boolean now) {
    inTransaction = now;
  }

  public boolean isInTransaction() {
    return inTransaction;
  }

  /**
   * Whether its session is in no transaction, as the driver has heard; of one that does not lead to
   * PostgreSQL's driver that is not known.
   */
  public boolean isIdle() {
    return !OwnQuestions.inTransaction(physical);
  }

  /** Whether the driver has heard of a transaction in it that is open. */
  public boolean hasBegun() {
    return OwnQuestions.hasBegun(physical);
  }

  /** Whether its transaction is over, and it is open, as the driver has heard. */
  public boolean isOver() {
    return OwnQuestions.mayAsk(physical);
  }

  /** Whether its transaction has failed, as the driver has heard. */
  boolean hasFailed() {
    return OwnQuestions.hasFailed(physical);
  }

  /** Whether the connection cannot be given back now. */
  boolean isHeld() {
    return isHeldBeyond(0);
  }

  /** Whether it could not be given back if so many holds ended. */
  boolean isHeldBeyond(int ending) {
    return holds > ending || inTransaction;
  }

  public boolean isEnded() {
    return is(ENDED);
  }

  /** It was taken because its server was the primary. */
  void ofPrimary() {
    becomes(OF_PRIMARY);
  }

  /** Whether what was begun on it must not go on when another server has become the primary. */
  boolean needsPrimary() {
    return is(OF_PRIMARY);
  }

  /** A read has been answered on it that began at an instant. */
  public void answered(long startNanos, long nowNanos) {
    pool.answered(startNanos, nowNanos);
  }

  /**
   * It was taken for a read that has a place among those that spill over, until it is given back.
   */
  public void spilled(SpillGate by) {
    if (rarities().spilled == null) {
      rarities().spilled = by;
    } else {
      by.leave(); // It has one already.
    }
  }

  /** A statement is being sent, or its answer waited for; or no more. */
  public void busy(boolean now) {
    BUSY.setRelease(this, now); // Who closes the connection meanwhile, from elsewhere, looks.
  }

  boolean isBusy() {
    return busy;
  }

  /** Nothing will come from its server any more: whoever waits for it waits in vain. */
  void abort(Executor closing) {
    becomes(ABORTED);
    becomes(SOILED);
    try {
      physical.abort(closing);
    } catch (SQLException e) {
      log.debug("{} - a connection could not be aborted", node(), e);
    }
  }

  boolean isAborted() {
    return is(ABORTED);
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
  public Physical known() {
    return Objects.requireNonNull(known);
  }

  /** When it had been opened, by the DataSource's monotonic clock. */
  public long openedNanos() {
    return known().stamp().startNanos();
  }

  /** Finds out how far its server is: by its stamp the first time, then by asking. */
  public void ask(long nowNanos) throws SQLException {
    pool.ask(known(), physical, nowNanos);
  }

  /** Whether it leads to another server, or life of it, than the newest sample is of. */
  public boolean isOfAnotherLife(NodeState state) {
    return known != null && known.isOfAnotherLife(state);
  }

  /**
   * Whether another server has taken the place of its own, which was the primary when it was lent.
   * Where the primary's address leads to one that was replaced, that is the one.
   */
  boolean isReplaced(Topology topology) {
    NodeState primary = topology.state(topology.primary());
    return !node().equals(topology.primary()) || isOfAnotherLife(primary) != primary.isReplaced();
  }

  /** What SQL has changed in its session. */
  AppliedSettings settings() throws SQLException {
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

  /**
   * SQL changes settings in a session of its pool: their original values are asked of the others
   * before they are used.
   */
  void willChange(Collection<String> names) {
    pool.settingsChange(names);
  }

  /** The settings that SQL has changed in any session of its pool. */
  Set<String> settingsOfPool() {
    return pool.changedSettings();
  }

  /** Whether SQL has changed anything in a session of its pool, as far as is known. */
  boolean mayHaveSettings() {
    return pool.mayHaveSettings();
  }

  /** It came from a pool that may not put back what is set on it. */
  void begun(ForeignPool.Begun with) {
    rarities().begun = with;
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

  /** A sequence may have given a value to its session. */
  void drew() throws SQLException {
    drawn = true;
    session().draws();
  }

  /** What a sequence gives to its session now may be asked for by the next statement. */
  public void mayBeAsked() {
    becomes(ASKABLE);
  }

  /** What is drawn now is among what others drew. */
  void mixes() {
    becomes(MIXED);
  }

  boolean isMixed() {
    return is(MIXED);
  }

  boolean hasDrawn() {
    return drawn;
  }

  /** What its session has of sequences now. */
  Drawn drawn() throws SQLException {
    return isMixed() ? new Drawn(session(), Drawn.MIXED) : session().drawn();
  }

  /** Whether its session has nothing of sequences but that, and nothing that was drawn since. */
  boolean hasOnly(@Nullable Drawn values) throws SQLException {
    return values == null ? !session().hasDrawn() : session().drawn().equals(values);
  }

  /**
   * What sequences gave to its session was for others. Within a transaction that is said in the
   * place of the statement that asks: the server itself is to refuse that one.
   */
  void forgetValues() throws SQLException {
    if (!session().hasDrawn() || OwnQuestions.hasFailed(physical)) {
      return;
    }
    if (OwnQuestions.mayAsk(physical)) {
      OwnQuestions.row(physical, FORGET_VALUES, List.of());
    } else {
      OwnQuestions.inPlace(physical, FORGET_VALUES, List.of());
    }
    session().discards();
    STATE.getAndBitwiseAnd(this, (byte) ~MIXED);
  }

  /**
   * Nothing needs it, and it stays for a while: the next statement {@link #mayBeAsked may ask} what
   * sequences gave to its session.
   *
   * @return false if too many of its pool do so, or it has nothing to be asked for
   */
  boolean rests() {
    if (!is(ASKABLE) || isHeld() || is((byte) (MIXED | SOILED | ENDED)) || !isIdle()) {
      return false;
    }
    if (!is(RESTING) && pool.mayRest()) {
      becomes(RESTING);
    }
    return is(RESTING);
  }

  /**
   * It is used again, or given back.
   *
   * @param doubtful whether it may have died meanwhile: its pool, to which it comes back as if just
   *     used, would not look
   */
  void wakes(boolean doubtful) {
    if (((byte) STATE.getAndBitwiseAnd(this, (byte) ~RESTING) & RESTING) == 0) {
      return;
    }
    pool.woken();
    if (doubtful && !OwnQuestions.isValid(physical)) {
      soil();
    }
  }

  /** Its session must not be used by anybody else. */
  public void soil() {
    becomes(SOILED);
  }

  /** The same, unless it is in no transaction any more, as the driver has heard. */
  void soilIfOpen() {
    if (OwnQuestions.inTransaction(physical)) {
      soil();
    }
  }

  boolean isSoiled() {
    return is(SOILED);
  }

  /** Takes back all that is left in its session; false if that cannot be. */
  boolean undo() {
    return !isSoiled() && pool.undo(this);
  }

  /** Its session is as it was when it was opened. */
  void undone() throws SQLException {
    session().undone();
  }

  /**
   * Undoes what its pool would leave to the next borrower, or stumble over: settings that it does
   * not know of, and a transaction that the driver has begun by a question of its own.
   *
   * @param settings what was set by the driver's methods; null if nothing
   */
  void leaving(@Nullable ConnectionSettings settings, boolean autoCommit) {
    ForeignPool.Begun begun = rarities == null ? null : rarities.begun;
    if (isAborted() || (autoCommit && settings == null && begun == null)) {
      return;
    }
    try {
      OwnQuestions.settle(physical);
      if (settings != null) {
        settings.leaving(physical);
      }
      if (begun != null) {
        begun.putBack(physical, settings != null && settings.has(ConnectionSettings.ISOLATION));
      }
    } catch (SQLException | RuntimeException e) {
      soil();
    }
  }

  /** Gives the connection back to its pool; only the first call does, from whatever thread. */
  void end() {
    if (becomes(ENDED)) {
      wakes(false);
      try {
        if (isSoiled()) {
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
