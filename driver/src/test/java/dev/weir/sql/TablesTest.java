package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which tables a statement reads and writes: {@code reads > writes}. */
class TablesTest {
  static Stream<Case> tables() {
    return SqlTable.cases(
        """
        > : SELECT 1
        t > : SELECT * FROM t
        s.t > : SELECT * FROM S.T AS x
        s.t > : SELECT * FROM db.s.t
        My.T > : SELECT * FROM "My"."T"
        data > : SELECT * FROM U&"d\\0061ta"
        a b c > : SELECT * FROM a, b x, ONLY (c)
        a b c d > : SELECT * FROM a JOIN b USING (id) AS u LEFT JOIN (c CROSS JOIN d) ON true
        a b > : SELECT * FROM a WHERE id IN (SELECT id FROM b)
        a b > : SELECT (SELECT max(x) FROM a) FROM b
        a b c > : SELECT ((SELECT 1 FROM a) UNION SELECT 2 FROM b UNION TABLE c)
        a b c > : SELECT * FROM (SELECT * FROM a UNION SELECT * FROM b) q, LATERAL (SELECT * FROM c) r
        a b > : SELECT ARRAY(SELECT x FROM a), EXISTS (SELECT FROM b)
        a b > : SELECT * FROM a ORDER BY (SELECT x FROM b)
        a b > : SELECT x FROM a GROUP BY x HAVING count(*) > (SELECT y FROM b)
        a b > : TABLE a UNION (TABLE b)
        a > : SELECT extract(year FROM b) FROM a
        a > : SELECT * FROM a WHERE x IS NOT DISTINCT FROM y
        a > : SELECT * FROM f(1) x, generate_series(1, 2) AS g (n), a
        a b > : SELECT * FROM {oj a LEFT OUTER JOIN b ON a.x = b.x}
        t > : SELECT t.* FROM t, t u
        a > : WITH x AS (SELECT * FROM a) SELECT * FROM x
        t > : WITH t AS (SELECT * FROM t) SELECT * FROM t
        a b > : WITH x AS (SELECT * FROM a), y AS (SELECT * FROM x, b) SELECT * FROM y, x
        s.x a > : WITH x AS (SELECT * FROM a) SELECT * FROM s.x
        a > : WITH RECURSIVE x AS (SELECT * FROM y), y AS (SELECT * FROM a) SELECT * FROM x
        a x > : SELECT * FROM (WITH x AS (SELECT * FROM a) SELECT * FROM x) q, x
        a b > : WITH x AS (SELECT * FROM a) SELECT * FROM (WITH x AS (SELECT * FROM b) SELECT * FROM x) q, x
        a b > t : WITH RECURSIVE x AS (SELECT * FROM a) UPDATE t SET a = 1, b = 2 FROM b, x
        > t : INSERT INTO t VALUES (1)
        a b > t : INSERT INTO t SELECT * FROM a WHERE x = (SELECT y FROM b)
        a b > t : INSERT INTO t (a, b) VALUES ((SELECT x FROM a), 1) ON CONFLICT (a) DO UPDATE SET b = (SELECT 1 FROM b)
        > t : UPDATE t SET a = 1
        t > t : UPDATE t SET a = 1 WHERE id = 2
        t a b > t : UPDATE t SET a = x.a FROM a x JOIN b USING (id) WHERE t.id = x.id
        a > t : UPDATE t SET (a, b) = (SELECT x, y FROM a)
        > t : DELETE FROM t
        s.t a b > s.t : DELETE FROM ONLY s.t USING a, b WHERE true
        t s > t : MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE
        t a s > t : MERGE INTO t USING (SELECT * FROM a) q ON true WHEN NOT MATCHED THEN INSERT VALUES ((SELECT 1 FROM s))
        a > u : WITH d AS (DELETE FROM u RETURNING *) SELECT * FROM d, a
        a u > u t : WITH d AS (DELETE FROM u WHERE x RETURNING *) INSERT INTO t SELECT * FROM d, a
        a > x : SELECT * INTO x FROM a
        > a b : TRUNCATE a, ONLY b CASCADE
        a b > : LOCK TABLE a, b
        a t > : EXPLAIN UPDATE t SET x = 1 FROM a
        a > t : EXPLAIN ANALYZE UPDATE t SET x = 1 FROM a
        a > : COPY (SELECT * FROM a) TO STDOUT
        a > : COPY a TO STDOUT
        > a : COPY a (x) FROM STDIN
        a > : DECLARE c CURSOR FOR SELECT * FROM a
        a > : PREPARE p AS SELECT * FROM a
        > v : REFRESH MATERIALIZED VIEW v
        > t : CREATE TABLE IF NOT EXISTS t (a int REFERENCES b (c))
        a > t : CREATE TEMP TABLE t AS SELECT * FROM a
        a > v : CREATE OR REPLACE VIEW v AS WITH q AS (SELECT * FROM a) SELECT * FROM q
        > t : CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY t USING btree (a)
        > t : CREATE TABLE t (a int) ON COMMIT DROP
        > t : ALTER TABLE IF EXISTS ONLY t ADD FOREIGN KEY (a) REFERENCES b ON DELETE CASCADE
        > a b : DROP TABLE a, b CASCADE
        a b > b : SELECT * FROM a; DELETE FROM b WHERE c
        """);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void statementReadsAndWritesTables(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isNotEqualTo(StatementKind.UNKNOWN);
    String[] expected = c.expected().split(">", -1);
    assertThat(names(shape.reads())).isEqualTo(sorted(expected[0]));
    assertThat(names(shape.writes())).isEqualTo(sorted(expected[1]));
  }

  @Test
  void tablesAreListedOnceInTheOrderOfTheText() {
    SqlShape shape = SqlShapes.parse("SELECT * FROM z, a, \"Z\", z y, A");

    assertThat(shape.reads())
        .containsExactly(
            new TableName(null, "z"), new TableName(null, "a"), new TableName(null, "Z"));
  }

  private static String names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).sorted().collect(Collectors.joining(" "));
  }

  private static String sorted(String names) {
    return Stream.of(names.strip().split(" +")).sorted().collect(Collectors.joining(" "));
  }
}
