package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.rewrite.Where.KeyMatch;
import dev.weir.sql.SetColumn.Source;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fewer updates of one row. */
final class HotRowFix {
  private static final Remedy COMPUTE_FIRST =
      Remedy.words(
          "Compute the row's last state first and write it once; where many units of work write it,"
              + " keep what changes often in rows of its own.");

  private final UpdateFix update;
  private final Types types;

  private HotRowFix(UpdateFix update, Types types) {
    this.update = update;
    this.types = types;
  }

  static Remedy of(SqlShape shape, Types types) {
    return UpdateFix.read(shape, types)
        .filter(update -> update.where().others().isEmpty())
        .map(update -> new HotRowFix(update, types))
        .flatMap(HotRowFix::remedy)
        .orElse(COMPUTE_FIRST);
  }

  private Optional<Remedy> remedy() {
    List<Assignment> assignments = update.assignments();
    if (assignments.stream().allMatch(Assignment::isStep)) {
      return Optional.of(fold());
    }
    return assignments.size() == 1 && update.where().keys().size() == 1
        ? throttle(assignments.get(0), update.where().keys().get(0))
        : Optional.empty();
  }

  private Remedy fold() {
    String words =
        "Insert each step into a narrow table and fold it into the row now and then; or sum the"
            + " steps in memory and update every few seconds.";
    List<FixStatement> statements = new ArrayList<>();
    List<FixParameter> sums = new ArrayList<>();
    for (Assignment step : update.assignments()) {
      String type = types.orWords(step.column().column());
      sums.add(new FixParameter("sum of the steps of " + step.token(), type));
    }
    for (KeyMatch key : update.where().keys()) {
      sums.add(new FixParameter(key.token(), types.orWords(key.column().column())));
    }
    boolean known =
        sums.stream().noneMatch(parameter -> parameter.type().startsWith("type of "))
            && update.assignments().stream().allMatch(a -> types.isNumeric(a.column().column()));
    if (known) {
      statements.addAll(delta());
    }
    statements.add(new FixStatement(update.text().toString(), List.copyOf(sums)));
    return new Remedy(words, statements);
  }

  private List<FixStatement> delta() {
    Target target = update.target();
    String delta = target.schema() + suffixed(target.name());
    List<String> columns = new ArrayList<>();
    List<String> definitions = new ArrayList<>();
    List<FixParameter> parameters = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    List<String> joins = new ArrayList<>();
    for (KeyMatch key : update.where().keys()) {
      String type = types.orWords(key.column().column());
      keys.add(key.token());
      columns.add(key.token());
      String declared = types.declared(key.column().column());
      definitions.add(key.token() + " " + declared + " NOT NULL");
      parameters.add(new FixParameter(key.token(), type));
      joins.add("%s.%s = s.%s".formatted(target.reference(), key.token(), key.token()));
    }
    List<String> sums = new ArrayList<>();
    List<String> sets = new ArrayList<>();
    for (Assignment step : update.assignments()) {
      String type = types.orWords(step.column().column());
      String name = step.token();
      columns.add(name);
      definitions.add(name + " " + types.declared(step.column().column()) + " NOT NULL");
      parameters.add(new FixParameter("step of " + name, type));
      sums.add("sum(%s) AS %s".formatted(name, name));
      sets.add(
          "%s = %s.%s %s s.%s".formatted(name, target.reference(), name, step.operator(), name));
    }
    String list = String.join(", ", columns);
    String key = String.join(", ", keys);
    return List.of(
        new FixStatement(
            "CREATE TABLE %s (%s)".formatted(delta, String.join(", ", definitions)), List.of()),
        new FixStatement(
            "INSERT INTO %s (%s) VALUES (%s)"
                .formatted(delta, list, String.join(", ", columns.stream().map(c -> "?").toList())),
            parameters),
        new FixStatement(
            "WITH d AS (DELETE FROM %s RETURNING %s) UPDATE %s SET %s FROM (SELECT %s, %s FROM d GROUP BY %s) AS s WHERE %s"
                .formatted(
                    delta,
                    list,
                    target.written(),
                    String.join(", ", sets),
                    key,
                    String.join(", ", sums),
                    key,
                    String.join(" AND ", joins)),
            List.of()));
  }

  private static String suffixed(String name) {
    return name.startsWith("\"")
        ? name.substring(0, name.length() - 1) + "_delta\""
        : name + "_delta";
  }

  /** Of a time like {@code last_seen}, most writes tell nothing new. */
  private Optional<Remedy> throttle(Assignment assignment, KeyMatch key) {
    String column = assignment.column().column();
    String name = assignment.token();
    boolean given = assignment.isPlain();
    boolean clock = assignment.column().source() == Source.EXPRESSION && isClock(assignment);
    String type = types.of(column).orElse("");
    if (!types.isTime(column) || !(given || clock)) {
      return Optional.empty();
    }
    String value = given ? "?::" + type : "now()";
    String limit = type.equals("date") ? value : value + " - interval '1 minute'";
    String older = "%s < %s".formatted(name, limit);
    String condition =
        types.isNotNull(column) ? older : "(%s IS NULL OR %s)".formatted(name, older);
    List<FixParameter> parameters = new ArrayList<>();
    FixParameter time = new FixParameter("the new " + name, type);
    if (given) {
      parameters.add(time);
    }
    parameters.add(new FixParameter(key.token(), types.orWords(key.column().column())));
    if (given) {
      parameters.add(time);
    }
    return Optional.of(
        new Remedy(
            "Write "
                + name
                + " only if it is older than "
                + (type.equals("date") ? "that day." : "a minute."),
            List.of(
                new FixStatement(update.text() + " AND " + condition, List.copyOf(parameters)))));
  }

  private boolean isClock(Assignment assignment) {
    int from = assignment.value().from();
    String value = update.text().get(from, assignment.value().to());
    return value.equalsIgnoreCase("now()") || value.equalsIgnoreCase("current_timestamp");
  }
}
