package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Text.Range;
import dev.weir.analyzer.rewrite.Where.KeyMatch;
import dev.weir.sql.KeyColumn.Comparison;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One SELECT for all keys instead of one for each. */
final class SelectFix {
  /** With these, the rows of several keys in one result are not those of one result each. */
  private static final Set<Trait> PER_RESULT =
      Set.of(Trait.LIMIT, Trait.OFFSET, Trait.SET_OPERATION, Trait.GROUP_BY);

  private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");

  private final SqlShape shape;
  private final Types types;

  private SelectFix(SqlShape shape, Types types) {
    this.shape = shape;
    this.types = types;
  }

  static Remedy of(SqlShape shape, @Nullable SqlShape source, Types types) {
    String join = source == null ? "" : ", or join it to the source query";
    Optional<Remedy> remedy = new SelectFix(shape, types).remedy(join);
    if (remedy.isPresent()) {
      return remedy.get();
    }
    String other = inWords(shape);
    if (!other.isEmpty()) {
      return Remedy.words(other + join + ".");
    }
    String limited =
        shape.has(Trait.LIMIT) ? " (its LIMIT holds for each key: LATERAL, or row_number())" : "";
    String locking =
        shape.kind() == StatementKind.LOCKING_READ
            ? " (= ANY (?) with ORDER BY of the key, so that all lock in one order)"
            : "";
    return Remedy.words(
        "Read the rows of all keys with one statement" + limited + locking + join + ".");
  }

  /** What to do about what is no look-up by one key; empty if it is one. */
  private static String inWords(SqlShape shape) {
    if (shape.functions().stream().anyMatch(function -> function.name().equals("nextval"))) {
      return "Take many numbers at a time: a sequence with a larger INCREMENT BY (allocationSize of"
          + " JPA's @SequenceGenerator, 50 by default), or let the column's default take"
          + " them in the INSERT";
    }
    if (shape.innerKeys().stream().anyMatch(key -> key.comparison() == Comparison.ARGUMENTS)) {
      return "Call it once for all: SELECT .. FROM unnest(..) AS v, LATERAL f(v), or let it take an"
          + " array";
    }
    if (shape.innerKeys().stream().anyMatch(key -> key.comparison() == Comparison.MATCH)) {
      return "Ask for all values with one statement: SELECT v.value, q.* FROM unnest(?) AS v (value)"
          + " CROSS JOIN LATERAL (this query, with v.value in the place of its parameter) AS q";
    }
    boolean lists =
        !shape.keys().isEmpty()
            && shape.keys().stream()
                .allMatch(
                    key -> key.comparison() == Comparison.IN || key.comparison() == Comparison.ANY);
    return lists
        ? "Read more keys with one statement: a larger batch (hibernate.default_batch_fetch_size,"
            + " @BatchSize), FetchMode.SUBSELECT, JOIN FETCH"
        : "";
  }

  private Optional<Remedy> remedy(String join) {
    boolean perResult = PER_RESULT.stream().anyMatch(shape::has);
    Text text = Text.of(shape.text()).orElse(null);
    if (shape.kind() != StatementKind.READ || perResult || text == null || !text.is(0, "select")) {
      return Optional.empty();
    }
    Where where = Where.of(text, shape).orElse(null);
    KeyMatch key = where == null ? null : where.onlyKey(shape).orElse(null);
    int from = text.find(0, Set.of("from"));
    if (where == null || key == null || from > where.at() || !isPlain(text, from)) {
      return Optional.empty();
    }
    List<FixParameter> parameters = parameters(text, key);
    if (parameters.isEmpty()) {
      return Optional.empty();
    }
    boolean shows = showsKey(text, from, key);
    boolean aggregate = shape.has(Trait.AGGREGATE);
    if (aggregate && (shape.has(Trait.ORDER_BY) || shape.has(Trait.DISTINCT))) {
      return Optional.empty();
    }
    String sql = where.withAny(key);
    if (aggregate || !shows) {
      int list = text.is(1, "distinct") || text.is(1, "all") ? 2 : 1;
      String head = text.get(0, list);
      sql = head + " " + key.written() + ", " + sql.substring(head.length()).stripLeading();
    }
    if (aggregate) {
      sql += " GROUP BY " + key.written();
    }
    return Optional.of(
        new Remedy(words(key, join, shows, aggregate), List.of(new FixStatement(sql, parameters))));
  }

  /**
   * The parameters in order; none if there is another one, which may differ from key to key, or a
   * literal in a place where a parameter might not stand.
   */
  private List<FixParameter> parameters(Text text, KeyMatch key) {
    if (shape.parameters() != (key.column().parameter() > 0 ? 1 : 0)) {
      return List.of();
    }
    List<FixParameter> parameters = new ArrayList<>();
    for (int at = 0; at < text.size(); at++) {
      if (!text.is(at, "?")) {
        continue;
      }
      String column = text.isName(at - 2) ? text.name(at - 2) : "";
      if (at == key.value().from() + 1) {
        parameters.add(new FixParameter(key.token() + " of each row", types.arrayOrWords(column)));
      } else if (key.column().parameter() > 0 && COMPARISONS.contains(text.get(at - 1))) {
        parameters.add(
            new FixParameter(text.get(at - 2) + ", the literal as now", types.orWords(column)));
      } else {
        return List.of();
      }
    }
    return parameters;
  }

  private static String words(KeyMatch key, String join, boolean shows, boolean aggregate) {
    String words = "Read all keys with one statement" + join + ".";
    if (aggregate) {
      return words + " A key without rows has no row in its result.";
    }
    return shows ? words : words + " " + key.token() + " was added to tell the rows apart.";
  }

  private boolean isPlain(Text text, int from) {
    boolean once =
        text.count(0, text.size(), "select") == 1 || text.find(1, Set.of("select")) == text.size();
    return once
        && !text.has(0, text.size(), "..")
        && !(text.is(1, "distinct") && text.is(2, "on"))
        && !text.has(1, from, "over")
        && !text.has(1, from, "into")
        && text.find(0, Set.of("having", "window", "group", "for")) == text.size();
  }

  private boolean showsKey(Text text, int from, KeyMatch key) {
    for (Range item : text.split(text.is(1, "distinct") ? 2 : 1, from, ",")) {
      boolean qualified = text.is(item.from() + 1, ".");
      int last = qualified ? item.from() + 2 : item.from();
      String qualifier = qualified ? text.name(item.from()) : "";
      boolean sameTable =
          qualifier.equalsIgnoreCase(key.qualifier())
              || (!shape.has(Trait.JOIN) && (qualifier.isEmpty() || key.qualifier().isEmpty()));
      boolean star = item.length() == (qualified ? 3 : 1) && text.is(last, "*");
      boolean named =
          text.isName(last)
              && text.name(last).equals(key.column().column())
              && (last + 1 == item.to() || text.isName(last + 1) || text.is(last + 1, "as"));
      if ((star && qualifier.isEmpty()) || ((star || named) && sameTable)) {
        return true;
      }
    }
    return false;
  }
}
