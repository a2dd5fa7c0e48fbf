package dev.weir;

import dev.weir.topology.ConnectionSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A user with a password.
 *
 * @param user its name
 * @param password in clear; never printed
 */
record Credentials(String user, String password) {
  Credentials {
    if (user.isBlank()) {
      throw new IllegalArgumentException("the user of the monitor must not be blank");
    }
  }

  /**
   * Those of the monitor; null if it has none of its own.
   *
   * @throws IllegalArgumentException if there is a password without a user
   */
  static @Nullable Credentials of(@Nullable String user, @Nullable String password) {
    if (user == null && password != null) {
      throw new IllegalArgumentException("monitorPassword needs monitorUser");
    }
    return user == null ? null : new Credentials(user, password == null ? "" : password);
  }

  /** Connections of this user. */
  ConnectionSource source(DataSource server) {
    return () -> server.getConnection(user, password);
  }

  @Override
  public String toString() {
    return "the credentials of " + user;
  }
}
