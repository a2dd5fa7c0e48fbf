package dev.weir;

import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A server as the application names it: by URL, and Weir makes the pool; or by a DataSource, which
 * then is the pool.
 *
 * @param url null if a DataSource was given
 * @param given null if a URL was given
 * @param reporting whether it is for reports and for nothing else
 */
record Server(@Nullable String url, @Nullable DataSource given, boolean reporting) {
  static Server of(String url) {
    if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException("a server's URL must begin with jdbc: ; this does not");
    }
    return new Server(url, null, false);
  }

  static Server of(DataSource given) {
    return new Server(
        null, Objects.requireNonNull(given, "the DataSource must not be null"), false);
  }

  /** The same server, for reports only. */
  Server forReports() {
    return new Server(url, given, true);
  }
}
