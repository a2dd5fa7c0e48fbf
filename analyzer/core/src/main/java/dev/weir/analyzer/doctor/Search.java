package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.IndexSample;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SqlShape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition that no B-tree serves, on a column of a large table.
 *
 * @param kind what is looked for in the column
 * @param column the column
 */
record Search(Kind kind, String column) {
  private static final Set<String> METHODS = Set.of("gin", "gist", "spgist");

  /** What is looked for. */
  enum Kind {
    /** One element of an array, in a form that no index serves at all. */
    ELEMENT,
    /** Words in a text. */
    WORDS,
    /** A part of a document or array, or what two of them have in common. */
    PART,
    /** A pattern in a text. */
    PATTERN;

    private static @Nullable Kind of(KeyColumn match) {
      String sign = match.expression().substring(match.expression().lastIndexOf(' ') + 1);
      return switch (sign) {
        case "any" -> ELEMENT;
        case "@@" -> WORDS;
        case "@>", "<@", "&&", "@?" -> PART;
        case "like", "ilike", "similar", "~", "~*" -> PATTERN;
        default -> null;
      };
    }
  }

  /**
   * The only condition of that kind in a query.
   *
   * @param shape the query, of one table
   * @param indexes those of the table
   * @return null if there is none, or several, or an index may serve it
   */
  static @Nullable Search of(SqlShape shape, List<IndexSample> indexes) {
    List<KeyColumn> matches =
        shape.innerKeys().stream().filter(key -> key.comparison() == Comparison.MATCH).toList();
    if (matches.size() != 1 || shape.reads().size() != 1) {
      return null;
    }
    String column = matches.get(0).column();
    boolean indexed =
        indexes.stream()
            .anyMatch(
                index -> METHODS.contains(index.method()) && index.columns().contains(column));
    Kind kind = Kind.of(matches.get(0));
    return kind == null || (indexed && kind != Kind.ELEMENT) ? null : new Search(kind, column);
  }

  /** What to do about it. */
  String fix() {
    return switch (kind) {
      case ELEMENT ->
          ("Write %1$s @> ARRAY[?], which an index USING gin (%1$s) serves: ? = ANY (%1$s) reads every"
                  + " row, whatever indexes there are.")
              .formatted(Sql.name(column));
      case WORDS ->
          ("Make an index USING gin on the very expression that the query has on the left of @@, such"
                  + " as to_tsvector('english', %s) with its configuration, or a stored generated column"
                  + " of it: now each read takes every text apart.")
              .formatted(Sql.name(column));
      case PART ->
          ("Make an index USING gin (%s) for arrays and jsonb (jsonb_path_ops if it is only @>), USING"
                  + " gist for ranges and shapes.")
              .formatted(Sql.name(column));
      case PATTERN ->
          ("Make an index of trigrams on %s; it serves patterns that begin with %%, too. If none does,"
                  + " a smaller one with text_pattern_ops serves them. Every write then keeps it up.")
              .formatted(Sql.name(column));
    };
  }
}
