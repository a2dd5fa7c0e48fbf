package dev.weir.analyzer.count;

import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.Wishes;
import dev.weir.sql.FunctionName;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts one statement in one unit of work, whatever statement it is: what does not depend on which
 * row it is of. Reusable; confined to its unit's holder.
 */
final class StatementTally implements ShapeTable.Entry {
  /** From here on somebody may have something to say. */
  private static final int SEVERAL = 3;

  private static final long FAR = 1_000;
  private static final long LONG_LIST = 1_000;
  private static final long LONG_BATCH = 10;
  private static final long MANY_WRITTEN = 10_000;
  private static final long SLOW_NANOS = 100_000_000;

  /** What the protocol takes at most, and an older one's half of it. */
  private static final long MOST_VALUES = 32_767;

  private static final int DENSE = 8;

  /** What answers something else each time that it is asked. */
  private static final Set<String> VOLATILE =
      Set.of("random", "clock_timestamp", "timeofday", "nextval", "gen_random_uuid", "uuidv7");

  private final KeySet parameterSets = new KeySet();
  private @Nullable SqlShape shape;
  private String dataSource = "";
  private @Nullable String searchPath;
  private @Nullable Samples samples;
  private @Nullable Samples once;
  private boolean comparable;
  private long executions;
  private long elapsedNanos;
  private long batches;
  private long batchRows;
  private long interruptedBatches;
  private long keyedBatches;
  private long soleCommits;
  private long deepestOffset;
  private long longestList;
  private boolean refused;
  private long mostWritten;
  private long nextSample;

  void start(String dataSource, @Nullable String searchPath, SqlShape shape) {
    this.dataSource = dataSource;
    this.searchPath = searchPath;
    this.shape = shape;
    this.comparable = isComparable(shape);
    this.nextSample = SEVERAL - 1;
  }

  /** Whether it reads tables, and asked again means the same. */
  static boolean isComparable(SqlShape shape) {
    return shape.kind() == StatementKind.READ
        && !shape.reads().isEmpty()
        && !shape.has(Trait.EXPLAIN)
        && isStable(shape)
        && !RowKeys.isOfSystem(shape);
  }

  private static boolean isStable(SqlShape shape) {
    List<FunctionName> functions = shape.functions();
    for (int i = 0; i < functions.size(); i++) {
      if (VOLATILE.contains(functions.get(i).name())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Counts an execution.
   *
   * @param changes how often the unit has written, or waited: what is read after that is not the
   *     same
   * @param interrupted whether the batch before it was of another statement
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void count(
      Execution execution,
      Outcome outcome,
      long changes,
      boolean interrupted,
      boolean late,
      @Nullable Throwable stack) {
    executions++;
    elapsedNanos += outcome.elapsedNanos();
    list(execution, outcome, late, stack);
    if (!outcome.succeeded()) {
      return;
    }
    if (execution.batchSize() > 0) {
      batches++;
      batchRows += execution.batchSize();
      interruptedBatches += interrupted ? 1 : 0;
      keyed(execution, late, stack);
      sample(batches, late, stack);
    } else if (deletesOrUpdates(execution.shape())) {
      if (outcome.rows() >= MANY_WRITTEN && outcome.rows() > mostWritten) {
        look(late, stack);
      }
      mostWritten = Math.max(mostWritten, outcome.rows());
    } else if (comparable) {
      parameterSets.add(parameterSet(execution, changes));
      if (parameterSets.mostPerKey() > 1) {
        sample(parameterSets.mostPerKey(), late, stack);
      }
      offset(execution, late, stack);
      if (outcome.elapsedNanos() >= SLOW_NANOS) {
        look(late, stack);
      }
    }
  }

  private void keyed(Execution execution, boolean late, @Nullable Throwable stack) {
    if (asksForAllColumns(execution)) {
      keyedBatches++;
      if (once == null && execution.batchSize() >= LONG_BATCH) {
        look(late, stack);
      }
    }
  }

  /** Whether the rows that are written come back, with all their columns. */
  private static boolean asksForAllColumns(Execution execution) {
    SqlShape executed = execution.shape();
    if (execution.wishes().keys() == Wishes.Keys.NONE
        || !(deletesOrUpdates(executed) || executed.kind() == StatementKind.INSERT)) {
      return false;
    }
    return executed.has(Trait.RETURNING)
        ? executed.text().endsWith(" *")
        : execution.wishes().keys() == Wishes.Keys.ALL;
  }

  private static boolean deletesOrUpdates(SqlShape shape) {
    return shape.kind() == StatementKind.UPDATE || shape.kind() == StatementKind.DELETE;
  }

  /** A transaction that held nothing but one execution of this was committed. */
  void committedAlone() {
    soleCommits++;
  }

  /**
   * A hash of what a statement is executed with.
   *
   * @param changes how often what it reads may have become another
   */
  static long parameterSet(Execution execution, long changes) {
    List<Parameters> parameters = execution.parameters();
    long set = parameters.isEmpty() ? 0 : KeyHash.ofAll(parameters.get(0));
    if (execution.shape().has(Trait.HAS_LITERALS)) {
      set = KeyHash.mix(set ^ KeyHash.ofText(execution.sql()));
    }
    return KeyHash.mix(set ^ changes);
  }

  private void offset(Execution execution, boolean late, @Nullable Throwable stack) {
    if (hasOffset(execution.shape())) {
      long offset = offset(execution);
      if (offset >= FAR && offset > deepestOffset) {
        look(late, stack);
      }
      deepestOffset = Math.max(deepestOffset, offset);
    }
  }

  private static boolean hasOffset(SqlShape shape) {
    return shape.limits().offsetParameter() > 0 || shape.limits().offsetLiteral() > 0;
  }

  private static long offset(Execution execution) {
    int parameter = execution.shape().limits().offsetParameter();
    if (parameter == 0) {
      return execution.shape().limits().offsetLiteral();
    }
    List<Parameters> parameters = execution.parameters();
    Object value = parameters.isEmpty() ? null : parameters.get(0).value(parameter);
    return value instanceof Number number ? number.longValue() : 0;
  }

  /** How long its lists are, of which the driver sends each value as a parameter of its own. */
  private void list(Execution execution, Outcome outcome, boolean late, @Nullable Throwable stack) {
    SqlShape executed = execution.shape();
    long longest = 0;
    for (int i = 0; i < executed.keys().size(); i++) {
      KeyColumn key = executed.keys().get(i);
      longest = Math.max(longest, key.comparison() == Comparison.IN ? key.values() : 0);
    }
    if (!outcome.succeeded() && isTooMuch(outcome)) {
      List<Parameters> parameters = execution.parameters();
      Parameters row = parameters.isEmpty() ? Parameters.NONE : parameters.get(0);
      long named = Math.max(longest, KeyHash.width(executed.keys(), row));
      if (named > MOST_VALUES) {
        refused = true;
        longest = named;
      }
    }
    if (longest > longestList) {
      longestList = longest;
      if (longest >= LONG_LIST) {
        look(late, stack);
      }
    }
  }

  /** Whether it may have failed because of how much was sent. */
  private static boolean isTooMuch(Outcome outcome) {
    String state = outcome.failure() instanceof SQLException e ? e.getSQLState() : null;
    return state != null
        && (state.startsWith("08") || state.startsWith("54") || state.startsWith("22023"));
  }

  /** What was counted, or null if it can't become a finding. */
  @Nullable FinishedStatement finish(boolean slowCount) {
    boolean ofInterest =
        parameterSets.mostPerKey() >= SEVERAL
            || batches >= SEVERAL
            || (keyedBatches > 0 && batchRows >= LONG_BATCH)
            || soleCommits >= SEVERAL
            || deepestOffset >= FAR
            || longestList >= LONG_LIST
            || mostWritten >= MANY_WRITTEN
            || (slowCount && (isSlowCount() || shape().has(Trait.LIMIT)));
    return ofInterest
        ? new FinishedStatement(
            dataSource,
            searchPath,
            shape(),
            samples,
            once,
            executions,
            elapsedNanos,
            parameterSets.distinct(),
            parameterSets.mostPerKey(),
            batches,
            batchRows,
            interruptedBatches,
            keyedBatches,
            soleCommits,
            deepestOffset,
            longestList,
            refused,
            mostWritten)
        : null;
  }

  /** Whether it counts rows, and takes its time. */
  boolean isSlowCount() {
    return elapsedNanos >= SLOW_NANOS && comparable && shape().has(Trait.COUNT);
  }

  @Override
  public void clear() {
    parameterSets.clear();
    shape = null;
    searchPath = null;
    samples = null;
    once = null;
    executions = 0;
    elapsedNanos = 0;
    batches = 0;
    batchRows = 0;
    interruptedBatches = 0;
    keyedBatches = 0;
    soleCommits = 0;
    deepestOffset = 0;
    longestList = 0;
    refused = false;
    mostWritten = 0;
  }

  /** Whether the next execution should be sampled. */
  boolean wantsStack(Execution next) {
    return Math.max(batches, parameterSets.mostPerKey()) + 1 >= nextSample || mayBeOfMany(next);
  }

  /** Whether one execution may be worth a look, by what it asks for. */
  static boolean mayBeOfMany(Execution execution) {
    SqlShape shape = execution.shape();
    return (deletesOrUpdates(shape) && shape.keys().isEmpty())
        || (execution.batchSize() >= LONG_BATCH && asksForAllColumns(execution))
        || hasOffset(shape)
        || (shape.has(Trait.COUNT) && !shape.has(Trait.GROUP_BY));
  }

  private void sample(long counted, boolean late, @Nullable Throwable stack) {
    Throwable place = counted < nextSample ? null : late ? stack : new Throwable("stack");
    if (place == null) {
      return;
    }
    if (samples == null) {
      samples = new Samples();
    }
    samples.add(counted, false, place);
    nextSample = counted < DENSE ? counted + 1 : counted + counted / 4;
  }

  private void look(boolean late, @Nullable Throwable stack) {
    Throwable place = late ? stack : new Throwable("stack");
    if (place != null) {
      once = new Samples();
      once.add(1, false, place);
    }
  }

  private SqlShape shape() {
    return Objects.requireNonNull(shape);
  }
}
