package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The smaller facts of a statement: traits, limits, parameters, the hint. */
class TraitsTest {
  static Stream<Case> traits() {
    return SqlTable.cases(
        """
        none : SELECT a FROM t
        HAS_LITERALS : SELECT 1
        STAR : SELECT * FROM t
        STAR : SELECT a, t.* FROM t
        STAR : SELECT DISTINCT_ON.* FROM distinct_on
        DISTINCT STAR : SELECT DISTINCT ON (a) * FROM t
        STAR : TABLE t
        none : SELECT (SELECT count(*) FROM u) FROM t
        AGGREGATE COUNT : SELECT count(*) FROM t
        AGGREGATE COUNT : SELECT pg_catalog.count(*) FROM t
        AGGREGATE GROUP_BY : SELECT a, sum(b) FROM t GROUP BY a
        none : SELECT count(*) OVER () FROM t
        none : SELECT my.count(a) FROM t
        WHERE : SELECT a FROM t WHERE b
        none : SELECT a FROM (SELECT * FROM t WHERE b ORDER BY c) q
        DISTINCT : SELECT DISTINCT a FROM t
        none : SELECT count(DISTINCT a) x, a FROM t
        JOIN WHERE : SELECT a FROM t JOIN u USING (b) WHERE c
        JOIN : SELECT a FROM t, u
        SET_OPERATION : SELECT a FROM t UNION SELECT a FROM u
        LIMIT OFFSET ORDER_BY : SELECT a FROM t ORDER BY a LIMIT ? OFFSET ?
        NOWAIT : SELECT a FROM t FOR UPDATE NOWAIT
        SKIP_LOCKED : SELECT a FROM (SELECT a FROM t FOR UPDATE SKIP LOCKED) q
        RETURNING : INSERT INTO t (a) VALUES (?) RETURNING a
        INSERT_SELECT : WITH m AS (INSERT INTO t (a) VALUES (?) RETURNING a) INSERT INTO u SELECT a FROM m
        OTHER_CONDITIONS RETURNING : WITH m AS (DELETE FROM t RETURNING a) SELECT a FROM m
        MULTI_ROW_VALUES : INSERT INTO t (a) VALUES (?), (?)
        INSERT_SELECT : INSERT INTO t SELECT a FROM u
        ON_CONFLICT : INSERT INTO t (a) VALUES (?) ON CONFLICT DO NOTHING
        WHERE : UPDATE t SET a = ? WHERE b = ?
        WHERE : DELETE FROM t WHERE CURRENT OF c
        none : DELETE FROM t
        EXPLAIN STAR : EXPLAIN SELECT * FROM t
        EXPLAIN EXPLAIN_ANALYZE STAR : EXPLAIN ANALYZE SELECT * FROM t
        TEMPORARY : CREATE TEMP TABLE t (a int)
        TEMPORARY : CREATE LOCAL TEMPORARY SEQUENCE s
        TEMPORARY : CREATE OR REPLACE TEMP VIEW v AS SELECT a FROM t
        TEMPORARY : SELECT a INTO TEMP x FROM t
        none : CREATE UNLOGGED TABLE t (a int)
        WITH_HOLD : DECLARE c CURSOR WITH HOLD FOR SELECT a FROM t
        none : DECLARE c CURSOR WITHOUT HOLD FOR SELECT a FROM t
        CASCADE : TRUNCATE t CASCADE
        CASCADE : DROP TABLE t CASCADE
        none : ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE
        """);
  }

  @ParameterizedTest
  @MethodSource("traits")
  void statementHasTraits(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());
    String traits =
        shape.traits().stream().map(Trait::name).sorted().collect(Collectors.joining(" "));

    assertThat(shape.kind()).isNotEqualTo(StatementKind.UNKNOWN);
    if (c.expected().contains("AGGREGATE")) {
      assertThat(traits).isEqualTo(c.expected());
    } else {
      // An aggregate without a list of its own is no matter here.
      assertThat(traits.replace("AGGREGATE COUNT", "").strip()).isEqualTo(c.expected());
    }
  }

  static Stream<Case> limits() {
    return SqlTable.cases(
        """
        0 -1 0 -1 : SELECT a FROM t
        0 10 0 -1 : SELECT a FROM t LIMIT 10
        0 10 0 20 : SELECT a FROM t OFFSET 20 LIMIT 10
        1 -1 2 -1 : SELECT a FROM t LIMIT ? OFFSET ?
        2 -1 1 -1 : SELECT a FROM t OFFSET ? ROWS FETCH NEXT ? ROWS ONLY
        0 1 0 -1 : SELECT a FROM t FETCH FIRST ROW ONLY
        0 5 0 -1 : SELECT a FROM t FETCH FIRST 5 ROWS WITH TIES
        1 -1 0 -1 : SELECT a FROM t LIMIT (?)
        1 -1 0 -1 : SELECT a FROM t LIMIT ?::int
        0 -1 0 -1 : SELECT a FROM t LIMIT ALL
        0 -1 0 -1 : SELECT a FROM t LIMIT 1 + 1
        0 -1 0 -1 : SELECT a FROM t LIMIT -1
        0 -1 0 -1 : SELECT a FROM (SELECT a FROM t LIMIT 1) q
        0 -1 0 9 : SELECT a FROM (SELECT a FROM t LIMIT 1 OFFSET 9) q
        0 5 1 -1 : WITH q AS (SELECT a FROM t OFFSET ?) SELECT a FROM q LIMIT 5
        0 -1 0 3 : SELECT a FROM (SELECT a FROM t OFFSET 9) q OFFSET 3
        0 1 0 -1 : SELECT a FROM t FOR UPDATE LIMIT 1
        0 1 0 -1 : (SELECT a FROM t) LIMIT 1
        0 -1 0 -1 : SELECT a FROM t LIMIT 1; SELECT 2
        """);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limitsHaveTheirValues(Case c) {
    Limits limits = SqlShapes.parse(c.sql()).limits();

    assertThat(
            limits.limitParameter()
                + " "
                + limits.limitLiteral()
                + " "
                + limits.offsetParameter()
                + " "
                + limits.offsetLiteral())
        .isEqualTo(c.expected());
  }

  @Test
  void limitAllIsNoLimit() {
    assertThat(SqlShapes.parse("SELECT a FROM t LIMIT ALL").has(Trait.LIMIT)).isFalse();
    assertThat(SqlShapes.parse("SELECT a FROM t LIMIT 1 + 1").has(Trait.LIMIT)).isTrue();
  }

  static Stream<Case> parameters() {
    return SqlTable.cases(
        """
        0 : SELECT '?', "?", $$?$$, a ?? b -- ?
        3 : SELECT ?, ? /* ? */, f(?)
        2 : SELECT $2, $1, $2
        1 : SELECT a ?? ?
        1 : SELECT a ??| ?
        1 : SELECT x=?
        1 : SELECT ?::int
        2 : {? = call f(?)}
        2 : SELECT ?; SELECT ?
        """);
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void parametersAreCounted(Case c) {
    assertThat(SqlShapes.parse(c.sql()).parameters()).hasToString(c.expected());
  }

  static Stream<Case> hints() {
    return SqlTable.cases(
        """
        reporting : /*+ weir: reporting */ SELECT 1
        reporting : SELECT 1 /*+weir:reporting*/
        bounded 250ms : /* a */ SELECT /*+ weir:   bounded 250ms   */ 1 /*+ weir: second */
        null : /* weir: reporting */ SELECT 1
        null : /*+ other: reporting */ SELECT 1
        null : /*+ weir: */ SELECT 1
        null : /*+ Weir: x */ SELECT 1
        null : SELECT '/*+ weir: x */'
        null : -- /*+ weir: x */
        null : /*+
        null : /*+*/
        """);
  }

  @ParameterizedTest
  @MethodSource("hints")
  void hintIsTheContentOfItsComment(Case c) {
    assertThat(String.valueOf(SqlShapes.parse(c.sql()).hint())).isEqualTo(c.expected());
  }
}
