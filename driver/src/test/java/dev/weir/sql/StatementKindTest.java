package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a statement is, by its text. */
class StatementKindTest {
  static Stream<Case> kinds() {
    return SqlTable.cases(
        """
        READ : select 1
        READ : SELECT
        READ : SELECT FROM t
        READ : TABLE ONLY t
        READ : VALUES (1, 2), (3, 4) ORDER BY 1 LIMIT 1
        READ : ((SELECT 1))
        READ : SELECT U&"f!0061" UESCAPE '!'(1)
        READ : SELECT 1 FROM U&"!0061" /* c */ uescape '!'
        READ : SELECT * FROM json_table('[1]', '$[*]' COLUMNS (a int PATH '$') EMPTY ON ERROR) j
        READ : SELECT JSON_ARRAY(SELECT v FROM t FORMAT JSON RETURNING jsonb)
        READ : SELECT * FROM ((TABLE t) UNION ALL (SELECT 1) ORDER BY 1 LIMIT 1) q
        READ : SELECT * FROM (((SELECT 1) UNION ((SELECT 2) EXCEPT (SELECT 3)))) q
        READ : (SELECT 1) UNION (SELECT 2) ORDER BY 1
        READ : ((SELECT 1) UNION SELECT 2) EXCEPT ALL VALUES (3)
        READ : WITH a AS MATERIALIZED (SELECT 1), b (x) AS NOT MATERIALIZED (TABLE t) SELECT * FROM a, b
        READ : WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) SELECT * FROM a
        READ : WITH RECURSIVE g AS (SELECT 1) SEARCH DEPTH FIRST BY a, b SET o SELECT * FROM g
        READ : WITH RECURSIVE g AS (SELECT 1) CYCLE a, b SET c TO 'Y' DEFAULT 'N' USING p SELECT * FROM g
        READ : SHOW search_path
        READ : EXPLAIN SELECT 1
        READ : EXPLAIN (SELECT 1)
        READ : EXPLAIN VERBOSE DELETE FROM t
        READ : EXPLAIN (ANALYZE off, VERBOSE) DELETE FROM t
        READ : EXPLAIN (COSTS, ANALYZE FALSE) DELETE FROM t
        READ : EXPLAIN (ANALYZE 0) DELETE FROM t
        READ : EXPLAIN CREATE TABLE a AS SELECT 1
        READ : EXPLAIN SELECT * FROM t FOR UPDATE
        READ : EXPLAIN (ANALYZE, BUFFERS) SELECT 1
        READ : COPY (SELECT * FROM t) TO STDOUT WITH (FORMAT csv)
        READ : SELECT a.b, c AS select, t.from FROM t
        READ : SELECT 1 AS insert, 2 delete FROM t
        READ : SELECT set, begin, commit FROM t
        READ : SELECT x FROM t WHERE a IS DISTINCT FROM b AND c IS NOT DISTINCT FROM d
        READ : SELECT extract(year FROM d), trim(both FROM x), overlay(a placing b from 1 for 2) FROM t
        READ : SELECT count(*) FILTER (WHERE a > 1), percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t
        READ : SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
        READ : SELECT * FROM a LEFT JOIN b ON left(a.x, 3) = b.x JOIN (SELECT 1) c ON true
        READ : SELECT * FROM a JOIN b JOIN c ON b.x = c.x ON a.x = b.x
        READ : SELECT * FROM (a CROSS JOIN b) NATURAL JOIN c
        READ : SELECT * FROM ((SELECT 1) UNION ALL (SELECT 2)) q
        READ : SELECT * FROM ((SELECT 1) UNION ALL SELECT 2) q
        READ : SELECT * FROM xmltable('/r' PASSING d COLUMNS n FOR ORDINALITY, v text PATH 'v')
        READ : SELECT * FROM ROWS FROM (f(1), g(2)) WITH ORDINALITY AS x (a, b)
        READ : SELECT * FROM t TABLESAMPLE system (10) REPEATABLE (1)
        READ : SELECT * FROM t FETCH FIRST 3 ROWS WITH TIES
        READ : SELECT * FROM t OFFSET 3 ROWS FETCH NEXT ROW ONLY
        READ : SELECT * FROM t FOR READ ONLY
        READ : SELECT CASE WHEN a THEN b ELSE c END FROM t
        READ : SELECT a[1:2], ARRAY[1, 2], ROW(1, 2), (x).y FROM t
        READ : SELECT f(a => 1, b := 2)
        READ : SELECT {fn now()}, {d '2020-01-01'} FROM {oj a LEFT OUTER JOIN b ON a.x = b.x}
        READ : SELECT U&"d\\0061t" FROM t
        READ : SELECT 1; ; -- nothing more

        LOCKING_READ : SELECT 1 FROM t FOR UPDATE
        LOCKING_READ : SELECT 1 FROM t FOR NO KEY UPDATE
        LOCKING_READ : SELECT 1 FROM t FOR SHARE OF a, b NOWAIT
        LOCKING_READ : SELECT 1 FROM t FOR UPDATE LIMIT 1
        LOCKING_READ : SELECT 1 FROM t ORDER BY 1 FOR KEY SHARE SKIP LOCKED
        LOCKING_READ : SELECT ((SELECT 1 FROM t) FOR UPDATE)
        LOCKING_READ : SELECT 1 WHERE EXISTS (SELECT 1 FROM t FOR UPDATE)
        LOCKING_READ : (SELECT 1 FROM t FOR UPDATE)
        LOCKING_READ : WITH a AS (SELECT 1 FROM t FOR UPDATE) SELECT 1
        LOCKING_READ : EXPLAIN ANALYZE SELECT 1 FROM t FOR UPDATE
        LOCKING_READ : COPY (SELECT 1 FROM t FOR UPDATE) TO STDOUT
        LOCKING_READ : LOCK t
        LOCKING_READ : LOCK TABLE ONLY a, b IN ACCESS EXCLUSIVE MODE NOWAIT

        INSERT : INSERT INTO t DEFAULT VALUES
        INSERT : INSERT INTO t (SELECT 1)
        INSERT : INSERT INTO t ((SELECT 1) UNION (SELECT 2))
        INSERT : INSERT INTO t (a) OVERRIDING SYSTEM VALUE VALUES (1)
        INSERT : INSERT INTO t WITH x AS (SELECT 1) SELECT * FROM x
        INSERT : INSERT INTO t SELECT * FROM a JOIN b ON a.x = b.x ON CONFLICT ON CONSTRAINT c DO NOTHING
        INSERT : INSERT INTO t AS x VALUES (1) ON CONFLICT (a) WHERE b DO UPDATE SET a = 1 WHERE x.a > 1 RETURNING *
        INSERT : WITH x AS (DELETE FROM a RETURNING *) INSERT INTO t SELECT * FROM x
        INSERT : EXPLAIN (ANALYZE) INSERT INTO t VALUES (1)
        UPDATE : UPDATE ONLY t * AS x SET a = 1 FROM b WHERE CURRENT OF c
        UPDATE : UPDATE t SET (a, b) = (SELECT 1, 2), c[1] = 2, d.e = 3
        UPDATE : WITH x AS (INSERT INTO a VALUES (1) RETURNING *) UPDATE t SET a = 1
        UPDATE : EXPLAIN (ANALYZE maybe) UPDATE t SET a = 1
        DELETE : DELETE FROM t USING a, b WHERE t.x = a.x
        DELETE : WITH x AS (SELECT 1), y AS (DELETE FROM t RETURNING *), z AS (UPDATE u SET a = 1) SELECT 1
        DELETE : COPY (DELETE FROM t RETURNING *) TO STDOUT
        MERGE : MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.x THEN DELETE WHEN NOT MATCHED BY SOURCE THEN DO NOTHING
        MERGE : MERGE INTO t USING s ON true WHEN NOT MATCHED THEN INSERT (a) VALUES (1) RETURNING merge_action(), t.*

        TRUNCATE : TRUNCATE TABLE ONLY a, b RESTART IDENTITY CASCADE
        DDL : CREATE TABLE t (a int)
        DDL : CREATE TYPE p AS (a int, b text)
        DDL : CREATE VIEW v AS (SELECT 1) UNION SELECT 2
        DDL : CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END
        DDL : CREATE RULE r AS ON INSERT TO t DO INSTEAD (DELETE FROM a; DELETE FROM b)
        DDL : ALTER TABLE t ADD c int
        DDL : DROP TABLE IF EXISTS t
        DDL : GRANT SELECT ON t TO r
        DDL : REVOKE ALL ON t FROM r
        DDL : COMMENT ON TABLE t IS 'x'
        DDL : REASSIGN OWNED BY a TO b
        DDL : SECURITY LABEL ON TABLE t IS 'x'
        DDL : IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c
        DDL : SELECT a INTO TEMPORARY TABLE x FROM t
        DDL : WITH q AS (SELECT 1) SELECT * INTO x FROM q
        DDL : EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1

        TRANSACTION : BEGIN
        TRANSACTION : START TRANSACTION READ ONLY
        TRANSACTION : END
        TRANSACTION : ABORT
        TRANSACTION : SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
        TRANSACTION : SET LOCAL TRANSACTION READ ONLY
        TRANSACTION : SET CONSTRAINTS ALL DEFERRED
        TRANSACTION : PREPARE TRANSACTION 'x'
        SESSION : SET a.b = 1
        SESSION : SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY
        SESSION : RESET ALL
        SESSION : DISCARD ALL
        SESSION : LOAD 'lib'
        CURSOR : DECLARE c CURSOR FOR SELECT 1
        CURSOR : DECLARE c BINARY NO SCROLL CURSOR WITH HOLD FOR SELECT 1 FROM t FOR UPDATE
        CURSOR : FETCH ALL FROM c
        CURSOR : MOVE 1 IN c
        CURSOR : CLOSE c
        COPY : COPY t TO STDOUT
        COPY : COPY t (a, b) FROM STDIN
        COPY : COPY (SELECT 1) TO '/tmp/x'
        COPY : COPY (SELECT 1) TO PROGRAM 'x'
        NOTIFY : LISTEN c
        NOTIFY : UNLISTEN *
        CALL : CALL s.p(1, 2)
        CALL : {? = call f(?)}
        CALL : { CALL p }
        CALL : DO 'x'
        MAINTENANCE : ANALYZE
        MAINTENANCE : VACUUM (FULL, ANALYZE) t
        MAINTENANCE : REINDEX INDEX CONCURRENTLY i
        MAINTENANCE : CLUSTER
        MAINTENANCE : CHECKPOINT
        MAINTENANCE : REFRESH MATERIALIZED VIEW CONCURRENTLY v WITH NO DATA
        PREPARED : PREPARE p (int) AS SELECT $1
        PREPARED : EXECUTE p(1)
        PREPARED : DEALLOCATE ALL
        PREPARED : EXPLAIN EXECUTE p(1)

        SEVERAL : SELECT 1; SELECT 2
        SEVERAL : ;; BEGIN; ; SELECT 1;
        EMPTY : ;
        EMPTY : -- nothing
        EMPTY : /* a /* b */ c */ ;

        UNKNOWN : SELEC 1
        UNKNOWN : foo
        UNKNOWN : "SELECT" 1
        UNKNOWN : 1
        UNKNOWN : SELECT 'open
        UNKNOWN : SELECT E'open\\'
        UNKNOWN : SELECT "open
        UNKNOWN : SELECT ""
        UNKNOWN : SELECT $x$ open $y$
        UNKNOWN : SELECT 1 /* open /* */
        UNKNOWN : SELECT U&"f!0061" UESCAPE 'a'(1)
        UNKNOWN : SELECT 1 FROM U&"!0061" uescape
        UNKNOWN : SELECT (1
        UNKNOWN : SELECT 1)
        UNKNOWN : SELECT (1]
        UNKNOWN : SELECT (1; DELETE FROM t)
        UNKNOWN : SELECT \\ 1
        UNKNOWN : SELECT 1 LIMIT 5, 10
        UNKNOWN : SELECT * FROM a JOIN b
        UNKNOWN : SELECT * FROM where
        UNKNOWN : WITH x AS (SELECT 1)
        UNKNOWN : EXPLAIN VACUUM
        UNKNOWN : INSERT t VALUES (1)
        UNKNOWN : UPDATE t a = 1
        UNKNOWN : SELECT 1; foo
        """);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void textHasKind(Case c) {
    assertThat(SqlShapes.parse(c.sql()).kind()).hasToString(c.expected());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void caseWhiteSpaceAndSemicolonDoNotMatter(Case c) {
    if (!c.sql().contains("U&") && !c.expected().equals("UNKNOWN")) {
      String other = "\n\t" + c.sql().toUpperCase(java.util.Locale.ROOT) + "\n;\n";
      assertThat(SqlShapes.parse(other).kind()).hasToString(c.expected());
    }
  }

  @Test
  void severalStatementsKeepTheirKinds() {
    SqlShape shape =
        SqlShapes.parse("BEGIN; SELECT 1 FROM a; SET x = 1; DELETE FROM b WHERE id = ?");

    assertThat(shape.parts())
        .containsExactly(
            StatementKind.READ,
            StatementKind.DELETE,
            StatementKind.TRANSACTION,
            StatementKind.SESSION);
    assertThat(shape.reads()).extracting(TableName::name).containsExactly("a", "b");
    assertThat(shape.writes()).extracting(TableName::name).containsExactly("b");
    assertThat(shape.keys()).isEmpty();
  }

  @Test
  void oneStatementIsItsOwnOnlyPart() {
    assertThat(SqlShapes.parse("SELECT 1").parts()).containsExactly(StatementKind.READ);
    assertThat(SqlShapes.parse("").parts()).isEmpty();
  }

  @Test
  void backslashEscapesInPlainStringsOnlyIfTheyDoNotConform() {
    String sql = "SELECT 'a\\'; DELETE FROM t; --'";

    assertThat(SqlShapes.parse(sql, true).kind()).isEqualTo(StatementKind.SEVERAL);
    assertThat(SqlShapes.parse(sql, false).kind()).isEqualTo(StatementKind.READ);
  }
}
