package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Text.Range;
import dev.weir.analyzer.rewrite.Where.KeyMatch;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One UPDATE of many rows instead of many of one. */
final class UpdateFix {
  private static final Remedy BATCH =
      Remedy.words(
          "Update all rows with one statement that joins arrays of keys and values (UPDATE .. FROM"
              + " unnest(..)); failing that, send the rows together with addBatch() and"
              + " executeBatch().");

  private final Text text;
  private final SqlShape shape;
  private final Types types;
  private final Target target;
  private final List<Assignment> assignments;
  private final Where where;

  private UpdateFix(
      Text text,
      SqlShape shape,
      Types types,
      Target target,
      List<Assignment> assignments,
      Where where) {
    this.text = text;
    this.shape = shape;
    this.types = types;
    this.target = target;
    this.assignments = assignments;
    this.where = where;
  }

  static Remedy of(SqlShape shape, boolean keysRepeat, Types types) {
    return read(shape, types).map(fix -> fix.remedy(keysRepeat)).orElse(BATCH);
  }

  /** Takes a statement apart; empty if it is not a plain UPDATE of one table's rows by key. */
  static Optional<UpdateFix> read(SqlShape shape, Types types) {
    Text text = Text.of(shape.text()).orElse(null);
    if (text == null || !text.is(0, "update") || shape.kind() != StatementKind.UPDATE) {
      return Optional.empty();
    }
    Target target = Target.of(text, 1).orElse(null);
    Where where = Where.of(text, shape).orElse(null);
    boolean plain =
        target != null
            && where != null
            && text.is(target.end(), "set")
            && !where.keys().isEmpty()
            && !shape.has(Trait.RETURNING)
            && where.end() == text.size()
            && text.find(0, Set.of("from")) == text.size()
            && !text.has(0, text.size(), "select")
            && !text.has(0, text.size(), "..");
    if (target == null || where == null || !plain) {
      return Optional.empty();
    }
    return Assignment.all(text, target.end() + 1, where.at(), shape)
        .map(assignments -> new UpdateFix(text, shape, types, target, assignments, where));
  }

  Target target() {
    return target;
  }

  List<Assignment> assignments() {
    return assignments;
  }

  Where where() {
    return where;
  }

  Text text() {
    return text;
  }

  private Remedy remedy(boolean keysRepeat) {
    Optional<FixStatement> general = general();
    Optional<FixStatement> same = same();
    List<FixStatement> statements = new ArrayList<>();
    if (varies()) {
      general.ifPresent(statements::add);
      same.ifPresent(statements::add);
    } else {
      same.or(() -> general).ifPresent(statements::add);
    }
    if (statements.isEmpty()) {
      return BATCH;
    }
    String words = "Update all rows with one statement.";
    if (statements.size() == 2) {
      words =
          "Update all rows with one statement; the second form will do if all get the same values.";
    } else if (varies() && general.isEmpty()) {
      words =
          "If all rows get the same values, update them with one statement; else send the updates"
              + " as a batch.";
    }
    return new Remedy(words + repeated(keysRepeat), statements);
  }

  /** A row that is updated twice by the loop is updated once by a join. */
  private String repeated(boolean keysRepeat) {
    if (!keysRepeat) {
      return "";
    }
    return assignments.stream().anyMatch(Assignment::isStep)
        ? " Give each key once, with the sum of its amounts."
        : " Give each key once, with its last values.";
  }

  /**
   * Whether the new values may differ from row to row: literals of one text do not, bound
   * parameters may.
   */
  private boolean varies() {
    long bound = shape.keys().stream().filter(key -> key.parameter() > 0).count();
    boolean literalKeys = bound < where.keys().size();
    boolean literalValues = shape.has(Trait.HAS_LITERALS) && text.has(0, where.at(), "?");
    return shape.parameters() > bound || (literalKeys && literalValues);
  }

  /** {@code UPDATE t SET c = ? WHERE id = ANY (?)}. */
  private Optional<FixStatement> same() {
    KeyMatch key = where.onlyKey(shape).orElse(null);
    List<FixParameter> parameters = new ArrayList<>();
    for (Assignment assignment : assignments) {
      int values = text.count(assignment.value().from(), assignment.value().to(), "?");
      if (values > 0 && !assignment.isStep() && !assignment.isPlain()) {
        return Optional.empty();
      }
      if (values > 0) {
        String what = assignment.isStep() ? "change in " : "new ";
        parameters.add(
            new FixParameter(
                what + assignment.token() + " of all rows",
                types.orWords(assignment.column().column())));
      }
    }
    if (key == null || hasValue(where.others())) {
      return Optional.empty();
    }
    parameters.add(
        new FixParameter(key.token() + " of each row", types.arrayOrWords(key.column().column())));
    return Optional.of(new FixStatement(where.withAny(key), parameters));
  }

  private boolean hasValue(List<Range> conditions) {
    return conditions.stream().anyMatch(each -> text.has(each.from(), each.to(), "?"));
  }

  /** {@code UPDATE t SET c = v.c FROM unnest(?, ?) AS v(c, id) WHERE t.id = v.id}. */
  private Optional<FixStatement> general() {
    Rows rows = new Rows(target.reference());
    List<String> sets = new ArrayList<>();
    for (Assignment assignment : assignments) {
      Optional<String> value = value(assignment, rows);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      sets.add(assignment.token() + " = " + value.get());
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    return join(where, target.reference(), types, rows)
        .map(
            condition ->
                new FixStatement(
                    "UPDATE %s SET %s FROM %s WHERE %s"
                        .formatted(
                            target.written(), String.join(", ", sets), rows.table(), condition),
                    rows.parameters()));
  }

  private Optional<String> value(Assignment assignment, Rows rows) {
    Range value = assignment.value();
    String name = assignment.column().column();
    if (!text.has(value.from(), value.to(), "?")) {
      // now() and the like; a column's name could mean two things beside the joined rows.
      return namesNoColumn(value)
          ? Optional.of(text.get(value.from(), value.to()))
          : Optional.empty();
    }
    Optional<String> type = types.arrayOf(name);
    boolean step = assignment.isStep() && types.isNumeric(name);
    if (type.isEmpty() || !(step || assignment.isPlain())) {
      return Optional.empty();
    }
    boolean isKey = where.keys().stream().anyMatch(key -> key.column().column().equals(name));
    String column = isKey ? "new_" + name : assignment.token();
    String what = (step ? "change in " : "new ") + assignment.token() + " of each row";
    String joined = rows.add(column, type.get(), what);
    return Optional.of(
        step
            ? "%s.%s %s %s"
                .formatted(target.reference(), assignment.token(), assignment.operator(), joined)
            : joined);
  }

  private boolean namesNoColumn(Range range) {
    return !types.names().isEmpty()
        && types.names().stream().noneMatch(name -> text.has(range.from(), range.to(), name));
  }

  /**
   * The join of the keys with the target's; empty if a key's type is not known, or if there are
   * other conditions.
   */
  static Optional<String> join(Where where, String reference, Types types, Rows rows) {
    if (!where.others().isEmpty()) {
      return Optional.empty();
    }
    List<String> conditions = new ArrayList<>();
    for (KeyMatch key : where.keys()) {
      Optional<String> type = types.arrayOf(key.column().column());
      if (type.isEmpty()) {
        return Optional.empty();
      }
      String joined = rows.add(key.token(), type.get(), key.token() + " of each row");
      conditions.add("%s.%s = %s".formatted(reference, key.token(), joined));
    }
    return Optional.of(String.join(" AND ", conditions));
  }
}
