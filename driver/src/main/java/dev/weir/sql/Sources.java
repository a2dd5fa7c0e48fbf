package dev.weir.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one query reads from, under which name, and the conditions of its joins. */
final class Sources {
  /** More conditions than this tell nothing new. */
  private static final int MOST_CONDITIONS = 32;

  private final List<Source> sources = new ArrayList<>(4);
  private final List<int[]> conditions = new ArrayList<>(2);

  private record Source(@Nullable String alias, @Nullable TableName table) {}

  /**
   * Adds a source.
   *
   * @param alias its name in the query, or null for its own
   * @param table the table, or null if it is a sub-query or a function
   */
  void add(@Nullable String alias, @Nullable TableName table) {
    sources.add(new Source(alias, table));
  }

  /** Adds the tokens of a join's condition. */
  void condition(int start, int end) {
    if (conditions.size() < MOST_CONDITIONS) {
      conditions.add(new int[] {start, end});
    }
  }

  List<int[]> conditions() {
    return conditions;
  }

  int size() {
    return sources.size();
  }

  /** The table of a column without qualifier: the only one, if there is only one. */
  @Nullable TableName only() {
    return sources.size() == 1 ? sources.get(0).table : null;
  }

  /** The alias of the only source, if it has one. */
  @Nullable String onlyAlias() {
    return sources.size() == 1 ? sources.get(0).alias : null;
  }

  /** The table of a column with this qualifier. */
  @Nullable TableName named(@Nullable String schema, String qualifier) {
    for (Source source : sources) {
      TableName table = source.table;
      if (schema == null && qualifier.equals(source.alias)) {
        return table;
      }
      if (source.alias == null && table != null && qualifier.equals(table.name())) {
        return table;
      }
    }
    return null;
  }
}
