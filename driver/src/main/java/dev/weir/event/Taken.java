package dev.weir.event;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A value that was taken when it was set, and is not sent by the method that set it: only so is
 * what is sent what it was at that moment.
 */
public interface Taken {
  /**
   * A value as one that was taken; null if it is not.
   *
   * <p>The common ones are told by their class: to ask an object for an interface that it does not
   * have takes the JVM longer than to bind it.
   */
  static @Nullable Taken of(@Nullable Object value) {
    return value instanceof String || value instanceof Number || !(value instanceof Taken taken)
        ? null
        : taken;
  }

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
