package dev.weir.lease;

import dev.weir.topology.NodeState;
import dev.weir.topology.Sample;
import java.sql.Connection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * What is known of one physical connection: its stamp, up to when what its server shows is
 * confirmed, and what SQL has changed in its session. Used by whoever has borrowed the connection;
 * only {@link #lease} is read by other threads.
 */
public final class Physical {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A server that is so far behind is left for another one. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Null where the pool's connections do not lead to PostgreSQL's driver. */
  private final @Nullable PGConnection driver;

  /** Null where nothing is routed: nobody asks then. */
  private final @Nullable Sample stamp;

  /** Who has borrowed it; null while nobody has. */
  volatile @Nullable Lease lease;

  /** Made when SQL changes a setting. */
  private @Nullable AppliedSettings settings;

  private long confirmedNanos = NodeState.UNKNOWN;
  private boolean fresh = true;

  /** How often sequences gave values to its session, forgotten ones too. */
  private long draws;

  /** Whether it has any of those values. */
  private boolean drawn;

  private long pauseNanos;
  private long askedNanos;

  /**
   * Nothing but its stamp is known of it.
   *
   * @param connection as far as the pool's lead
   * @param stamp null where nothing is routed
   */
  Physical(Connection connection, @Nullable Sample stamp) {
    this.driver = connection instanceof PGConnection known ? known : null;
    this.stamp = stamp;
  }

  /** The driver's connection; null if it is not known. */
  @Nullable PGConnection driver() {
    return driver;
  }

  /** What its server was when it was opened; there where statements are routed. */
  public Sample stamp() {
    return Objects.requireNonNull(stamp);
  }

  /** Whether it leads to another server, or life of it, than a sample is of. */
  boolean isOfAnotherLife(NodeState state) {
    return stamp != null && stamp.isOfAnotherLife(state);
  }

  /** Whether sequences may have given values to its session, to whomever. */
  boolean hasDrawn() {
    return drawn;
  }

  void draws() {
    draws++;
    drawn = true;
  }

  void discards() {
    drawn = false;
  }

  /** Its session is as it was when it was opened. */
  void undone() {
    drawn = false;
    settings = null; // What was taken for the original value may have been somebody's already.
  }

  /** What its session has of sequences now. */
  Drawn drawn() {
    return new Drawn(this, drawn ? draws : Drawn.NOTHING);
  }

  /** What SQL has changed in its session; null if nothing ever. */
  @Nullable AppliedSettings changedSettings() {
    return settings;
  }

  /** The same, to be changed. */
  AppliedSettings settings() {
    AppliedSettings there = settings;
    if (there == null) {
      there = new AppliedSettings();
      settings = there;
    }
    return there;
  }

  /**
   * Up to when what was committed is confirmed to be visible on it, by the DataSource's clock in
   * nanoseconds; {@link NodeState#UNKNOWN} if that is not known.
   */
  public long confirmedNanos() {
    return confirmedNanos;
  }

  /**
   * Its server has answered: what is visible on it stays visible as long as the connection lives.
   */
  void confirmed(long nanos, long nowNanos) {
    askedNanos = nowNanos;
    pauseNanos =
        fresh || nanos > confirmedNanos
            ? 0
            : Math.min(Math.max(2 * pauseNanos, FIRST_PAUSE_NANOS), LONGEST_PAUSE_NANOS);
    fresh = false;
    confirmedNanos = Math.max(confirmedNanos, nanos);
  }

  /** Whether not even its stamp has been looked at. */
  public boolean isFresh() {
    return fresh;
  }

  /**
   * Whether asking again is worth a round trip: ever more rarely while the answers stay the same.
   */
  public boolean isWorthAsking(long nowNanos) {
    return pauseNanos == 0 || nowNanos - askedNanos >= pauseNanos;
  }

  /**
   * Whether its server lacks so much that another one behind the same address may well be better.
   * Never said of a connection that was opened a moment ago, or whose server cannot be asked: the
   * next one would be the same.
   *
   * @param bestNanos what a server may have confirmed at best
   * @param nowNanos by the DataSource's clock
   */
  public boolean isLeftBehind(long bestNanos, long nowNanos) {
    return nowNanos - stamp().startNanos() >= PATIENCE_NANOS
        && stamp().untold().isEmpty()
        && (confirmedNanos == NodeState.UNKNOWN || bestNanos - confirmedNanos >= PATIENCE_NANOS);
  }
}
