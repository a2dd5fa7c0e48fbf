package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Text.Range;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One INSERT of many rows instead of many of one. */
final class InsertFix {
  private final SqlShape shape;
  private final Types types;

  private InsertFix(SqlShape shape, Types types) {
    this.shape = shape;
    this.types = types;
  }

  private static final String KEYS =
      " RETURNING (generated keys) can keep the driver from sending a batch at once.";

  /** Of a MERGE the source can be anything, so this is said in words. */
  static final Remedy MERGE =
      Remedy.words(
          "Merge all rows with one statement (USING unnest(..) AS s(..)). A key that comes twice in"
              + " it is refused (21000): give each key once. Failing that, send them together with"
              + " addBatch() and executeBatch().");

  static Remedy of(SqlShape shape, boolean keysRepeat, boolean keysWanted, Types types) {
    InsertFix fix = new InsertFix(shape, types);
    boolean upsert = shape.has(Trait.UPSERT);
    String batch =
        shape.has(Trait.RETURNING)
            ? KEYS
            : keysWanted
                ? " Ask for the keys as before: they come for all rows, in a result of as many."
                    + KEYS
                : upsert
                    ? " Or send them together with addBatch(), but without reWriteBatchedInserts: what"
                        + " it joins is refused as well."
                    : " Or send them together: addBatch() with reWriteBatchedInserts=true in the URL;"
                        + " COPY for very many.";
    FixStatement plain = fix.statement().orElse(null);
    UpsertFix once =
        upsert && keysRepeat && plain != null ? UpsertFix.of(plain, types).orElse(null) : null;
    String conflict = "";
    if (once != null) {
      conflict = once.words() + ": PostgreSQL refuses a key that comes twice (21000).";
    } else if (upsert && keysRepeat) {
      conflict = " Give each key once: PostgreSQL refuses one that comes twice (21000).";
    } else if (upsert) {
      conflict = " A key that comes twice in it is refused (21000).";
    }
    FixStatement statement = once == null ? plain : once.statement();
    return statement == null
        ? Remedy.words(
            "Insert all rows with one statement (INSERT .. SELECT .. FROM unnest(..))."
                + conflict
                + batch)
        : new Remedy("Insert all rows with one statement." + conflict + batch, List.of(statement));
  }

  private Optional<FixStatement> statement() {
    Text text = Text.of(shape.text()).orElse(null);
    boolean insert =
        text != null
            && shape.kind() == StatementKind.INSERT
            && text.is(0, "insert")
            && text.is(1, "into")
            && !shape.has(Trait.MULTI_ROW_VALUES)
            && !text.has(0, text.size(), "select")
            && !text.has(0, text.size(), "overriding");
    if (text == null || !insert) {
      return Optional.empty();
    }
    int values = text.find(2, Set.of("values"));
    if (values >= text.size() || !text.is(values + 1, "(")) {
      return Optional.empty();
    }
    int close = text.close(values + 1);
    // A value in the tail (ON CONFLICT .. SET n = ?) belongs to one row.
    return text.has(close, text.size(), "?")
        ? Optional.empty()
        : statement(text, values, new Range(values + 2, close));
  }

  private Optional<FixStatement> statement(Text text, int values, Range row) {
    Target target = Target.of(text, 2).orElse(null);
    if (target == null) {
      return Optional.empty();
    }
    List<String> tokens = columns(text, target.end(), values);
    List<Range> items = text.split(row.from(), row.to(), ",");
    if (tokens.size() != items.size()
        && !(tokens.isEmpty() && items.size() == types.names().size())) {
      return Optional.empty();
    }
    Rows rows = new Rows("");
    List<String> columns = new ArrayList<>();
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      String token = tokens.isEmpty() ? "" : tokens.get(i);
      String name = tokens.isEmpty() ? types.names().get(i) : name(token);
      Range item = items.get(i);
      if (item.length() == 1 && text.is(item.from(), "default") && !tokens.isEmpty()) {
        continue; // A column without a value gets its default.
      }
      Optional<String> value = value(text, item, token, name, rows);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      columns.add(token);
      selected.add(value.get());
    }
    boolean only = rows.parameters().size() == selected.size();
    String list = tokens.isEmpty() ? "" : " (" + String.join(", ", columns) + ")";
    String query =
        only
            ? "SELECT * FROM " + rows.call()
            : "SELECT " + String.join(", ", selected) + " FROM " + rows.table();
    String tail = text.get(row.to() + 1, text.size());
    String sql = "INSERT INTO " + target.written() + list + " " + query;
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(new FixStatement(tail.isEmpty() ? sql : sql + " " + tail, rows.parameters()));
  }

  private static List<String> columns(Text text, int open, int values) {
    List<String> tokens = new ArrayList<>();
    if (text.is(open, "(")) {
      for (Range column : text.split(open + 1, values - 1, ",")) {
        tokens.add(text.get(column.from(), column.to()));
      }
    }
    return tokens;
  }

  private static String name(String token) {
    return Text.of(token).filter(text -> text.size() == 1).map(text -> text.name(0)).orElse("");
  }

  private Optional<String> value(Text text, Range item, String token, String name, Rows rows) {
    if (!text.has(item.from(), item.to(), "?")) {
      return Optional.of(text.get(item.from(), item.to()));
    }
    boolean plain =
        text.is(item.from(), "?")
            && (item.length() == 1 || (item.length() == 3 && text.is(item.from() + 1, "::")));
    Optional<String> type = types.arrayOf(name);
    String column = token.isEmpty() ? "c" + (rows.parameters().size() + 1) : token;
    return plain
        ? type.map(
            array -> rows.add(column, array, (token.isEmpty() ? name : token) + " of each row"))
        : Optional.empty();
  }
}
