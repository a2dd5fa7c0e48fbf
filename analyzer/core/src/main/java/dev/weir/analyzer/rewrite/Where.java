package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.rewrite.Text.Range;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The WHERE clause of the outermost statement, taken apart into comparisons of keys and other
 * conditions.
 *
 * @param text the statement
 * @param at where the word WHERE stands
 * @param end behind the last condition
 * @param keys the comparisons {@code column = ?}, in the order of the text
 * @param others all other conditions
 */
record Where(Text text, int at, int end, List<KeyMatch> keys, List<Range> others) {
  private static final Set<String> FOLLOWERS =
      Set.of(
          "group",
          "having",
          "window",
          "order",
          "limit",
          "offset",
          "fetch",
          "for",
          "returning",
          "union",
          "intersect",
          "except");

  /**
   * The comparison of a key.
   *
   * @param column the key column
   * @param token its name as the text writes it, without a qualifier
   * @param qualifier what stands before the dot, or nothing
   * @param value the tokens from the operator on: {@code = ?}, with a cast if there is one
   * @param cast the type of that cast, or nothing
   */
  record KeyMatch(KeyColumn column, String token, String qualifier, Range value, String cast) {
    /** The column as the text writes it. */
    String written() {
      return qualifier.isEmpty() ? token : qualifier + "." + token;
    }
  }

  /** The WHERE clause; empty if there is none, or if it holds what is not understood here. */
  static Optional<Where> of(Text text, SqlShape shape) {
    int at = text.find(0, Set.of("where"));
    int end = text.find(at, FOLLOWERS);
    boolean plain =
        at < text.size()
            && text.find(at, Set.of("or", "case", "between")) >= end
            && !text.has(at, end, "current");
    if (!plain) {
      return Optional.empty();
    }
    List<KeyMatch> keys = new ArrayList<>();
    List<Range> others = new ArrayList<>();
    for (Range condition : text.split(at + 1, end, "and")) {
      key(text, shape, condition).ifPresentOrElse(keys::add, () -> others.add(condition));
    }
    return Optional.of(new Where(text, at, end, List.copyOf(keys), List.copyOf(others)));
  }

  /**
   * The one key, if the statement compares no other with anything, here or in a join or a
   * sub-query.
   */
  Optional<KeyMatch> onlyKey(SqlShape shape) {
    return keys.size() == 1 && shape.keys().size() == 1 && shape.innerKeys().isEmpty()
        ? Optional.of(keys.get(0))
        : Optional.empty();
  }

  private static Optional<KeyMatch> key(Text text, SqlShape shape, Range condition) {
    int at = condition.from();
    String qualifier = "";
    if (text.is(at + 1, ".") && text.isName(at)) {
      qualifier = text.get(at);
      at += 2;
    }
    int column = at;
    int value = column + 1;
    String cast = "";
    boolean equal = text.isName(column) && text.is(value, "=") && text.is(value + 1, "?");
    int end = value + 2;
    if (equal && text.is(end, "::") && text.isName(end + 1)) {
      cast = text.get(end + 1);
      end += 2;
    }
    if (!equal || end != condition.to()) {
      return Optional.empty();
    }
    String token = text.get(column);
    String prefix = qualifier;
    String type = cast;
    Range range = new Range(value, end);
    String name = text.name(column);
    return shape.keys().stream()
        .filter(
            key ->
                key.isPlain() && key.column().equals(name) && key.comparison() == Comparison.EQUAL)
        .findFirst()
        .map(key -> new KeyMatch(key, token, prefix, range, type));
  }

  /** The statement with {@code = ANY (?)} in the place of a key's {@code = ?}. */
  String withAny(KeyMatch key) {
    String cast = key.cast.isEmpty() ? "" : "::" + key.cast + "[]";
    return text.replace(key.value.from(), key.value.to(), "= ANY (?" + cast + ")");
  }
}
