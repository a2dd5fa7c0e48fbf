package dev.weir.jdbc;

import dev.weir.sql.SqlShape;
import dev.weir.sql.TransactionCommand;

/** What a text does to the transaction that it is executed in. */
final class TransactionText {
  private TransactionText() {}

  /** Whether its last word on transactions ends one. */
  static boolean ends(SqlShape shape) {
    return shape.transaction() == TransactionCommand.COMMIT
        || shape.transaction() == TransactionCommand.ROLLBACK;
  }

  /** Whether the transaction may be another one after it. */
  static boolean mayEnd(SqlShape shape) {
    return switch (shape.kind()) {
      case TRANSACTION, SEVERAL, UNKNOWN -> true;
      default -> false;
    };
  }

  /** All but what controls the transaction, and what sets or shows settings without a query. */
  static boolean takesSnapshot(SqlShape shape) {
    return switch (shape.kind()) {
      case TRANSACTION, SESSION, EMPTY -> false;
      case READ -> shape.settings().isEmpty() || !shape.functions().isEmpty();
      default -> true;
    };
  }
}
