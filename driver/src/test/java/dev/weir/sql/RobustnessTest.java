package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the text, reading it ends soon and throws nothing. */
@Tag("proof")
class RobustnessTest {
  private static final int MEGABYTE = 1_000_000;

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

    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> CountingTokens.read(open, Dialect.JDBC));
    if (!closing(piece).isEmpty()) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> CountingTokens.read(closed, Dialect.JDBC));
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
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    StringBuilder sql = new StringBuilder(String.join(" ", RandomSql.statement(random)));
    for (int i = 0; i < 40; i++) {
      RandomSql.mutate(sql, random);
      SqlShape shape = CountingTokens.read(sql.toString(), dialect(random));
      assertThat(shape.text()).hasSizeLessThanOrEqualTo(2_000);
    }
  }

  @RepeatedTest(100)
  void randomPiecesNeverThrow(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      sql.append(RandomSql.piece(random)).append(random.nextBoolean() ? "a" : "");
      assertThat(CountingTokens.read(sql.toString(), Dialect.JDBC)).isNotNull();
    }
  }

  @Test
  void everyPrefixOfAStatementIsRead() {
    String sql =
        "WITH a AS (SELECT U&\"d\\0061t\", E'x\\'', $q$;$q$ FROM b JOIN c ON b.x = ANY (ARRAY[?, 1]))"
            + " INSERT INTO t (x, y) SELECT CASE WHEN 1 = -1.5e3 THEN f(a.*) END, '' /* c */ FROM a"
            + " ON CONFLICT (x) DO UPDATE SET y = excluded.y RETURNING * -- end";
    for (int end = 0; end <= sql.length(); end++) {
      assertThat(CountingTokens.read(sql.substring(0, end), Dialect.JDBC)).isNotNull();
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

  private static Dialect dialect(Random random) {
    return new Dialect(random.nextBoolean(), random.nextBoolean());
  }
}
