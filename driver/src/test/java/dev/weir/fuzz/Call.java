package dev.weir.fuzz;

/** What a borrower can do. The argument of each is text, so that a sequence is. */
@SuppressWarnings("ImmutableEnumChecker") // What they do captures nothing.
enum Call {
  CONNECT(Sessions::connect),
  CLOSE(Sessions::close),
  AUTO_COMMIT(Sessions::autoCommit),
  ISOLATION(Sessions::isolation),
  READ_ONLY(Sessions::readOnly),
  SCHEMA(Sessions::schema),
  CLIENT_INFO(Sessions::clientInfo),
  HOLDABILITY(Sessions::holdability),
  COMMIT(Sessions::commit),
  ROLLBACK(Sessions::rollback),
  SAVEPOINT(Sessions::savepoint),
  ROLLBACK_TO(Sessions::rollbackTo),
  RELEASE(Sessions::release),
  /** What the driver knows. */
  GETTERS(Sessions::getters),
  /** What the driver asks the server. */
  ASK(Sessions::ask),
  VALID(Sessions::valid),
  WARNINGS(Sessions::warnings),
  NOTIFICATIONS(Sessions::notifications),

  /** A text, by a statement of its own. */
  SQL(Statements::sql),
  /** A text with generated keys. */
  KEYS(Statements::keys),
  /** Texts between semicolons, as a batch. */
  TEXTS(Statements::texts),
  /** The seconds, then a text. */
  LIMITED(Statements::limited),
  COPY(Statements::copy),
  /** A name, then a text, of which the first rows are fetched. */
  CURSOR(Statements::cursor),
  NEXT(Statements::next),
  CLOSE_CURSOR(Statements::closeCursor),
  /** A name, then a text. */
  PREPARE(Statements::prepare),
  /** The name of a prepared statement. */
  RUN(Statements::run),
  ADD_BATCH(Statements::addBatch),
  RUN_BATCH(Statements::runBatch),
  CLEAR(Statements::clear),
  CLOSE_STATEMENT(Statements::closeStatement),

  /** The name of a prepared statement, the index, a number. */
  NUMBER(Values::number),
  /** The name of a prepared statement, the index, a text. */
  TEXT(Values::text),
  /** The name of a prepared statement, the index. */
  NULL(Values::untyped),
  /** The name of a prepared statement, the index, what kind of object, its content. */
  OBJECT(Values::object),
  /** What kind of object, its new content: of the one object that {@link #OBJECT} sets. */
  CHANGE(Values::change),
  /** The name of a prepared statement, the index, what kind of stream, its content. */
  STREAM(Streams::stream),

  /** Replay on the replica stops. */
  PAUSE(Faults::pause),
  /** Replay on the replica goes on. */
  RESUME(Faults::resume),
  /** Aborts the connection. */
  ABORT(Faults::abort),
  /** Closes the connection on another thread. */
  CLOSE_ELSEWHERE(Faults::closeElsewhere),
  /** A text that takes long, during which the connection is aborted. */
  ABORT_DURING(Faults::abortDuring),
  /** A text that takes long, during which the connection is closed. */
  CLOSE_DURING(Faults::closeDuring),
  /** A text that takes longer than its network timeout. */
  TIME_OUT(Faults::timeOut),
  /** Terminates all sessions. */
  KILL(Faults::kill);

  private final Action action;

  Call(Action action) {
    this.action = action;
  }

  /** Does it, and renders the answer. */
  @FunctionalInterface
  interface Action {
    String run(Borrower borrower, String argument) throws Exception;
  }

  String run(Borrower borrower, String argument) throws Exception {
    return action.run(borrower, argument);
  }
}
