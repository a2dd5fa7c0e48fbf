package dev.weir.jdbc;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.fastpath.FastpathArg;

/**
 * Calls functions by their numbers, each on the primary and as part of the transaction that is open
 * there. All that the driver calls so goes through one method.
 */
final class SeenFastpath extends Fastpath {
  /** Those of large objects, from lo_creat to lo_truncate64. Their numbers are PostgreSQL's own. */
  private static final Set<Integer> OF_LARGE_OBJECTS =
      Set.of(715, 952, 953, 954, 955, 956, 957, 958, 964, 1004, 3170, 3171, 3172);

  private final WeirConnection connection;

  /**
   * Calls those of a connection.
   *
   * @param any is not used beyond being one
   */
  SeenFastpath(WeirConnection connection, BaseConnection any) {
    super(any);
    this.connection = connection;
  }

  /** What large objects hold is no table's, and whoever reads them does so on the primary. */
  @Override
  @SuppressWarnings("deprecation") // The driver has no other way.
  public byte @Nullable [] fastpath(int function, FastpathArg[] args) throws SQLException {
    return connection.calling(
        !OF_LARGE_OBJECTS.contains(function),
        physical -> physical.unwrap(PGConnection.class).getFastpathAPI().fastpath(function, args));
  }
}
