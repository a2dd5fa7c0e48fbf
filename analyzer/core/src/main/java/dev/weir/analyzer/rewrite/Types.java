package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of a table's columns, as parameters need them; knows nothing if the table could not be
 * read.
 */
final class Types {
  private static final Set<String> NUMERIC =
      Set.of("smallint", "integer", "bigint", "numeric", "real", "double precision");
  private static final Set<String> TIMES = Set.of("timestamp", "timestamptz", "date");

  private final List<Column> columns;

  Types(@Nullable TableStats table) {
    this.columns = table == null ? List.of() : table.columns();
  }

  /** The columns' names in order; none if not known. */
  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** The type for a value of a column, without length or precision; empty if not known. */
  Optional<String> of(String column) {
    return find(column).map(found -> plain(found.type()));
  }

  /**
   * The type for an array of a column's values; empty if not known, or if the column is an array
   * itself, whose elements unnest would all take apart.
   */
  Optional<String> arrayOf(String column) {
    return of(column).filter(type -> !type.endsWith("]")).map(type -> type + "[]");
  }

  /** The type of a column as the table has it, or words for it. */
  String declared(String column) {
    return find(column).map(Column::type).orElse("type of " + column);
  }

  /** The type for a value of a column, or words for it. */
  String orWords(String column) {
    return of(column).orElse("type of " + column);
  }

  /** The type for an array of a column's values, or words for it. */
  String arrayOrWords(String column) {
    return arrayOf(column).orElse("array of the type of " + column);
  }

  boolean isNumeric(String column) {
    return of(column).filter(NUMERIC::contains).isPresent();
  }

  boolean isTime(String column) {
    return of(column).filter(TIMES::contains).isPresent();
  }

  boolean isNotNull(String column) {
    return find(column).filter(Column::notNull).isPresent();
  }

  private Optional<Column> find(String column) {
    return columns.stream().filter(each -> each.name().equals(column)).findFirst();
  }

  /** The short name without its modifier, which assignment to the column applies anyway. */
  private static String plain(String type) {
    String bare = withoutBrackets(type);
    boolean array = bare.endsWith("[]");
    String element = array ? bare.substring(0, bare.length() - 2) : bare;
    String plain =
        switch (element) {
          case "timestamp with time zone" -> "timestamptz";
          case "timestamp without time zone" -> "timestamp";
          case "time with time zone" -> "timetz";
          case "time without time zone" -> "time";
          case "character varying" -> "varchar";
          case "character" -> "bpchar"; // "character" alone means character(1)
          case "bit" -> "varbit"; // and "bit" alone bit(1)
          default -> element.startsWith("interval ") ? "interval" : element;
        };
    return array ? plain + "[]" : plain;
  }

  private static String withoutBrackets(String type) {
    int open = type.indexOf('(');
    return open < 0 || type.indexOf('"') >= 0 ? type : type.replaceFirst("\\([^)]*\\)", "");
  }
}
