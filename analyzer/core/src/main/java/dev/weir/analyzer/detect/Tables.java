package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.TableHistory;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import dev.weir.sql.Upsert;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What detectors ask of tables that were looked at. */
final class Tables {
  /** Fewer updates say nothing of a share. */
  private static final long SOME = 50;

  /**
   * What the names of those begin with that Spring Batch, Quartz, ShedLock, Spring Integration,
   * db-scheduler, JobRunr, Flowable and Liquibase keep for themselves.
   */
  private static final List<String> OF_LIBRARIES =
      List.of(
          "batch_job_",
          "batch_step_",
          "qrtz_",
          "shedlock",
          "int_lock",
          "scheduled_tasks",
          "jobrunr_",
          "act_ru_",
          "databasechangelog");

  private Tables() {}

  /** Whether a library alone says how they are written. */
  static boolean areOfLibrary(List<TableName> tables) {
    return tables.stream()
        .anyMatch(table -> OF_LIBRARIES.stream().anyMatch(table.name()::startsWith));
  }

  /** The table that a statement writes; null if it was not looked at. */
  static @Nullable TableHistory written(SqlShape shape, List<TableHistory> tables) {
    if (shape.writes().isEmpty()) {
      return null;
    }
    String name = shape.writes().get(0).name();
    return tables.stream()
        .filter(table -> table.now().table().name().equals(name))
        .findFirst()
        .orElse(null);
  }

  /**
   * How many of the updates of a table were HOT: of those between the looks, or of all if those are
   * few; NaN if all are.
   */
  static double hotShare(TableHistory table) {
    long updates = table.now().updates() - table.before().updates();
    long hot = table.now().hotUpdates() - table.before().hotUpdates();
    if (updates < SOME) {
      updates = table.now().updates();
      hot = table.now().hotUpdates();
    }
    return updates < SOME ? Double.NaN : (double) hot / updates;
  }

  /** The columns that a write gives rows which are there. */
  static Set<String> updated(SqlShape shape) {
    Upsert upsert = shape.upsert();
    return (upsert == null ? shape.sets() : upsert.sets())
        .stream().map(SetColumn::column).collect(Collectors.toCollection(TreeSet::new));
  }
}
