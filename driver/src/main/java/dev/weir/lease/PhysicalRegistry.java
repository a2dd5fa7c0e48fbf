package dev.weir.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each of the driver's connections to one address, as long as it is open. Those
 * that were closed are forgotten when the next one is opened: a look-up is on the path of every
 * statement, and costs no more than that of a map. Thread-safe.
 */
final class PhysicalRegistry {
  private final Map<Connection, Physical> known = new ConcurrentHashMap<>();

  /** What is known of a connection; null if nothing is. */
  @Nullable Physical of(Connection driver) {
    return known.get(driver);
  }

  /** A connection was opened, or is seen for the first time. */
  void add(Connection driver, Physical physical) {
    known.keySet().removeIf(PhysicalRegistry::isClosed);
    known.put(driver, physical);
  }

  /** Those that are open, and a few that were. */
  Collection<Physical> all() {
    return known.values();
  }

  private static boolean isClosed(Connection driver) {
    try {
      return driver.isClosed();
    } catch (SQLException e) {
      return true; // No driver of PostgreSQL throws here.
    }
  }
}
