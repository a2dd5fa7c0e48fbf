package dev.weir.lease;

import java.sql.SQLWarning;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the application has set on its connection, and left in its sessions. */
final class Kept {
  /** HikariCP lends what was used so lately without a look whether it lives. */
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Made when the application sets something. */
  @Nullable ConnectionSettings settings;

  /** Made when SQL changes a setting. */
  @Nullable SessionSettings session;

  /** What lives in the session on the primary, so that all leases stay; null if nothing does. */
  @Nullable PinSet pins;

  /** What sequences gave to this connection in a session that has gone; null if nothing. */
  @Nullable Drawn drawn;

  /** The first warning of the connection; null if there is none. */
  @Nullable SQLWarning warnings;

  /** Whether a lease is still here only because it may be asked for what it has drawn. */
  boolean resting;

  private long restingSince;

  /** SQL changes a setting. */
  SessionSettings session() {
    SessionSettings there = session;
    if (there == null) {
      there = new SessionSettings();
      session = there;
    }
    return there;
  }

  /** RESET ALL has taken it back, as any setting. */
  void forgetIsolation() {
    if (settings != null) {
      settings.forget(ConnectionSettings.ISOLATION);
    }
  }

  void rests(long nowNanos) {
    resting = true;
    restingSince = nowNanos;
  }

  /** Nothing rests any more; whether what did may have died meanwhile. */
  boolean wakes(long nowNanos) {
    boolean doubtful = resting && nowNanos - restingSince > TRUSTED_NANOS;
    resting = false;
    return doubtful;
  }
}
