package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Text.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An upsert of many rows among which keys come twice, which PostgreSQL refuses in one statement
 * (21000): so each key is given once, with what is left when the loop is over.
 *
 * @param words what it does with the rows of one key
 * @param statement the SQL
 */
record UpsertFix(String words, FixStatement statement) {
  private static final Set<String> EXACT = Set.of("smallint", "integer", "bigint");

  /** What the conflict does to a column. */
  private enum Effect {
    KEY,
    /** {@code c = excluded.c}: the last row's value is left. */
    REPLACED,
    /** {@code c = t.c + excluded.c}: the sum is. */
    ADDED
  }

  /**
   * Makes it of the statement that is right where keys come once; empty if it could leave other
   * rows than the loop does: each column must be a key, or all of them replaced, or all added to.
   */
  static Optional<UpsertFix> of(FixStatement plain, Types types) {
    Text text = Text.of(plain.sql()).orElse(null);
    if (text == null || !plain.sql().contains(" SELECT * FROM unnest(")) {
      return Optional.empty();
    }
    int open = text.find(0, Set.of("("));
    int from = text.find(0, Set.of("from"));
    int on = text.find(from, Set.of("on"));
    int set = text.find(on, Set.of("set"));
    if (!text.is(on + 2, "(")
        || open > from
        || text.find(set, Set.of("where", "returning")) < text.size()) {
      return Optional.empty();
    }
    List<String> keys = names(text, on + 2);
    List<String> columns = names(text, open);
    Map<String, Effect> effects = effects(text, keys, set, types);
    boolean replaces = has(columns, effects, Effect.REPLACED);
    boolean adds = has(columns, effects, Effect.ADDED);
    boolean known = columns.stream().allMatch(column -> effects.containsKey(name(column)));
    if (!known || replaces == adds) {
      return Optional.empty();
    }
    String head = text.get(0, text.close(open) + 1);
    String call = text.get(from + 1, text.close(from + 2) + 1);
    String tail = text.get(on, text.size());
    String list = String.join(", ", columns);
    String key = String.join(", ", keys);
    String sql =
        replaces
            ? "%s SELECT DISTINCT ON (%s) %s FROM %s WITH ORDINALITY AS v(%s, nth) ORDER BY %s, nth DESC %s"
                .formatted(head, key, list, call, list, key, tail)
            : "%s SELECT %s FROM %s AS v(%s) GROUP BY %s %s"
                .formatted(head, summed(columns, effects), call, list, key, tail);
    String words =
        replaces ? " It takes the last row of each key" : " It adds up the rows of each key";
    return Optional.of(new UpsertFix(words, new FixStatement(sql, plain.parameters())));
  }

  private static List<String> names(Text text, int open) {
    List<String> names = new ArrayList<>();
    for (Range name : text.split(open + 1, text.close(open), ",")) {
      names.add(text.get(name.from(), name.to()));
    }
    return names;
  }

  private static String name(String token) {
    return Text.of(token).filter(text -> text.size() == 1).map(text -> text.name(0)).orElse("");
  }

  private static Map<String, Effect> effects(Text text, List<String> keys, int set, Types types) {
    Map<String, Effect> effects = new HashMap<>();
    for (Range assignment : text.split(set + 1, text.size(), ",")) {
      int at = assignment.from();
      String column = text.name(at);
      int given = assignment.to() - 3;
      boolean excluded =
          text.is(given, "excluded")
              && text.is(given + 1, ".")
              && text.name(given + 2).equals(column);
      boolean replaced = assignment.length() == 5 && text.is(at + 1, "=");
      boolean added =
          assignment.length() == 9
              && text.is(at + 1, "=")
              && text.is(at + 3, ".")
              && text.name(at + 4).equals(column)
              && text.is(at + 5, "+")
              && types.isNotNull(column)
              && types.of(column).filter(EXACT::contains).isPresent();
      if (excluded && (replaced || added)) {
        effects.put(column, replaced ? Effect.REPLACED : Effect.ADDED);
      }
    }
    keys.forEach(key -> effects.put(name(key), Effect.KEY));
    return effects;
  }

  private static boolean has(List<String> columns, Map<String, Effect> effects, Effect effect) {
    return columns.stream().anyMatch(column -> effects.get(name(column)) == effect);
  }

  private static String summed(List<String> columns, Map<String, Effect> effects) {
    List<String> items = new ArrayList<>();
    for (String column : columns) {
      boolean added = effects.get(name(column)) == Effect.ADDED;
      items.add(added ? "sum(%s)".formatted(column) : column);
    }
    return String.join(", ", items);
  }
}
