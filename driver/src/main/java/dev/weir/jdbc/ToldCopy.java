package dev.weir.jdbc;

import dev.weir.event.Call;
import dev.weir.sql.SqlShape;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;

/** A COPY of which listeners are told when it has ended. */
final class ToldCopy extends SeenCopy {
  private final Afterwards afterwards;
  private final String sql;
  private final SqlShape shape;
  private final long startNanos;

  private ToldCopy(
      Afterwards afterwards, String sql, SqlShape shape, long startNanos, CopyOperation driver) {
    super(driver);
    this.afterwards = afterwards;
    this.sql = sql;
    this.shape = shape;
    this.startNanos = startNanos;
  }

  /** Begins it; one that cannot begin has ended. */
  static SeenCopy begin(
      Afterwards afterwards, String sql, SqlShape shape, Connection physical, Opening opening)
      throws SQLException {
    long start = afterwards.now();
    try {
      return new ToldCopy(afterwards, sql, shape, start, opening.on(physical));
    } catch (SQLException | RuntimeException e) {
      afterwards.tell(Call.COPY, sql, shape, start, -1, e);
      throw e;
    }
  }

  @Override
  void over(@Nullable Exception failure) {
    long rows = direction() == CopyOut.class ? -1 : getHandledRowCount();
    afterwards.tell(Call.COPY, sql, shape, startNanos, rows, failure);
  }
}
