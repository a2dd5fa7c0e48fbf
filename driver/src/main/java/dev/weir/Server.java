package dev.weir;

import dev.weir.topology.Node;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A server as the application names it: by URL, and Weir makes the pool; or by a DataSource, which
 * then is the pool.
 *
 * @param url null if a DataSource was given
 * @param given null if a URL was given
 * @param use what it is declared for
 */
record Server(@Nullable String url, @Nullable DataSource given, Node.Use use) {
  static Server of(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException("a server's URL must begin with jdbc: ; this does not");
    }
    return new Server(url, null, Node.Use.ANYTHING);
  }

  static Server of(DataSource given) {
    return new Server(
        null, Objects.requireNonNull(given, "the DataSource must not be null"), Node.Use.ANYTHING);
  }

  /** The same server, for something else. */
  Server declared(Node.Use other) {
    return new Server(url, given, other);
  }

  boolean reporting() {
    return use == Node.Use.REPORTS;
  }
}
