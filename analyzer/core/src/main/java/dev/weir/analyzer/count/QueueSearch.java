package dev.weir.analyzer.count;

import dev.weir.sql.KeyColumn;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What may look for the next rows of a state in one table, without skipping those that others have
 * locked: a query, or an update that has the query in it.
 *
 * @param shape the statement
 * @param state the columns that say which rows those are: all whose values it asks for, or else
 *     those that have none yet ({@code taken_at IS NULL})
 */
record QueueSearch(SqlShape shape, Set<String> state) {
  private static final Pattern IS_NULL =
      Pattern.compile("(\\w+)\"? is null\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern LIMIT =
      Pattern.compile("\\b(limit|fetch (first|next))\\b", Pattern.CASE_INSENSITIVE);

  /** Whether a query asks for some rows only. */
  static boolean asksForSome(SqlShape shape) {
    return shape.kind() == StatementKind.LOCKING_READ || shape.has(Trait.LIMIT);
  }

  /** Reads a query that asks for some rows only; null if it is no such one. */
  static @Nullable QueueSearch ofQuery(SqlShape shape) {
    return shape.has(Trait.OFFSET) ? null : of(shape, shape.keys());
  }

  /** Reads an update; null if it does not look for its rows itself. */
  static @Nullable QueueSearch ofUpdate(SqlShape shape) {
    return shape.kind() == StatementKind.UPDATE
            && shape.keys().isEmpty()
            && shape.has(Trait.OTHER_CONDITIONS)
            && LIMIT.matcher(shape.text()).find()
        ? of(shape, shape.innerKeys())
        : null;
  }

  /**
   * Whether a write looks for some rows of its table itself, and skips those that others have
   * locked or does not.
   */
  static boolean takes(SqlShape shape) {
    return (shape.kind() == StatementKind.UPDATE || shape.kind() == StatementKind.DELETE)
        && shape.has(Trait.RETURNING)
        && shape.keys().isEmpty()
        && shape.has(Trait.OTHER_CONDITIONS)
        && shape.reads().equals(shape.writes())
        && LIMIT.matcher(shape.text()).find();
  }

  private static @Nullable QueueSearch of(SqlShape shape, List<KeyColumn> keys) {
    if (shape.reads().size() != 1 || shape.has(Trait.SKIP_LOCKED)) {
      return null;
    }
    Set<String> state = keys.isEmpty() ? withoutValue(shape) : columns(keys);
    return state.isEmpty() ? null : new QueueSearch(shape, state);
  }

  private static Set<String> columns(List<KeyColumn> keys) {
    Set<String> columns = new LinkedHashSet<>();
    keys.forEach(key -> columns.add(key.column()));
    return columns;
  }

  /** What is not deleted is no queue. */
  private static Set<String> withoutValue(SqlShape shape) {
    Set<String> columns = new LinkedHashSet<>();
    Matcher condition = IS_NULL.matcher(shape.text());
    while (condition.find()) {
      if (!condition.group(1).startsWith("deleted")) {
        columns.add(condition.group(1));
      }
    }
    return columns;
  }

  /** Whether an update takes what was found: it sets all that says which rows those are. */
  boolean isTakenBy(SqlShape update) {
    return update.writes().equals(shape.reads())
        && update.sets().stream().map(SetColumn::column).toList().containsAll(state);
  }
}
