package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.Identifiers;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SqlShape;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An index for what a query of one table compares: columns that are compared for equality first, in
 * the order of the text, then the one that is a range. Only where no index begins with any of them.
 */
final class IndexFix {
  /** A smaller table is read as quickly whole. */
  private static final long LEAST_ROWS = 10_000;

  private IndexFix() {}

  /**
   * For one query.
   *
   * @param fix what to do where no index can be named
   * @param table its table; null if it was not read
   */
  static Remedy of(SqlShape shape, String fix, @Nullable TableStats table) {
    if (table == null || table.liveRows() < LEAST_ROWS || shape.reads().size() != 1) {
      return Remedy.words(fix);
    }
    List<String> columns = columns(shape);
    if (columns.isEmpty() || !known(table, columns) || isBegunWith(table, columns)) {
      return Remedy.words(fix);
    }
    String list = columns.stream().map(Identifiers::inOneLine).collect(Collectors.joining(", "));
    String sql =
        "CREATE INDEX CONCURRENTLY ON %s.%s (%s)"
            .formatted(
                Identifiers.inOneLine(String.valueOf(table.table().schema())),
                Identifiers.inOneLine(table.table().name()),
                list);
    return new Remedy(
        "No index of %s begins with %s, by which this asks: make one, if few rows have one value."
                .formatted(table.table(), columns.size() == 1 ? list : "any of " + list)
            + " It takes a while and stops nobody; every write then keeps it up.",
        List.of(new FixStatement(sql, List.of())));
  }

  private static List<String> columns(SqlShape shape) {
    if (shape.has(Trait.SET_OPERATION) || shape.keys().isEmpty()) {
      return List.of();
    }
    Set<String> equal = new LinkedHashSet<>();
    for (KeyColumn key : shape.keys()) {
      if (!key.isPlain() || key.comparison() == Comparison.ARGUMENTS) {
        return List.of();
      }
      equal.add(key.column());
    }
    List<String> columns = new ArrayList<>(equal);
    Stream.concat(
            shape.floors().stream(),
            shape.innerKeys().stream().filter(key -> key.comparison() == Comparison.RANGE))
        .filter(KeyColumn::isPlain)
        .map(KeyColumn::column)
        .filter(column -> !equal.contains(column))
        .findFirst()
        .ifPresent(columns::add);
    return columns;
  }

  private static boolean known(TableStats table, List<String> columns) {
    return table.columns().stream().map(TableStats.Column::name).toList().containsAll(columns);
  }

  private static boolean isBegunWith(TableStats table, List<String> columns) {
    return table.indexes().stream()
        .anyMatch(index -> index.columns().isEmpty() || columns.contains(index.columns().get(0)));
  }
}
