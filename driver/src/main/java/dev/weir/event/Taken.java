package dev.weir.event;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A value that was taken when it was set, and is not sent by the method that set it: only so is
 * what is sent what it was at that moment.
 */
public interface Taken {
  /** The value, for those who are told of it. */
  @Nullable Object told();

  /**
   * Binds it, as often as it is asked to.
   *
   * @param statement on which to bind
   * @param position from 1
   * @throws SQLException what the driver throws
   */
  void bind(PreparedStatement statement, int position) throws SQLException;
}
