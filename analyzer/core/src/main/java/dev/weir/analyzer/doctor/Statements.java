package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.StatementSample;
import dev.weir.sql.SetColumn;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.StatementKind;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What statements did between two looks. */
final class Statements {
  private Statements() {}

  /**
   * A statement, and what it did meanwhile.
   *
   * @param now as it is now
   * @param shape null if its text is hidden
   * @param calls meanwhile
   * @param millis meanwhile
   * @param tempBlocks written meanwhile
   */
  record Change(
      StatementSample now, @Nullable SqlShape shape, long calls, double millis, long tempBlocks) {}

  /**
   * An UPDATE.
   *
   * @param columns that it sets
   */
  record Write(Set<String> columns) {}

  /** Those that ran meanwhile, those that took most time first. */
  static List<Change> of(Case each) {
    Map<Long, StatementSample> before = new HashMap<>();
    if (each.isWatched()) {
      each.before().statements().rows().forEach(one -> before.put(one.queryId(), one));
    }
    List<Change> changes = new ArrayList<>();
    for (StatementSample now : each.now().statements().rows()) {
      StatementSample was = before.get(now.queryId());
      boolean same = was != null && was.calls() <= now.calls();
      Change change = change(now, same ? was : null);
      if (change.calls() > 0) {
        changes.add(change);
      }
    }
    changes.sort(Comparator.comparingDouble(Change::millis).reversed());
    return changes;
  }

  private static Change change(StatementSample now, @Nullable StatementSample before) {
    SqlShape shape = now.text() == null ? null : SqlShapes.parse(now.text());
    return before == null
        ? new Change(now, shape, now.calls(), now.execMillis(), now.tempBlocks())
        : new Change(
            now,
            shape,
            now.calls() - before.calls(),
            now.execMillis() - before.execMillis(),
            now.tempBlocks() - before.tempBlocks());
  }

  /** The UPDATEs of a table among all that are remembered, whenever they ran. */
  static List<Write> updates(Case each, TableName table) {
    return each.now().statements().rows().stream()
        .map(statement -> statement.text() == null ? null : SqlShapes.parse(statement.text()))
        .filter(shape -> shape != null && shape.kind() == StatementKind.UPDATE)
        .filter(shape -> shape.writes().stream().anyMatch(name -> means(name, table)))
        .map(
            shape ->
                new Write(shape.sets().stream().map(SetColumn::column).collect(Collectors.toSet())))
        .toList();
  }

  /** Whether a statement's name can mean a table. */
  static boolean means(TableName written, TableName table) {
    return written.name().equals(table.name())
        && (written.schema() == null || written.schema().equals(table.schema()));
  }
}
