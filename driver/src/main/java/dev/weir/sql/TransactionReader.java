package dev.weir.sql;

/** Reads transaction control. */
final class TransactionReader {
  private final Cursor cursor;
  private final ShapeBuilder shape;

  TransactionReader(Cursor cursor, ShapeBuilder shape) {
    this.cursor = cursor;
    this.shape = shape;
  }

  void read() {
    TransactionCommand command = command();
    shape.become(StatementKind.TRANSACTION);
    shape.transaction(command);
    modes();
  }

  private TransactionCommand command() {
    boolean prepared = cursor.ahead(1, Keyword.PREPARED);
    Keyword keyword = cursor.keyword();
    if (keyword == null) {
      cursor.fail();
      return TransactionCommand.SET_TRANSACTION;
    }
    cursor.next();
    return switch (keyword) {
      case BEGIN, START -> TransactionCommand.BEGIN;
      case COMMIT, END -> prepared ? TransactionCommand.COMMIT_PREPARED : TransactionCommand.COMMIT;
      case PREPARE -> TransactionCommand.PREPARE_TRANSACTION;
      case RELEASE -> TransactionCommand.RELEASE;
      case ROLLBACK, ABORT -> prepared ? TransactionCommand.ROLLBACK_PREPARED : rollback();
      case SAVEPOINT -> TransactionCommand.SAVEPOINT;
      default -> TransactionCommand.SET_TRANSACTION;
    };
  }

  private TransactionCommand rollback() {
    boolean word = cursor.at(Keyword.WORK) || cursor.at(Keyword.TRANSACTION);
    return cursor.ahead(word ? 1 : 0, Keyword.TO)
        ? TransactionCommand.ROLLBACK_TO
        : TransactionCommand.ROLLBACK;
  }

  /** Words to the end of the statement, of which some matter. */
  private void modes() {
    while (!cursor.atEnd()) {
      mode();
      cursor.next();
    }
  }

  private void mode() {
    if (cursor.at(Keyword.READ)) {
      if (cursor.ahead(1, Keyword.ONLY)) {
        shape.trait(Trait.READ_ONLY_BEGIN);
      } else if (cursor.ahead(1, Keyword.WRITE)) {
        shape.trait(Trait.READ_WRITE_BEGIN);
      }
    } else if (cursor.at(Keyword.LEVEL)) {
      if (cursor.ahead(1, Keyword.SERIALIZABLE)) {
        shape.trait(Trait.SERIALIZABLE);
      } else if (cursor.ahead(1, Keyword.REPEATABLE)) {
        shape.trait(Trait.REPEATABLE_READ);
      }
    } else if (cursor.at(Keyword.AND) && cursor.ahead(1, Keyword.CHAIN)) {
      shape.trait(Trait.CHAIN);
    }
  }
}
