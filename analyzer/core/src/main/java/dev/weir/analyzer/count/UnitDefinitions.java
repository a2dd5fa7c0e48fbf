package dev.weir.analyzer.count;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.sql.Setting;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another defines: a table that it has made is nobody else's yet. Knows
 * {@value #MOST} of those. Confined to its unit's holder.
 */
final class UnitDefinitions {
  private static final int MOST = 64;
  private static final String MAKES = "create table ";

  private final Definitions definitions;
  private final Set<TableName> own = new HashSet<>(0);

  /** Whether the unit has set a lock_timeout. */
  private boolean bounded;

  UnitDefinitions(Definitions definitions) {
    this.definitions = definitions;
  }

  /**
   * Something was executed.
   *
   * @param temporary whether it is of a temporary table
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void executed(
      Execution execution,
      Outcome outcome,
      boolean temporary,
      boolean late,
      @Nullable Throwable stack) {
    SqlShape shape = execution.shape();
    if (!Definitions.isOne(shape)) {
      bounded |= !shape.settings().isEmpty() && setsLockTimeout(shape.settings());
      return;
    }
    if (!outcome.succeeded() || temporary) {
      return;
    }
    List<TableName> tables = shape.writes();
    if (shape.kind() == StatementKind.DDL
        && own.size() < MOST
        && shape.text().regionMatches(true, 0, MAKES, 0, MAKES.length())) {
      own.addAll(tables);
    }
    if (tables.isEmpty() || !own.containsAll(tables)) {
      definitions.add(execution, outcome, bounded, late, stack);
    }
  }

  private static boolean setsLockTimeout(List<Setting> settings) {
    for (int i = 0; i < settings.size(); i++) {
      Setting setting = settings.get(i);
      if ("lock_timeout".equals(setting.name())
          && setting.action() == Setting.Action.SET
          && !"0".equals(setting.value())) {
        return true;
      }
    }
    return false;
  }

  /** The unit has ended. */
  void clear() {
    own.clear();
    bounded = false;
  }
}
