package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the text, reading it ends soon and throws nothing. */
class RobustnessTest {
  private static final int MEGABYTE = 1_000_000;

  /** What a mutation inserts: all that opens, closes or begins something. */
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "'",
          "\"",
          "$",
          "$$",
          "$a$",
          "/*",
          "*/",
          "--",
          "\n",
          ";",
          ",",
          ".",
          "::",
          ":",
          "?",
          "??",
          "=",
          "-",
          "+",
          "@",
          "!",
          "\\",
          "\0",
          "E'",
          "U&\"",
          "U&'",
          "0x",
          "1e",
          "1.",
          " SELECT ",
          " FROM ",
          " WITH ",
          " RECURSIVE ",
          " AS ",
          " WHERE ",
          " IN (",
          " VALUES (",
          " ARRAY[",
          " CASE ",
          " END ",
          " WHEN ",
          " ON ",
          " JOIN ",
          " UNION ",
          " SET ",
          " LIMIT ",
          " FOR UPDATE ",
          " FETCH ",
          " INSERT INTO ",
          " UPDATE ",
          " DELETE FROM ",
          " MERGE INTO ",
          " USING ",
          " EXPLAIN (",
          " COPY (",
          " CREATE ",
          " BEGIN ",
          " CAST(",
          " ANY(",
          " OPERATOR(",
          " ROWS FROM (",
          " {fn ",
          " {call ",
          " NULL ",
          " DEFAULT ",
          " RETURNING ",
          "\u00e9",
          "\ud83d\ude00",
          "\ud83d",
          "\u00a0");

  static Stream<Arguments> heavy() {
    return Stream.of(
            "(",
            ")",
            "[",
            "((SELECT 1)",
            "SELECT (",
            "SELECT * FROM (",
            "/*",
            "/**/",
            "/*/",
            "'",
            "''",
            "\"",
            "\"a\"",
            "$",
            "$a$",
            "$a",
            "E'\\'",
            "--\n",
            ";",
            "SELECT;",
            ",",
            ".",
            "a.",
            "a ",
            "?",
            "??",
            "+",
            "+ ",
            "!",
            "1",
            "1.",
            "1e",
            "0x",
            "::",
            "a::b",
            ":",
            "=",
            "a = ",
            "a = ? AND ",
            "SELECT ",
            "SELECT 1 UNION ",
            "WITH a AS (",
            "WITH RECURSIVE a AS (",
            "a AS (SELECT 1), ",
            "VALUES (",
            "VALUES ((",
            "VALUES (1), ",
            "(1), ",
            "IN (",
            "IN (1, ",
            "x IN (1) AND ",
            "ARRAY[",
            "CASE WHEN ",
            "END ",
            "NOT ",
            "BETWEEN 1 AND ",
            "f(",
            "f((SELECT ",
            "a[",
            "{fn ",
            "{oj ",
            "a JOIN b ON ",
            "a, ",
            "JOIN ",
            "CAST(",
            "EXPLAIN ",
            "EXPLAIN (",
            "COPY (",
            "CREATE ",
            "CREATE VIEW v AS ",
            "DECLARE c CURSOR FOR ",
            "PREPARE p AS ",
            "INSERT INTO t ",
            "SET a = ",
            "U&\"\\0061",
            "\\",
            "\0",
            "\ud83d",
            "\u00e9")
        .flatMap(
            piece ->
                Stream.of("", "SELECT * FROM t WHERE ").map(start -> Arguments.of(start, piece)));
  }

  /** A megabyte of nearly anything. The bound is against hanging, not a measure of speed. */
  @ParameterizedTest
  @MethodSource("heavy")
  void megabytesEnd(String start, String piece) {
    String open = start + piece.repeat(MEGABYTE / piece.length());
    String closed = open + " 1 " + closing(piece).repeat(MEGABYTE / piece.length());

    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ScriptReader.read(open, true));
    if (!closing(piece).isEmpty()) {
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ScriptReader.read(closed, true));
    }
  }

  private static String closing(String piece) {
    StringBuilder closing = new StringBuilder();
    for (int i = piece.length() - 1; i >= 0; i--) {
      switch (piece.charAt(i)) {
        case '(' -> closing.append(')');
        case '[' -> closing.append(']');
        case '{' -> closing.append('}');
        default -> {}
      }
    }
    return closing.toString();
  }

  @RepeatedTest(300)
  void mutatedStatementsNeverThrow(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    StringBuilder sql = new StringBuilder(String.join(" ", RandomSql.statement(random)));
    for (int i = 0; i < 40; i++) {
      mutate(sql, random);
      SqlShape shape = ScriptReader.read(sql.toString(), random.nextBoolean());
      assertThat(shape.text()).hasSizeLessThanOrEqualTo(2_000);
    }
  }

  @RepeatedTest(100)
  void randomPiecesNeverThrow(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      sql.append(PIECES.get(random.nextInt(PIECES.size()))).append(random.nextBoolean() ? "a" : "");
      assertThat(ScriptReader.read(sql.toString(), true)).isNotNull();
    }
  }

  @Test
  void everyPrefixOfAStatementIsRead() {
    String sql =
        "WITH a AS (SELECT U&\"d\\0061t\", E'x\\'', $q$;$q$ FROM b JOIN c ON b.x = ANY (ARRAY[?, 1]))"
            + " INSERT INTO t (x, y) SELECT CASE WHEN 1 = -1.5e3 THEN f(a.*) END, '' /* c */ FROM a"
            + " ON CONFLICT (x) DO UPDATE SET y = excluded.y RETURNING * -- end";
    for (int end = 0; end <= sql.length(); end++) {
      assertThat(ScriptReader.read(sql.substring(0, end), true)).isNotNull();
    }
    assertThat(SqlShapes.parse(sql).kind()).isEqualTo(StatementKind.INSERT);
  }

  @Test
  void nestingToSomeDepthIsUnderstoodAndMoreIsUnknown() {
    assertThat(nested(50)).isEqualTo(StatementKind.READ);
    assertThat(nested(5_000)).isEqualTo(StatementKind.UNKNOWN);
  }

  @Test
  void expressionsMayNestAsDeepAsForPostgreSql() {
    assertThat(inParentheses(9_000)).isEqualTo(StatementKind.READ);
    assertThat(inParentheses(100_000)).isEqualTo(StatementKind.UNKNOWN);
  }

  private static StatementKind inParentheses(int depth) {
    return SqlShapes.parse("SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth)).kind();
  }

  @Test
  void smallStackIsEnough() throws InterruptedException {
    String sql = "SELECT * FROM (".repeat(5_000) + "SELECT 1" + ")".repeat(5_000);
    AtomicReference<StatementKind> kind = new AtomicReference<>();
    Thread thread =
        new Thread(null, () -> kind.set(SqlShapes.parse(sql).kind()), "small stack", 64 * 1024);
    thread.start();
    thread.join();

    assertThat(kind).hasValue(StatementKind.UNKNOWN);
  }

  private static StatementKind nested(int depth) {
    String sql = "SELECT * FROM (".repeat(depth) + "SELECT 1" + ") q".repeat(depth);
    return SqlShapes.parse(sql).kind();
  }

  private static void mutate(StringBuilder sql, Random random) {
    int at = random.nextInt(sql.length() + 1);
    switch (random.nextInt(3)) {
      case 0 -> sql.insert(at, PIECES.get(random.nextInt(PIECES.size())));
      case 1 -> sql.delete(at, Math.min(sql.length(), at + 1 + random.nextInt(5)));
      default -> {
        int end = Math.min(sql.length(), at + random.nextInt(20));
        sql.insert(random.nextInt(sql.length() + 1), sql.substring(at, end));
      }
    }
  }
}
