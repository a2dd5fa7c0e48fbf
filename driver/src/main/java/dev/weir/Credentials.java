package dev.weir;

import dev.weir.topology.ConnectionSource;
import javax.sql.DataSource;

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

  /** Connections of this user. */
  ConnectionSource source(DataSource server) {
    return () -> server.getConnection(user, password);
  }

  @Override
  public String toString() {
    return "the credentials of " + user;
  }
}
