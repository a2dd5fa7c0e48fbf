package dev.weir.analyzer.cli;

import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.ServerSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a server as they are: which rows, in which order, in which columns. Immutable.
 *
 * @param answer what the rows are of
 * @param order which come first
 * @param columns from left to right
 */
record Listing<T>(
    Function<ServerSample, Answer<T>> answer, Comparator<T> order, List<Column<T>> columns) {
  /** Copies the list. */
  Listing {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param name what it is called
   * @param value of a row: a number, true or false, null for nothing, or what has a text
   */
  record Column<T>(String name, Function<T, @Nullable Object> value) {}

  /** One without columns. */
  static <T> Listing<T> of(Function<ServerSample, Answer<T>> answer, Comparator<T> order) {
    return new Listing<>(answer, order, List.of());
  }

  /** The same with one more column. */
  Listing<T> with(String name, Function<T, @Nullable Object> value) {
    List<Column<T>> more = new ArrayList<>(columns);
    more.add(new Column<>(name, value));
    return new Listing<>(answer, order, more);
  }

  /**
   * The first rows, or why there are none; lines, each with a line feed at its end.
   *
   * @param limit how many rows at most
   */
  String text(ServerSample sample, int limit) {
    Answer<T> rows = answer.apply(sample);
    if (!rows.isSeen()) {
      return "not seen: " + rows.unseen() + "\n";
    }
    Grid grid = new Grid(columns.stream().map(Column::name).toList());
    rows.rows().stream()
        .sorted(order)
        .limit(limit)
        .map(row -> columns.stream().map(column -> cell(column.value().apply(row))).toList())
        .forEach(grid::add);
    int more = rows.rows().size() - limit;
    return grid
        + (more > 0 ? more + " more: --limit\n" : "")
        + (rows.hidden() == null ? "" : rows.hidden() + "\n");
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Boolean is) {
      return is ? "yes" : "";
    }
    if (value instanceof Double number && number.isNaN()) {
      return "off";
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,.0f", number.doubleValue())
        : value.toString();
  }
}
