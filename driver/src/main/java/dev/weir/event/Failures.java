package dev.weir.event;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What has failed, without values: messages of servers quote them. */
final class Failures {
  private Failures() {}

  /** The class, and the SQLSTATE where there is one. */
  static String text(@Nullable Throwable failure) {
    if (failure == null) {
      return "none";
    }
    String name = failure.getClass().getSimpleName();
    return failure instanceof SQLException sql ? name + " " + sql.getSQLState() : name;
  }
}
