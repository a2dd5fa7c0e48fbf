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
  private final List<int[]> brackets = new ArrayList<>(0);

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

  /** Adds the tokens of a source in brackets, with its alias. */
  void bracketed(int start, int end) {
    if (brackets.size() < MOST_CONDITIONS) {
      brackets.add(new int[] {start, end});
    }
  }

  /** The sources in brackets. */
  List<int[]> brackets() {
    return brackets;
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
    int index = index(schema, qualifier);
    return index < 0 ? null : sources.get(index).table;
  }

  /** Which source a column with this qualifier is of, from 0; -1 if none is called so. */
  int index(@Nullable String schema, String qualifier) {
    for (int i = 0; i < sources.size(); i++) {
      Source source = sources.get(i);
      TableName table = source.table;
      if (schema == null && qualifier.equals(source.alias)) {
        return i;
      }
      if (source.alias == null && table != null && qualifier.equals(table.name())) {
        return i;
      }
    }
    return -1;
  }
}
