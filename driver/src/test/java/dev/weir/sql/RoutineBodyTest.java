package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.sql.SqlTable.Case;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in the bodies of routines, and when they are not complete. */
class RoutineBodyTest {
  /** Bodies that only read: what they read, and which functions they call. */
  static Stream<Arguments> readers() {
    return Stream.of(
        Arguments.of(
            "customers orders | coalesce_all sum",
            """

            DECLARE
              total numeric(10,2) := 0;
              name varchar(30) NOT NULL DEFAULT 'none';
              found_at timestamp(3) with time zone;
              r orders%ROWTYPE;
              c customers.name%TYPE COLLATE "C";
              tags text[] := ARRAY['a', 'b'];
              limit_ CONSTANT int := 10;
              first_arg ALIAS FOR $1;
            BEGIN
              -- The total of a customer.
              SELECT sum(amount) INTO STRICT total FROM orders WHERE customer_id = first_arg;
              IF total IS NULL THEN
                RETURN 0;
              ELSIF total > 100 AND name = tags[1] THEN
                SELECT c.name INTO name FROM customers c WHERE c.id = $1;
              ELSE
                total := coalesce_all(total, 1);
              END IF;
              RETURN total;
            EXCEPTION
              WHEN no_data_found OR SQLSTATE '22012' THEN
                RETURN -1;
              WHEN others THEN
                RAISE;
            END;
            """),
        Arguments.of(
            "items | f g h lower",
            """
            #variable_conflict use_column
            #print_strict_params on
            <<outer_block>>
            DECLARE
              i int;
              n bigint = 0;
            BEGIN
              <<rows>>
              FOR i, n IN SELECT a, b FROM items WHERE a = outer_block.i ORDER BY b LOOP
                CONTINUE rows WHEN n = 0;
                EXIT rows WHEN lower('A') = 'b';
                n := n + 1;
              END LOOP rows;
              FOR i IN REVERSE f(10)..1 BY g(2) LOOP
                NULL;
              END LOOP;
              FOR i IN 1..10 LOOP
                n = h(i);
              END LOOP;
              WHILE n < 3 LOOP n := n + 1; END LOOP;
              LOOP EXIT; END LOOP;
              FOREACH i SLICE 1 IN ARRAY ARRAY[[1,2],[3,4]] LOOP
                CASE i WHEN 1, 2 THEN NULL; WHEN 3 THEN n := 2; ELSE n := 3; END CASE;
              END LOOP;
              CASE WHEN n = 1 THEN RETURN; END CASE;
            END outer_block
            """),
        Arguments.of(
            "a b c | f",
            """
            DECLARE
              one CURSOR FOR SELECT * FROM a;
              two NO SCROLL CURSOR (low int, high numeric(10,2)) IS SELECT * FROM b WHERE x > low;
              three refcursor;
              r record;
            BEGIN
              OPEN one;
              FETCH one INTO r;
              FETCH NEXT FROM one INTO r;
              MOVE FORWARD 3 IN one;
              FETCH ABSOLUTE f(1) FROM one INTO r;
              CLOSE one;
              OPEN two (1, high := 2);
              CLOSE two;
              FOR r IN two(1, 2) LOOP NULL; END LOOP;
              FOR r IN one LOOP NULL; END LOOP;
              OPEN three NO SCROLL FOR SELECT * FROM c;
              FETCH LAST FROM three INTO r;
              CLOSE three;
            END
            """),
        Arguments.of(
            "t u v w | f format",
            """
            BEGIN
              RETURN QUERY SELECT * FROM t;
              RETURN QUERY WITH q AS (SELECT 1 FROM u) SELECT * FROM q;
              RETURN QUERY (TABLE v);
              RETURN QUERY VALUES (1), (2);
              RETURN NEXT;
              RETURN NEXT f(1);
              PERFORM 1 FROM w WHERE a = $1;
              IF NOT FOUND THEN
                RAISE EXCEPTION 'no % in %', a, format('%s', b) USING ERRCODE = 'P0002', HINT = 'x';
              END IF;
              RAISE NOTICE USING MESSAGE := 'x';
              RAISE division_by_zero;
              RAISE SQLSTATE '22012' USING COLUMN = 'a', TABLE = 'b';
              ASSERT 1 = 1, 'message';
              GET DIAGNOSTICS n = ROW_COUNT, x := PG_CONTEXT;
              GET STACKED DIAGNOSTICS s = MESSAGE_TEXT;
              RETURN;
            END;
            """),
        Arguments.of(
            "t u | f g",
            """
            BEGIN
              SELECT INTO x, y.z a, b FROM t;
              SELECT a, b FROM t INTO x, y;
              SELECT a, f(b) INTO STRICT r FROM t, u WHERE a = b LIMIT 1;
              WITH q AS (SELECT 1) SELECT * INTO r FROM q;
              arr[g(1)].field := a FROM t WHERE b = 1;
              rec.a := 1; $1 := 2; "Mixed".b = 3; open := 4; return[1] := 5;
              x := CASE WHEN a THEN 1 ELSE 2 END;
              DECLARE y int; BEGIN y := 1; END;
              <<l>> BEGIN NULL; END l;
              RETURN next.a;
              RETURN query.a;
            END
            """),
        Arguments.of("t | ", "BEGIN RETURN (SELECT a ? 'b' FROM t WHERE c ?| ARRAY['d']); END"),
        Arguments.of(" | ", "begin return null; end"),
        Arguments.of(" | ", "BEGIN RETURN a::numeric(10,2)::t.c(1); END"),
        Arguments.of(" | ", "DECLARE a my.vector(3); b varchar(10)[] := '{}'; BEGIN END"));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void readersAreComplete(String expected, String source) {
    RoutineBody body = RoutineBody.of("plpgsql", source);

    assertThat(body.statements())
        .as(source)
        .allSatisfy(shape -> assertThat(shape.kind()).isEqualTo(StatementKind.READ))
        .allSatisfy(shape -> assertThat(shape.settings()).isEmpty());
    assertThat(body.complete()).as(source).isTrue();
    assertThat(names(body, SqlShape::reads) + " | " + names(body, SqlShape::functions))
        .isEqualTo(expected);
  }

  static Stream<Case> sqlBodies() {
    return SqlTable.cases(
        """
        none : ;
        READ : SELECT 1
        READ READ : SELECT 1; SELECT 2;
        READ : RETURN f(1)
        READ : RETURN (SELECT a FROM t)
        READ : BEGIN ATOMIC SELECT a FROM t; END
        READ READ : BEGIN ATOMIC SELECT 1; RETURN CASE WHEN a THEN b END; END
        none : BEGIN ATOMIC END
        INSERT : INSERT INTO t VALUES ($1) RETURNING id
        UPDATE READ : UPDATE t SET a = 1; SELECT 1
        LOCKING_READ : SELECT 1 FROM t FOR SHARE
        DDL : SELECT 1 INTO t
        DDL : CREATE TEMP TABLE t (a int)
        INSERT : BEGIN ATOMIC INSERT INTO t VALUES (1); END
        SESSION READ : SET search_path = a; SELECT 1
        CALL : CALL p(1)
        NOTIFY : NOTIFY a
        """);
  }

  @ParameterizedTest
  @MethodSource("sqlBodies")
  void sqlIsReadStatementByStatement(Case c) {
    RoutineBody body = RoutineBody.of("sql", c.sql());

    assertThat(body.complete()).isTrue();
    assertThat(kinds(body)).isEqualTo(c.expected());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1; what is this",
        "BEGIN ATOMIC SELECT 1;",
        "BEGIN ATOMIC SELECT 1; END; SELECT 2",
        "RETURN",
        "DO 'BEGIN END'",
        "EXECUTE p(1)",
        "PREPARE p AS SELECT 1",
        "SELECT (1",
        "SELECT 'a",
        "SELECT 'a\\'; DELETE FROM t; --'"
      })
  void sqlThatIsNotUnderstoodIsIncomplete(String source) {
    assertThat(RoutineBody.of("sql", source).complete()).isFalse();
  }

  static Stream<Case> doers() {
    return SqlTable.cases(
        """
        INSERT : INSERT INTO t (a) VALUES (1) RETURNING id INTO x;
        INSERT : WITH q AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a INTO x FROM q;
        UPDATE : UPDATE t SET a = 1 WHERE b = 2 RETURNING a, b INTO STRICT r;
        UPDATE : UPDATE t SET a = 1 WHERE CURRENT OF c;
        DELETE : DELETE FROM t WHERE a = 1;
        MERGE : MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE;
        TRUNCATE : TRUNCATE t;
        LOCKING_READ : PERFORM 1 FROM t FOR UPDATE;
        LOCKING_READ : x := a FROM t FOR UPDATE;
        LOCKING_READ : SELECT a INTO x FROM t WHERE b = 1 FOR NO KEY UPDATE;
        LOCKING_READ : LOCK TABLE t;
        INSERT : RETURN QUERY INSERT INTO t VALUES (1) RETURNING *;
        DELETE : FOR r IN DELETE FROM t RETURNING * LOOP NULL; END LOOP;
        LOCKING_READ : FOR r IN SELECT 1 FROM t FOR UPDATE LOOP NULL; END LOOP;
        LOCKING_READ : OPEN c FOR SELECT 1 FROM t FOR UPDATE;
        DDL : CREATE TEMP TABLE t (a int) ON COMMIT DROP;
        DDL : CREATE TABLE t AS SELECT 1;
        DDL : DROP TABLE IF EXISTS t;
        DDL : COMMENT ON TABLE t IS 'x';
        TRANSACTION : COMMIT;
        TRANSACTION : COMMIT AND CHAIN;
        TRANSACTION : ROLLBACK;
        SESSION : SET LOCAL search_path = a, b;
        SESSION : SET SESSION app.tenant TO '1';
        SESSION : RESET ALL;
        NOTIFY : LISTEN a;
        NOTIFY : NOTIFY a, 'b';
        CALL : CALL p(1, x);
        CURSOR : FETCH c INTO x;
        CURSOR : MOVE NEXT FROM c;
        CURSOR : CLOSE c;
        COPY : COPY t FROM '/tmp/x';
        MAINTENANCE : ANALYZE t;
        MAINTENANCE : REFRESH MATERIALIZED VIEW v;
        """);
  }

  @ParameterizedTest
  @MethodSource("doers")
  void whatStatementsDoIsTold(Case c) {
    RoutineBody body = RoutineBody.of("plpgsql", "BEGIN " + c.sql() + " END");

    assertThat(body.complete()).isTrue();
    assertThat(kinds(body)).isEqualTo(c.expected());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXECUTE 'DELETE FROM t';",
        "EXECUTE f(1) INTO x USING g(1);",
        "EXECUTE f(1) USING g(1), 2 INTO STRICT x;",
        "EXECUTE f(1) || g(1);",
        "RETURN QUERY EXECUTE f(1) USING g(1);",
        "OPEN c FOR EXECUTE f(1) USING g(1);",
        "OPEN c NO SCROLL FOR EXECUTE f(1) USING g(1);",
        "FOR r IN EXECUTE f(1) USING g(1) LOOP NULL; END LOOP;"
      })
  void dynamicSqlIsIncomplete(String statement) {
    RoutineBody body =
        RoutineBody.of("plpgsql", "BEGIN x := a FROM t; " + statement + " y := h(1); END");

    assertThat(body.complete()).isFalse();
    if (!statement.contains("DELETE")) {
      assertThat(names(body, SqlShape::functions)).isEqualTo("f g h");
    }
    assertThat(names(body, SqlShape::reads)).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "SELECT 1",
        "BEGIN",
        "BEGIN NULL;",
        "BEGIN NULL; END; NULL;",
        "BEGIN NULL END",
        "BEGIN IF a THEN NULL; END",
        "BEGIN IF a NULL; END IF; END",
        "BEGIN IF THEN NULL; END IF; END",
        "BEGIN WHILE a NULL; END LOOP; END",
        "BEGIN FOR x IN 1 TO 2 DO NULL; END LOOP; END",
        "BEGIN FOR r IN c LOOP NULL; END LOOP; END",
        "BEGIN x := ; END",
        "BEGIN x 1; END",
        "BEGIN what is this; END",
        "BEGIN (SELECT 1); END",
        "BEGIN OPEN c; END",
        "BEGIN SELECT a INTO x INTO y FROM t; END",
        "BEGIN SELECT a INTO 5 FROM t; END",
        "BEGIN DO 'x'; END",
        "BEGIN CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END; END",
        "DECLARE x int := BEGIN END",
        "DECLARE x int @ 5; BEGIN END",
        "DECLARE c CURSOR; BEGIN END",
        "BEGIN RETURN f(; END",
        "BEGIN RETURN 'a; END",
        "BEGIN x := 'a\\'; DELETE FROM t; --'; END",
      })
  void whatIsNotUnderstoodIsIncomplete(String source) {
    assertThat(RoutineBody.of("plpgsql", source).complete()).as(source).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c", "internal", "plpython3u", "plperl", "SQL", ""})
  void otherLanguagesAreUnreadable(String language) {
    assertThat(RoutineBody.of(language, "SELECT 1")).isEqualTo(RoutineBody.UNREADABLE);
  }

  @Test
  void backslashesThatMeanTheSameInBothDialectsAreRead() {
    assertThat(RoutineBody.of("sql", "SELECT a ~ '\\d+', E'it\\'s'").complete()).isTrue();
  }

  @Test
  void customOperatorsKeepTheirQuestionMarks() {
    RoutineBody body = RoutineBody.of("sql", "SELECT a ?@! b, c ?? d");

    assertThat(body.statements().get(0).operators()).containsExactly("?@!", "??");
  }

  @Test
  void settingsAreTold() {
    RoutineBody body =
        RoutineBody.of(
            "plpgsql",
            "BEGIN PERFORM set_config('app.tenant', a, false); SET LOCAL role = 'x'; END");

    assertThat(body.statements().stream().flatMap(shape -> shape.settings().stream()))
        .extracting(Setting::name, Setting::local)
        .containsExactly(tuple("app.tenant", false), tuple("role", true));
  }

  static String kinds(RoutineBody body) {
    return body.statements().stream()
        .map(shape -> shape.kind().name())
        .collect(Collectors.joining(" "));
  }

  static String names(RoutineBody body, Function<SqlShape, List<?>> part) {
    return body.statements().stream()
        .flatMap(shape -> part.apply(shape).stream())
        .map(Object::toString)
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
