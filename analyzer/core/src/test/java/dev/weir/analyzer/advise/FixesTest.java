package dev.weir.analyzer.advise;

import static dev.weir.analyzer.model.Repair.FOLDED;
import static dev.weir.analyzer.model.Repair.SET_BASED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Advice.FixParameter;
import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs each generated statement beside the loop it replaces, on random rows, and compares what is
 * left.
 */
class FixesTest {

  private static final List<Column> COLUMNS =
      List.of(
          new Column("id", "bigint", true),
          new Column("Group", "integer", true),
          new Column("name", "character varying(12)", false),
          new Column("code", "character(4)", false),
          new Column("price", "numeric(10,2)", false),
          new Column("n", "integer", true),
          new Column("day", "date", false),
          new Column("seen", "timestamp(3) with time zone", false),
          new Column("data", "jsonb", false),
          new Column("mood", "mood", false));

  private static PostgresCluster cluster;
  private static Connection connection;

  private final Random random = new Random(20261121);

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    connection = cluster.primary().dataSource().getConnection();
    run("CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')");
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
    cluster.close();
  }

  @BeforeEach
  void rows() throws SQLException {
    run(
        "DROP TABLE IF EXISTS looped, fixed, fixed_delta",
        "CREATE TABLE looped (%s, PRIMARY KEY (id, \"Group\"))"
            .formatted(
                COLUMNS.stream()
                    .map(c -> "\"" + c.name() + "\" " + c.type() + (c.notNull() ? " NOT NULL" : ""))
                    .collect(Collectors.joining(", "))),
        "INSERT INTO looped SELECT i, i % 3, 'name ' || i, 'c' || i % 10, i / 7.0, i, date"
            + " '2026-01-01' + i, timestamptz '2026-01-01 00:00Z' + i * interval '1 hour',"
            + " jsonb_build_object('i', i), 'ok' FROM generate_series(0, 59) i",
        "CREATE TABLE fixed (LIKE looped INCLUDING ALL)",
        "INSERT INTO fixed SELECT * FROM looped");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SET_BASED | UPDATE %s SET name = ? WHERE id = ?                            | name, id
          SET_BASED | UPDATE %s SET code = ?, price = ?, data = ?, mood = ? WHERE id = ? | code, price, data, mood, id
          SET_BASED | UPDATE %s SET data = ?::jsonb, mood = ?::mood WHERE id = ?     | data, mood, id
          SET_BASED | UPDATE %s AS v SET n = n - ?, day = ? WHERE v.id = ?           | n, day, id
          SET_BASED | UPDATE ONLY public.%s SET seen = ?, n = n + ? WHERE id = ? AND "Group" = ? | seen, n, id, Group
          SET_BASED | UPDATE %s SET n = ? WHERE id = ? AND n = ?                     | n, id, n
          SET_BASED | DELETE FROM %s WHERE id = ?                                    | id
          SET_BASED | DELETE FROM %s x WHERE x.id = ? AND "Group" = ?                | id, Group
          SET_BASED | DELETE FROM %s WHERE id = ? AND day IS NOT NULL                | id
          SET_BASED | INSERT INTO %s (id, "Group", n, name, code) VALUES (?, ?, ?, ?, ?)   | +id, Group, n, name, code
          SET_BASED | INSERT INTO %s VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)           | +id, Group, name, code, price, n, day, seen, data, mood
          SET_BASED | INSERT INTO %s AS t (id, "Group", n, price) VALUES (?, ?, ?, ?) ON CONFLICT (id, "Group") DO UPDATE SET n = t.n + excluded.n | id, Group, n, price
          SET_BASED | INSERT INTO %s (id, "Group", n, day, seen) VALUES (?, 3, ?, DEFAULT, '2026-01-01') ON CONFLICT DO NOTHING | +id, n
          """)
  void theStatementLeavesWhatTheLoopLeaves(Repair repair, String template, String bound)
      throws SQLException {
    boolean fresh = bound.startsWith("+");
    List<String> columns = List.of((fresh ? bound.substring(1) : bound).split(", "));
    List<List<@Nullable String>> rows = randomRows(columns, fresh ? 100 : 0);
    loop(template.formatted("looped"), rows);

    FixStatement fix = fix(repair, template.formatted("fixed")).get(0);
    execute(fix, columns, rows);

    assertThat(content("fixed")).isEqualTo(content("looped"));
    assertThat(content("fixed")).as("the loop did something").isNotEqualTo(untouched());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          (id, "Group", n, name) VALUES (?, ?, ?, ?) ON CONFLICT (id, "Group") DO UPDATE SET n = excluded.n, name = excluded.name | id, Group, n, name
          (id, "Group", n) VALUES (?, ?, ?) ON CONFLICT ("Group", id) DO UPDATE SET n = t.n + excluded.n | id, Group, n
          """)
  void upsertsWhoseKeysRepeatGiveEachOnce(String rest, String bound) throws SQLException {
    String template = "INSERT INTO %s AS t " + rest;
    List<String> columns = List.of(bound.split(", "));
    List<List<@Nullable String>> rows = randomRows(columns, 50);
    for (List<@Nullable String> row : List.copyOf(rows)) {
      List<@Nullable String> again = new ArrayList<>(row);
      again.set(2, "77" + rows.size());
      rows.add(again);
    }
    loop(template.formatted("looped"), rows);

    FixStatement plain = fix(SET_BASED, template.formatted("fixed")).get(0);
    assertThatThrownBy(() -> execute(plain, columns, rows))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("21000"));
    FixStatement once = fix(SET_BASED, template.formatted("fixed"), true).get(0);
    execute(once, columns, rows);

    assertThat(content("fixed")).isEqualTo(content("looped"));
    assertThat(content("fixed")).isNotEqualTo(untouched());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO fixed (id, \"Group\", n) VALUES (?, ?, ?) ON CONFLICT (id, \"Group\")"
            + " DO UPDATE SET n = fixed.n * excluded.n",
        "INSERT INTO fixed (id, \"Group\", n, price) VALUES (?, ?, ?, ?) ON CONFLICT (id,"
            + " \"Group\") DO UPDATE SET n = fixed.n + excluded.n, price = fixed.price +"
            + " excluded.price",
        "INSERT INTO fixed (id, \"Group\", n, name) VALUES (?, ?, ?, ?) ON CONFLICT (id, \"Group\")"
            + " DO UPDATE SET n = excluded.n",
        "INSERT INTO fixed (id, \"Group\", n) VALUES (?, ?, ?) ON CONFLICT (id, \"Group\")"
            + " DO UPDATE SET n = excluded.n WHERE fixed.n < excluded.n"
      })
  void otherUpsertsOfRepeatedKeysAreWarnedOf(String sql) {
    Advice advice = Findings.advise(SET_BASED, Findings.repeating(sql), tables("fixed"));
    assertThat(advice.fix()).contains("Give each key once").contains("21000");
    assertThat(advice.statements())
        .noneMatch(each -> each.sql().contains("DISTINCT") || each.sql().contains("sum("));
  }

  @Test
  void theSimpleFormEqualsTheLoopIfAllValuesAreTheSame() throws SQLException {
    String template = "UPDATE %s SET name = ?, n = n + 1 WHERE id = ?";
    List<List<@Nullable String>> rows = new ArrayList<>();
    randomRows(List.of("id"), 0)
        .forEach(row -> rows.add(List.of("same", String.valueOf(row.get(0)))));
    loop(template.formatted("looped"), rows);

    FixStatement simple = fix(SET_BASED, template.formatted("fixed")).get(1);
    assertThat(simple.sql()).isEqualTo("UPDATE fixed SET name = ?, n = n + ? WHERE id = ANY (?)");
    String ids = rows.stream().map(row -> row.get(1)).collect(Collectors.joining(",", "{", "}"));
    execute(simple.sql(), List.of("same", "1", ids));

    assertThat(content("fixed")).isEqualTo(content("looped"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT id, name, price FROM looped WHERE id = ?           | false
          SELECT name FROM looped WHERE id = ?                      | true
          SELECT x.* FROM looped x WHERE x.id = ?                   | false
          SELECT y.* FROM looped x, looped y WHERE x.id = ? AND y.id = x.id | true
          SELECT DISTINCT code FROM looped WHERE id = ? ORDER BY code | true
          SELECT count(*), max(price) FROM looped WHERE id = ?      | true
          SELECT y.name FROM looped x JOIN looped y ON y.id = x.id WHERE x.id = ? AND y.n >= 0 | true
          """)
  void oneSelectReturnsTheRowsOfAll(String sql, boolean keyAdded) throws SQLException {
    List<List<@Nullable String>> rows = randomRows(List.of("id"), 0);
    FixStatement fix = fix(SET_BASED, sql).get(0);
    List<String> expected = new ArrayList<>();
    for (List<@Nullable String> row : rows) {
      for (String line : query(sql, row)) {
        if (!line.equals("0|null")) { // As the advice says, a key without rows has none here.
          expected.add(keyAdded ? row.get(0) + "|" + line : line);
        }
      }
    }
    List<@Nullable String> bound = new ArrayList<>();
    for (FixParameter parameter : fix.parameters()) {
      bound.add(parameter.type().endsWith("[]") ? array(rows, 0) : "0");
    }

    assertThat(query(fix.sql(), bound)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void foldedStepsAddUpToTheCounter() throws SQLException {
    String template = "UPDATE %s SET n = n + ?, price = price + ? WHERE id = ? AND \"Group\" = ?";
    List<FixStatement> fold = fix(FOLDED, template.formatted("fixed"));
    assertThat(fold).hasSize(4);
    run(fold.get(0).sql());
    for (int i = 0; i < 50; i++) {
      int id = random.nextInt(4);
      String step = String.valueOf(random.nextInt(10) - 3);
      List<@Nullable String> row = List.of(step, "0.5", String.valueOf(id), String.valueOf(id % 3));
      loop(template.formatted("looped"), List.of(row));
      execute(fold.get(1).sql(), List.of(row.get(2), row.get(3), row.get(0), row.get(1)));
      if (i % 20 == 10) {
        run(fold.get(2).sql());
      }
    }
    run(fold.get(2).sql());

    assertThat(content("fixed")).isEqualTo(content("looped"));
    assertThat(query("SELECT count(*) FROM fixed_delta", List.of())).containsExactly("0");

    loop(
        template.formatted("looped"),
        List.of(List.of("2", "1", "1", "1"), List.of("3", "1", "1", "1")));
    execute(fold.get(3).sql(), List.of("5", "2", "1", "1"));
    assertThat(content("fixed")).isEqualTo(content("looped"));
  }

  @Test
  void aThrottledTimeIsAtMostAMinuteBehind() throws SQLException {
    FixStatement fix = fix(FOLDED, "UPDATE fixed SET seen = ? WHERE id = ?").get(0);
    run("UPDATE fixed SET seen = NULL WHERE id = 7");
    long written = 0;
    String time = "";
    for (int i = 0; i < 100; i++) {
      time = "2026-03-01 10:%02d:%02d+00".formatted(i * 3 / 60, i * 3 % 60);
      written += execute(fix.sql(), List.of(time, "7", time));
    }

    assertThat(written).isBetween(5L, 6L);
    assertThat(
            query(
                "SELECT ?::timestamptz - seen <= interval '1 minute' FROM fixed WHERE id = 7",
                List.of(time)))
        .containsExactly("t");
  }

  private static List<FixStatement> fix(Repair repair, String sql) {
    return fix(repair, sql, false);
  }

  private static List<FixStatement> fix(Repair repair, String sql, boolean keysRepeat) {
    return Findings.advise(
            repair,
            keysRepeat ? Findings.repeating(sql) : Findings.of(sql),
            tables(sql.contains("fixed") ? "fixed" : "looped"))
        .statements();
  }

  private static List<TableHistory> tables(String name) {
    TableStats stats =
        new TableStats(
            new TableName("public", name),
            java.time.Instant.EPOCH,
            60,
            0,
            60,
            0,
            0,
            0,
            0,
            0,
            null,
            null,
            null,
            null,
            50,
            50,
            100,
            COLUMNS,
            List.of());
    return List.of(new TableHistory(stats, stats));
  }

  /**
   * Rows of values for columns; the key {@code id} is different in each, {@code "Group"} fits it.
   */
  private List<List<@Nullable String>> randomRows(List<String> columns, int firstId) {
    List<Integer> ids = new ArrayList<>(IntStream.range(firstId, firstId + 70).boxed().toList());
    Collections.shuffle(ids, random);
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int id : ids.subList(0, 25)) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        boolean condition = columns.get(i).equals("n") && columns.indexOf("n") < i;
        row.add(condition ? String.valueOf(id + id % 2) : value(columns.get(i), id));
      }
      rows.add(row);
    }
    return rows;
  }

  private @Nullable String value(String column, int id) {
    if (!column.equals("id")
        && !column.equals("Group")
        && !column.equals("n")
        && random.nextInt(5) == 0) {
      return null;
    }
    int number = random.nextInt(1000);
    return switch (column) {
      case "id" -> String.valueOf(id);
      case "Group" -> String.valueOf(id % 3);
      case "n" -> String.valueOf(number);
      case "name" -> List.of("it's \"q\"", "a,b{c}", "back\\slash", "NULL", "").get(number % 5);
      case "code" -> "x" + number;
      case "price" -> number / 3.0 + "";
      case "day" -> "2026-02-%02d".formatted(1 + number % 28);
      case "seen" -> "2026-02-01 10:00:00.%06d+02".formatted(number);
      case "data" -> "{\"k\": \"" + number + ", \\\"x\\\"\"}";
      default -> List.of("sad", "happy").get(number % 2);
    };
  }

  private static void loop(String sql, List<List<@Nullable String>> rows) throws SQLException {
    for (List<@Nullable String> row : rows) {
      execute(sql, row);
    }
  }

  /** Binds what the fix asks for: of each column that is bound, the values of all rows. */
  private static void execute(
      FixStatement fix, List<String> columns, List<List<@Nullable String>> rows)
      throws SQLException {
    List<@Nullable String> bound = new ArrayList<>();
    List<Integer> left = new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
    for (FixParameter parameter : fix.parameters()) {
      Integer column =
          left.stream()
              .filter(
                  i -> parameter.what().replace("\"", "").contains(columns.get(i) + " of each row"))
              .findFirst()
              .orElse(null);
      if (column == null) {
        bound.add(constants(parameter, rows.size()));
      } else {
        left.remove(column);
        bound.add(array(rows, column));
      }
    }
    assertThat(left).as("parameters of the fix").isEmpty();
    execute(fix.sql(), bound);
  }

  /** The literals of the statements above, which the fix takes as a column of equal values. */
  private static String constants(FixParameter parameter, int count) {
    String literal = parameter.type().equals("integer[]") ? "3" : "2026-01-01";
    return "{" + String.join(",", Collections.nCopies(count, literal)) + "}";
  }

  private static String array(List<List<@Nullable String>> rows, int column) {
    return rows.stream()
        .map(row -> quoted(row.get(column)))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(@Nullable String element) {
    return element == null
        ? "NULL"
        : "\"" + element.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static int execute(String sql, List<? extends @Nullable String> bound)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, bound);
      return statement.executeUpdate();
    }
  }

  private static List<String> query(String sql, List<? extends @Nullable String> bound)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, bound);
      List<String> lines = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            values.add(rows.getString(i));
          }
          lines.add(String.join("|", values));
        }
      }
      return lines;
    }
  }

  private static void bind(PreparedStatement statement, List<? extends @Nullable String> bound)
      throws SQLException {
    for (int i = 0; i < bound.size(); i++) {
      statement.setObject(i + 1, bound.get(i), Types.OTHER);
    }
  }

  private static List<String> content(String table) throws SQLException {
    return query("SELECT t::text FROM " + table + " t ORDER BY id, \"Group\"", List.of());
  }

  private List<String> untouched() throws SQLException {
    rows();
    return content("fixed");
  }

  private static void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
