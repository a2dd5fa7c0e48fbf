package dev.weir.analyzer.scenario;

import dev.weir.event.Wishes.Keys;
import java.util.List;

/** One step of a scenario. */
public sealed interface Step {
  /** How code repeats something. */
  enum Mode {
    /** A loop of its own line. */
    LOOP,
    /** A stream of the JDK. */
    STREAM,
    /** A recursion over a tree. */
    RECURSION,
    /** A loop that calls helpers of varying depth. */
    DEPTH,
    /** Again only after a failure. */
    RETRY,
    /** One line after the other, without a loop. */
    LINES,
    /** Several calls on one line, without a loop. */
    CALLS
  }

  /**
   * How often, and how.
   *
   * @param times at least 1
   * @param mode how code repeats it
   */
  record Repeat(int times, Mode mode) {}

  /**
   * Where.
   *
   * @param call the letter of the line that executes it; empty for a line of its own
   * @param caller the letter of the line that calls that one; empty if it is not called
   */
  record Site(String call, String caller) {}

  /**
   * What comes back.
   *
   * @param rows how many there are; of a query those that it has
   * @param read how many of them are stepped over
   * @param columns how many each has
   * @param used how many columns of each are read
   * @param name under which later steps find the values; empty for none
   * @param millis how long it takes beside the round trip
   * @param failure the SQL state; empty if it goes well
   */
  record Reply(
      long rows, long read, int columns, int used, String name, int millis, String failure) {}

  /**
   * What a statement asks for beside its text.
   *
   * @param fetchSize rows at once; 0 for all
   * @param maxRows at most; 0 for all
   * @param scrolls whether its rows can be gone through in any direction
   * @param keys which generated keys are wanted
   * @param literals whether its values are part of its text
   */
  record Wish(int fetchSize, int maxRows, boolean scrolls, Keys keys, boolean literals) {}

  /**
   * A statement.
   *
   * @param number unique in its scenario
   * @param sql its text
   * @param reads whether it answers rows
   * @param values one for each parameter
   * @param batch how many rows of parameters each execution has; 0 if it is no batch
   * @param reply what comes back
   * @param wish what it asks for
   * @param dataSource where it is executed; one that ends with {@code *} is another one each time
   * @param repeat how often
   * @param site where
   */
  record Statement(
      int number,
      String sql,
      boolean reads,
      List<Value> values,
      int batch,
      Reply reply,
      Wish wish,
      String dataSource,
      Repeat repeat,
      Site site)
      implements Step {}

  /** What happens to the connection or the time. */
  enum Action {
    /** Nothing is executed for a while. */
    GAP,
    /** A connection is taken. */
    CHECKOUT,
    /** It is given back. */
    RETURN,
    /** Each statement is its own transaction from now on. */
    AUTO_COMMIT,
    /** No longer. */
    TRANSACTIONS,
    /** Transactions are read-only from now on. */
    READ_ONLY,
    /** Transactions see one state of the database from now on. */
    REPEATABLE_READ,
    /** There are replicas from now on. */
    ROUTED,
    /** The transaction ends well. */
    COMMIT,
    /** The transaction is undone. */
    ROLLBACK
  }

  /**
   * Something else than a statement.
   *
   * @param number unique in its scenario
   * @param action what happens
   * @param millis how long it takes
   */
  record Event(int number, Action action, int millis) implements Step {}

  /**
   * Steps that are repeated together.
   *
   * @param steps in their order
   * @param repeat how often
   * @param site where the loop is
   */
  record Group(List<Step> steps, Repeat repeat, Site site) implements Step {}

  /**
   * A unit of work.
   *
   * @param number unique in its scenario
   * @param steps in their order
   * @param times how often
   * @param everyMillis how long after the beginning of one the next begins, at least
   * @param threads how many threads take turns
   * @param fixtures whether nobody wants to hear of it
   * @param unscoped whether no scope is opened for it, never
   */
  record Unit(
      int number,
      List<Step> steps,
      long times,
      int everyMillis,
      int threads,
      boolean fixtures,
      boolean unscoped)
      implements Step {}

  /**
   * Units that run at once, each on a thread of its own; step by step in turn.
   *
   * @param units at least two
   */
  record Together(List<Unit> units) implements Step {}
}
