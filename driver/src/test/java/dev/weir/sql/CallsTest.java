package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which functions and operators a statement names. */
class CallsTest {
  static Stream<Case> functions() {
    return SqlTable.cases(
        """
        f : SELECT f(1)
        f : SELECT F (1)
        F : SELECT "F"(1)
        select : SELECT "select"(1)
        s.f : SELECT s.f(1)
        s.f : SELECT db.s.f(1)
        f g h : SELECT f(g(x), (h(y)))
        f g : SELECT * FROM f(1) a (x, y) JOIN LATERAL g(2) AS (z int) ON true
        f s.g : SELECT * FROM ROWS FROM (f(1), s.g(2))
        f : SELECT 1 WHERE f(1) > 0
        f : SELECT 1 ORDER BY f(1)
        f : SELECT 1 LIMIT f(1)
        f : SELECT count FROM t GROUP BY ROLLUP (a, f(b)), CUBE (c), GROUPING SETS ((a), ())
        f : SELECT CASE WHEN f(1) THEN 2 END
        f : SELECT a[f(1)]
        f : SELECT xmlparse(document f(1))
        f : SELECT x LIKE f(1) ESCAPE ('!')
        f : SELECT 1 WINDOW w AS (PARTITION BY f(x))
        f : SELECT * FROM t TABLESAMPLE f(1)
        f : SELECT a FROM t JOIN u ON f(t.x)
        f : INSERT INTO t (a, b) VALUES (1, f(2))
        f : INSERT INTO t VALUES (1) ON CONFLICT (f(a)) DO NOTHING
        f g : UPDATE t SET a = f(1) RETURNING g(a)
        f : DELETE FROM t WHERE f(a)
        f g h : UPDATE t SET a[f(1)] = 1, b.c[g(2):3] = 2, d[1] = h(3)
        f g : UPDATE t SET (a[f(1)], b) = (SELECT 1, g(2))
        f g : INSERT INTO t (a[f(1)], b) VALUES (1, g(2))
        f : MERGE INTO t USING s ON true WHEN MATCHED THEN UPDATE SET a[f(1)] = 2
        f : COPY t (a) FROM STDIN WITH (FORMAT csv) WHERE f(a) > 0
        f g : MERGE INTO t USING s ON f(1) WHEN MATCHED AND g(1) THEN DELETE
        f : WITH q (x) AS (SELECT f(1)) SELECT 1 FROM q
        f : CALL f(1)
        f : {call f(?)}
        f : {? = call f(?)}
        f : SELECT {fn f(1)}
        f : COPY (SELECT f(1)) TO STDOUT
        f : CREATE TABLE t AS SELECT f(1)
        by : SELECT by(1)
        by : SELECT a FROM t ORDER BY by(1)
        f sum : SELECT sum(a) OVER (PARTITION BY (f(1)) ORDER BY (a))
        cube f : SELECT 1 FROM t GROUP BY f(cube(a))
        left : SELECT left('abc', 1)
        left right : SELECT * FROM a LEFT JOIN b ON left(x, 1) = right(y, 1)
        substring : SELECT substring(a FROM 1 FOR 2)
        over : SELECT over(1)
        value : SELECT value(1)
        groups passing range rows : SELECT rows(1), range(1), groups(1), passing(1)
        columns path second : SELECT columns(1) + second(2), path(3)
        f g : SELECT DISTINCT ON (f(1)) g(2)
        f : SELECT ARRAY[1] || f(1) OPERATOR(pg_catalog.+) 2
        f : SELECT a OPERATOR(pg_catalog.+) f(1)
        f : SELECT OPERATOR(pg_catalog.-) f(1)
        f s.g : SELECT 1 WHERE a OPERATOR(pg_catalog.=) f(1) AND b OPERATOR(pg_catalog.=) s.g(2)
        left : SELECT a OPERATOR(pg_catalog.||) left('abc', 1)
        f : SELECT COLLATION FOR (f(1))
        f : UPDATE t SET a = 1 RETURNING WITH (OLD AS o, NEW AS n) f(o.a)
        f g : MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING WITH (OLD AS o) f(1), g(2)
        fa : SELECT U&"f!0061" UESCAPE '!'(1)
        f sum : SELECT sum(a) OVER (ORDER BY b ROWS (f(1)) PRECEDING)
        none : SELECT interval '1' second(2), x::interval day to second(3)
        none : SELECT CAST(x AS interval second(3)), CAST(x AS interval(3))
        cube f : SELECT 1 FROM t GROUP BY GROUPING SETS (ROLLUP (a, f(b)), CUBE (c), (cube(d), e))
        f g : SELECT * FROM json_table(f(1), '$' PASSING g(2) AS x COLUMNS (a int PATH '$', NESTED PATH '$' COLUMNS (b int)))
        f g : SELECT * FROM xmltable('/a' PASSING (f(1)) COLUMNS a text PATH 'a' DEFAULT g(1), b int)
        f g h json_object : SELECT json_object('a' VALUE (f(1)), k VALUE (g(2)), h(3) : 1)
        f : SELECT xmlexists('//a' PASSING BY REF (f(1)) BY VALUE)
        f g : SELECT xmlserialize(CONTENT (f(1)) AS text), xmlparse(DOCUMENT (g(1)))
        count : SELECT count(*) OVER (PARTITION BY (a) ORDER BY (b))
        sum : SELECT sum(a) FILTER (WHERE (b)) FROM t
        none : SELECT x::numeric(10,2), CAST(x AS varchar(3)), CAST(x AS double precision)
        none : SELECT x::character varying(3), x::timestamp(3), x::s.t(1)
        none : SELECT coalesce(a, b), nullif(a, b), greatest(1, 2), row(1), extract(day FROM d), trim(x)
        none : SELECT 1 WHERE a IN (1) AND EXISTS (SELECT 1) AND b = ANY (c) AND NOT (d) AND e LIKE (f)
        none : SELECT * FROM (VALUES (1)) v (id), t AS x (a, b), XMLTABLE('x' PASSING y COLUMNS z int)
        none : SELECT a AS f FROM t JOIN u USING (a) GROUP BY (a), (b) ORDER BY (a)
        none : SELECT time AT TIME ZONE ('UTC') FROM t
        none : WITH RECURSIVE r (n) AS (SELECT 1) SELECT n FROM r
        none : INSERT INTO u (a, b) VALUES (1, 2) ON CONFLICT (a) DO NOTHING
        none : UPDATE t SET (a, b) = (1, 2)
        none : SELECT 'f(1)', "f" FROM t -- f(1)
        """);
  }

  @ParameterizedTest
  @MethodSource("functions")
  void everyCallIsNamed(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isNotEqualTo(StatementKind.UNKNOWN);
    assertThat(names(shape.functions())).isEqualTo(c.expected());
  }

  static Stream<Case> operators() {
    return SqlTable.cases(
        """
        @+@ : SELECT 1 @+@ 2
        === : SELECT a === b FROM t
        @+@ <%> : SELECT 1 @+@ 2, 3 <%> 4, 5 @+@ 6
        @+@ : SELECT * FROM a JOIN b ON a.x @+@ b.x
        my.@+@ : SELECT 1 OPERATOR(my.@+@) 2
        my.+ : SELECT 1 OPERATOR("my".+) 2
        @?@ : SELECT 1 @??@ 2
        @- : SELECT 1 @- 2
        ! : SELECT ! 1
        none : SELECT 1 OPERATOR(pg_catalog.+) 2
        none : SELECT a || b, a->>'b', a @> b, a && b, a !~* b, -1, a != b, a <> b, a % b, *
        none : SELECT a=-1, a*-1, a<+1
        none : SELECT a ?? b, a ??| b, a ??& b
        none : SELECT count(*), t.* FROM t
        none : SELECT f(a => 1, b := 2), a[1:2]
        """);
  }

  @ParameterizedTest
  @MethodSource("operators")
  void onlyForeignOperatorsAreNamed(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isEqualTo(StatementKind.READ);
    assertThat(String.join(" ", shape.operators())).isEqualTo(c.expected());
  }

  private static String names(List<FunctionName> functions) {
    return functions.stream().map(FunctionName::toString).sorted().collect(Collectors.joining(" "));
  }
}
