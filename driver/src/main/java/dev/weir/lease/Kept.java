package dev.weir.lease;

import org.jspecify.annotations.Nullable;

/** What the application has set on its connection, and left in its sessions. */
final class Kept {
  /** Made when the application sets something. */
  @Nullable ConnectionSettings settings;

  /** Made when SQL changes a setting. */
  @Nullable SessionSettings session;

  /** What lives in the session on the primary, so that all leases stay; null if nothing does. */
  @Nullable PinSet pins;

  /** What sequences gave to this connection in a session that has gone; null if nothing. */
  @Nullable Drawn drawn;
}
