package dev.weir;

import dev.weir.topology.ConnectionSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** Connections of this user. */
  ConnectionSource source(DataSource server) {
    return () -> server.getConnection(user, password);
  }

  /** A URL without the user and the password in it, which would win over these. */
  @Nullable String of(@Nullable String url) {
    int question = url == null ? -1 : url.indexOf('?');
    if (url == null || question < 0) {
      return url;
    }
    return url.substring(0, question + 1)
        + Stream.of(url.substring(question + 1).split("&", -1))
            .filter(pair -> !pair.startsWith("user=") && !pair.startsWith("password="))
            .collect(Collectors.joining("&"));
  }

  @Override
  public String toString() {
    return "the credentials of " + user;
  }
}
