package dev.weir.sql;

import static dev.weir.sql.RoutineBodyTest.kinds;
import static dev.weir.sql.RoutineBodyTest.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing hides in a body of PL/pgSQL, wherever it stands; and no body is too odd to read. */
class HiddenInBodiesTest {
  /** Every place of an expression; {@code @} stands for it. */
  private static final List<String> EXPRESSION_PLACES =
      """
      DECLARE x int := @; BEGIN END
      DECLARE x int = @; BEGIN END
      DECLARE x varchar(10) NOT NULL DEFAULT @; BEGIN END
      DECLARE x t.c%TYPE[] COLLATE "C" := @; BEGIN END
      DECLARE c CURSOR FOR SELECT @; BEGIN END
      DECLARE c SCROLL CURSOR (a int) IS SELECT @; BEGIN END
      DECLARE c CURSOR (a int) FOR SELECT a; BEGIN OPEN c(@); END
      DECLARE c CURSOR (a int) FOR SELECT a; BEGIN OPEN c(a := @); END
      DECLARE c CURSOR (a int) FOR SELECT a; BEGIN FOR r IN c(@) LOOP NULL; END LOOP; END
      DECLARE c CURSOR FOR SELECT 1; BEGIN FETCH RELATIVE @ FROM c INTO x; END
      DECLARE c CURSOR FOR SELECT 1; BEGIN FETCH @ IN c INTO x; END
      DECLARE c CURSOR FOR SELECT 1; BEGIN MOVE BACKWARD @ FROM c; END
      DECLARE a int; DECLARE b int := @; BEGIN END
      BEGIN x := @; END
      BEGIN x = @; END
      BEGIN x.y := 1 + @; END
      BEGIN x[@] := 1; END
      BEGIN x[1][2:@].y := 1; END
      BEGIN $1 := @; END
      BEGIN "X" := @; END
      BEGIN x := a FROM t WHERE b = @; END
      BEGIN IF @ THEN NULL; END IF; END
      BEGIN IF a THEN NULL; ELSIF @ THEN NULL; END IF; END
      BEGIN IF a THEN NULL; ELSEIF @ THEN NULL; END IF; END
      BEGIN IF a THEN NULL; ELSE x := @; END IF; END
      BEGIN IF a THEN x := @; END IF; END
      BEGIN CASE @ WHEN 1 THEN NULL; END CASE; END
      BEGIN CASE a WHEN 1, @ THEN NULL; END CASE; END
      BEGIN CASE WHEN @ THEN NULL; END CASE; END
      BEGIN CASE a WHEN 1 THEN NULL; ELSE x := @; END CASE; END
      BEGIN WHILE @ LOOP NULL; END LOOP; END
      BEGIN WHILE a LOOP x := @; END LOOP; END
      BEGIN LOOP EXIT WHEN @; END LOOP; END
      BEGIN <<l>> LOOP EXIT l WHEN @; END LOOP l; END
      BEGIN LOOP CONTINUE WHEN @; END LOOP; END
      BEGIN FOR i IN @..2 LOOP NULL; END LOOP; END
      BEGIN FOR i IN 1..@ LOOP NULL; END LOOP; END
      BEGIN FOR i IN REVERSE 1 .. 2 BY @ LOOP NULL; END LOOP; END
      BEGIN FOR i IN 1..2 LOOP x := @; END LOOP; END
      BEGIN FOR r IN SELECT @ LOOP NULL; END LOOP; END
      BEGIN FOR r IN (SELECT @) LOOP NULL; END LOOP; END
      BEGIN FOR r IN VALUES (@) LOOP NULL; END LOOP; END
      BEGIN FOREACH i IN ARRAY @ LOOP NULL; END LOOP; END
      BEGIN FOREACH i SLICE 1 IN ARRAY ARRAY[@] LOOP NULL; END LOOP; END
      BEGIN PERFORM @; END
      BEGIN PERFORM a FROM t ORDER BY @; END
      BEGIN RETURN @; END
      BEGIN RETURN NEXT @; END
      BEGIN RETURN QUERY SELECT @; END
      BEGIN RETURN QUERY EXECUTE @; END
      BEGIN RETURN QUERY EXECUTE a USING @; END
      BEGIN RAISE NOTICE '%', @; END
      BEGIN RAISE EXCEPTION 'a' USING HINT = @; END
      BEGIN RAISE unique_violation USING MESSAGE := @; END
      BEGIN RAISE SQLSTATE '22012' USING TABLE = 'a', DETAIL = @; END
      BEGIN RAISE USING ERRCODE = @; END
      BEGIN ASSERT @; END
      BEGIN ASSERT true, @; END
      BEGIN EXECUTE @; END
      BEGIN EXECUTE a INTO x USING 1, @; END
      BEGIN EXECUTE a USING @ INTO x; END
      BEGIN OPEN c FOR SELECT @; END
      BEGIN OPEN c SCROLL FOR SELECT @; END
      BEGIN OPEN c FOR EXECUTE @; END
      BEGIN OPEN c FOR EXECUTE a USING @; END
      BEGIN CALL p(@); END
      BEGIN GET DIAGNOSTICS x[@] = ROW_COUNT; END
      BEGIN SELECT @ INTO x; END
      BEGIN SELECT INTO x @; END
      BEGIN SELECT INTO STRICT x, y @, 2; END
      BEGIN SELECT a INTO x FROM t WHERE @ > 1; END
      BEGIN SELECT a FROM t LIMIT @ INTO x; END
      BEGIN EXPLAIN ANALYZE SELECT @ INTO x; END
      BEGIN WITH q AS (SELECT @) SELECT a INTO x FROM q; END
      BEGIN BEGIN x := @; END; END
      BEGIN DECLARE x int := @; BEGIN END; END
      BEGIN <<l>> DECLARE x int := @; BEGIN END l; END
      BEGIN NULL; EXCEPTION WHEN others THEN x := @; END
      BEGIN NULL; EXCEPTION WHEN a OR b THEN NULL; WHEN SQLSTATE '22012' THEN RAISE NOTICE '%', @; END
      BEGIN/**/x:=@;END
      BEGIN RETURN CASE WHEN a THEN @ END; END
      BEGIN RETURN (WITH q AS (SELECT @) SELECT 1 FROM q); END
      #variable_conflict error BEGIN RETURN @; END
      """
          .lines()
          .toList();

  static Stream<Arguments> hiddenExpressions() {
    return EXPRESSION_PLACES.stream()
        .flatMap(
            place ->
                Stream.of(
                        "hidden(1)",
                        "(SELECT hidden())",
                        "(a).b + hidden(b)::varchar(10)",
                        "ARRAY(SELECT hidden(a) FROM t)",
                        "\"hidden\"(VARIADIC a)",
                        "s.hidden(a => 1)",
                        "CASE WHEN (a) THEN (hidden (1)) END",
                        "-- ; END\n hidden(1) /* ; */",
                        "'a;' || $q$ END; $q$ || hidden(1)")
                    // THEN and WHEN end an expression of PL/pgSQL unless they are in brackets.
                    .map(hidden -> hidden.startsWith("CASE") ? "(" + hidden + ")" : hidden)
                    .map(hidden -> Arguments.of(place.replace("@", hidden), hidden)));
  }

  @ParameterizedTest
  @MethodSource("hiddenExpressions")
  void callIsSeenInEveryPlace(String source, String hidden) {
    RoutineBody body = RoutineBody.of("plpgsql", source);

    assertThat(names(body, SqlShape::functions)).as(source).contains("hidden");
    assertThat(body.complete()).as(source).isEqualTo(!source.contains("EXECUTE"));
  }

  @ParameterizedTest
  @MethodSource("hiddenLocks")
  void lockIsSeenInEveryPlace(String source) {
    assertThat(kinds(RoutineBody.of("plpgsql", source))).contains("LOCKING_READ");
  }

  static Stream<String> hiddenLocks() {
    return EXPRESSION_PLACES.stream()
        .map(place -> place.replace("@", "(SELECT 1 FROM h FOR UPDATE)"))
        .filter(source -> !source.contains("CALL") && !source.contains("EXPLAIN"));
  }

  @ParameterizedTest
  @MethodSource("hiddenSettings")
  void settingIsSeenInEveryPlace(String source) {
    RoutineBody body = RoutineBody.of("plpgsql", source);

    assertThat(body.statements().stream().flatMap(shape -> shape.settings().stream()))
        .as(source)
        .contains(new Setting(Setting.Action.SET, "app.tenant", "1", false));
  }

  static Stream<String> hiddenSettings() {
    return EXPRESSION_PLACES.stream()
        .map(place -> place.replace("@", "set_config('app.tenant', '1', false)"));
  }

  /** Every place of a statement; {@code @} stands for it. */
  private static final List<String> STATEMENT_PLACES =
      """
      BEGIN @ END
      BEGIN NULL; @ END
      BEGIN @ RETURN; END
      BEGIN x := 1; @ END
      BEGIN <<l>> BEGIN @ END; END
      DECLARE x int; BEGIN @ END
      DECLARE other CURSOR FOR SELECT 1; BEGIN @ END
      BEGIN DECLARE x int; BEGIN @ END; END
      BEGIN IF a THEN @ END IF; END
      BEGIN IF a THEN NULL; ELSE @ END IF; END
      BEGIN IF a THEN NULL; ELSIF b THEN @ END IF; END
      BEGIN CASE WHEN a THEN @ END CASE; END
      BEGIN CASE a WHEN 1 THEN NULL; ELSE @ END CASE; END
      BEGIN LOOP @ END LOOP; END
      BEGIN WHILE a LOOP @ END LOOP; END
      BEGIN FOR i IN 1..2 LOOP @ END LOOP; END
      BEGIN FOR r IN SELECT 1 LOOP @ END LOOP; END
      BEGIN FOREACH i IN ARRAY a LOOP @ END LOOP; END
      BEGIN NULL; EXCEPTION WHEN others THEN @ END
      BEGIN EXECUTE a; @ END
      BEGIN SELECT a INTO x FROM t; @ END
      BEGIN LOOP EXIT; @ END LOOP; END
      BEGIN RAISE; @ END
      BEGIN COMMIT; @ END
      BEGIN IF (a) THEN NULL; END IF; @ END; -- END
      BEGIN /* it's; END */ @ END
      """
          .lines()
          .toList();

  static Stream<Arguments> hiddenStatements() {
    return STATEMENT_PLACES.stream()
        .flatMap(
            place ->
                RoutineBodyTest.doers().map(c -> Arguments.of(place.replace("@", c.sql()), c)));
  }

  @ParameterizedTest
  @MethodSource("hiddenStatements")
  void statementIsSeenInEveryPlace(String source, Case c) {
    RoutineBody body = RoutineBody.of("plpgsql", source);

    if (body.complete()) {
      assertThat(kinds(body)).as(source).contains(c.expected());
    } else {
      assertThat(source).contains("EXECUTE a");
    }
  }

  @RepeatedTest(300)
  void mutatedBodiesNeverThrow(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    List<String> places = random.nextBoolean() ? EXPRESSION_PLACES : STATEMENT_PLACES;
    String place = places.get(random.nextInt(places.size()));
    StringBuilder source =
        new StringBuilder(place.replace("@", String.join(" ", RandomSql.statement(random)) + ";"));
    for (int i = 0; i < 40; i++) {
      RandomSql.mutate(source, random);
      String language = random.nextBoolean() ? "plpgsql" : "sql";
      assertThat(RoutineBody.of(language, source.toString())).isNotNull();
      assertThat(readCounting(source.toString())).isNotNull();
    }
  }

  @ParameterizedTest
  @Tag("proof")
  @ValueSource(
      strings = {
        "x := 1; ",
        "x[1] := 1; ",
        "a.",
        "x, ",
        "IF a THEN ",
        "CASE WHEN a THEN ",
        "LOOP ",
        "BEGIN ",
        "DECLARE x int; ",
        "DECLARE c CURSOR FOR SELECT 1; BEGIN ",
        "END; ",
        "<<l>> ",
        "FOR i IN 1..2 LOOP ",
        "SELECT a INTO x FROM t; ",
        "SELECT a INTO ",
        "INTO x ",
        "EXECUTE a USING ",
        "USING a INTO x ",
        "OPEN c FOR SELECT 1; FETCH c INTO x; ",
        "FETCH NEXT ",
        "RAISE NOTICE ",
        "'a' ",
        "RETURN QUERY ",
        "(",
        ";"
      })
  void longBodiesTakeLinearTime(String piece) {
    for (String start : List.of("", "BEGIN ", "BEGIN PERFORM ", "DECLARE ")) {
      assertThat(readCounting(start + piece.repeat(20_000))).isNotNull();
      assertThat(readCounting(start + piece.repeat(20_000) + "; END")).isNotNull();
    }
  }

  /** Reads a body without a net: fails if it throws, or looks at its tokens too often. */
  private static RoutineBody readCounting(String source) {
    Tokens tokens = Lexer.read(new CountingTokens(source, Dialect.SERVER));
    return tokens.broken() ? RoutineBody.UNREADABLE : PlpgsqlReader.read(tokens);
  }
}
