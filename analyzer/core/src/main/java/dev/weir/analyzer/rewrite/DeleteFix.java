package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Where.KeyMatch;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One DELETE of many rows instead of many of one. */
final class DeleteFix {
  private DeleteFix() {}

  static Remedy of(SqlShape shape, @Nullable SqlShape source, Types types) {
    String condition =
        source == null ? "" : ", or by the condition that the source query reads them with";
    Optional<FixStatement> statement = statement(shape, types);
    if (statement.isPresent()) {
      return new Remedy(
          "Delete all rows with one statement" + condition + ".", List.of(statement.get()));
    }
    return Remedy.words(
        "Delete all rows with one statement that joins the keys (DELETE .. USING unnest(..))"
            + condition
            + "; failing that, send them together with addBatch() and executeBatch().");
  }

  private static Optional<FixStatement> statement(SqlShape shape, Types types) {
    Text text = Text.of(shape.text()).orElse(null);
    boolean delete =
        text != null
            && shape.kind() == StatementKind.DELETE
            && text.is(0, "delete")
            && text.is(1, "from")
            && !text.has(0, text.size(), "..");
    if (text == null || !delete) {
      return Optional.empty();
    }
    Target target = Target.of(text, 2).orElse(null);
    Where where = Where.of(text, shape).orElse(null);
    if (target == null || where == null || target.end() != where.at()) {
      return Optional.empty();
    }
    KeyMatch only = where.onlyKey(shape).orElse(null);
    if (only != null) {
      return text.count(0, text.size(), "?") == 1
          ? Optional.of(any(where, only, types))
          : Optional.empty();
    }
    return shape.has(Trait.RETURNING) || where.keys().isEmpty()
        ? Optional.empty()
        : joined(target, where, types);
  }

  private static FixStatement any(Where where, KeyMatch key, Types types) {
    return new FixStatement(
        where.withAny(key),
        List.of(
            new FixParameter(
                key.token() + " of each row", types.arrayOrWords(key.column().column()))));
  }

  private static Optional<FixStatement> joined(Target target, Where where, Types types) {
    Rows rows = new Rows(target.reference());
    return UpdateFix.join(where, target.reference(), types, rows)
        .map(
            condition ->
                new FixStatement(
                    "DELETE FROM %s USING %s WHERE %s"
                        .formatted(target.written(), rows.table(), condition),
                    rows.parameters()));
  }
}
