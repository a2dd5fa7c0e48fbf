package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which columns a statement compares with values: the column, {@code =}, {@code in} or {@code any},
 * and the parameter's position or {@code #} for a literal, {@code xN} for N values.
 */
class KeyColumnsTest {
  static Stream<Case> keys() {
    return SqlTable.cases(
        """
        t.id=1 : SELECT * FROM t WHERE id = ?
        t.id=1 : SELECT * FROM t WHERE ? = id
        t.id=1 : SELECT * FROM t WHERE id=$1
        t.id=# : SELECT * FROM t WHERE id = 5
        t.id=# : SELECT * FROM t WHERE id = -5::bigint
        t.id=1 : SELECT * FROM t WHERE id = ?::bigint
        t.id=1 : SELECT * FROM t WHERE id = CAST(? AS uuid)
        t.id=1 : SELECT * FROM t WHERE (id) = ((?))
        t.id=1 t.v=2 : SELECT * FROM t WHERE id = ? AND v = ?
        t.id=1 t.v=2 : SELECT * FROM t WHERE ((id = ?) AND (v = ?))
        t.id=1 t.a=2 t.b=3 : SELECT * FROM t WHERE id = ? AND (a = ? AND (b = ?))
        t.id=3 : SELECT * FROM t WHERE x BETWEEN ? AND ? AND id = ?
        t.id=2 : SELECT * FROM t WHERE CASE WHEN a = ? AND b OR c THEN true END AND id = ?
        t.id=2 : SELECT * FROM t WHERE (a = ? OR b) AND id = ?
        t.id=4 : SELECT * FROM t WHERE a < ? AND b > ? AND NOT c = ? AND id = ?
        t.id=1 : SELECT * FROM t WHERE id = ? ORDER BY x LIMIT ?
        t.id=1 : SELECT * FROM t WHERE id = ? FOR UPDATE
        t.id=1 : (SELECT * FROM t WHERE id = ?)
        t.active=# : SELECT * FROM t WHERE active = true
        t.d=# : SELECT * FROM t WHERE d = DATE '2020-01-01'
        t.id in 1x3 : SELECT * FROM t WHERE id IN (?, ?, ?)
        t.id in 1x1 : SELECT * FROM t WHERE id IN (?)
        t.id in #x2 : SELECT * FROM t WHERE id IN (1, 2)
        t.id in 1x3 : SELECT * FROM t WHERE id IN (0, ?::int, CAST(? AS int))
        t.id in 1x2 : SELECT * FROM t WHERE id = ANY (ARRAY[?, ?])
        t.id in 1x2 : SELECT * FROM t WHERE id = ANY (ARRAY[?, ?]::int[])
        t.id any 1 : SELECT * FROM t WHERE id = ANY (?)
        t.id any 1 : SELECT * FROM t WHERE id = ANY (?::bigint[])
        t.id any 1 : SELECT * FROM t WHERE id = SOME ($1)
        t.id any # : SELECT * FROM t WHERE id = ANY ('{1,2}')
        s.t.id=1 : SELECT * FROM s.t WHERE id = ?
        s.t.id=1 : SELECT * FROM s.t WHERE t.id = ?
        t.id=1 : SELECT * FROM t x WHERE x.id = ?
        a.id=1 b.id=2 : SELECT * FROM a x, b AS y WHERE x.id = ? AND y.id = ?
        ?.id=1 : SELECT * FROM a, b WHERE id = ?
        ?.id=1 : SELECT * FROM (SELECT * FROM a WHERE x = 1) q WHERE q.id = ?
        ?.id=1 : SELECT * FROM f() WHERE id = ?
        ?.id=1 : WITH q AS (SELECT * FROM a WHERE x = 1) SELECT * FROM q WHERE id = ?
        ?.id=1 : SELECT * FROM t x WHERE t.id = ?
        b.x=2 a.id=1 : SELECT * FROM a JOIN b ON a.id = ? AND a.y = b.y WHERE b.x = ?
        a.id=1 : SELECT * FROM a LEFT JOIN b USING (id) WHERE a.id = ?
        T.Id=1 : SELECT * FROM "T" WHERE "Id" = ?
        t.id=2 : UPDATE t SET a = ? WHERE id = ?
        t.id=2 : UPDATE t AS x SET a = ? FROM u WHERE x.id = ? AND u.id = x.id
        t.id=1 t.version=2 : DELETE FROM t WHERE id = ? AND version = ?
        t.id=1 : DELETE FROM t USING u WHERE t.id = ?
        none : SELECT * FROM t WHERE id = ? OR v = ?
        none : SELECT * FROM t WHERE NOT id = ?
        none : SELECT * FROM t WHERE NOT (id = ?)
        none : SELECT * FROM t WHERE id <> ? AND id >= ? AND id LIKE ?
        none : SELECT * FROM t WHERE id NOT IN (?, ?)
        none : SELECT * FROM t WHERE id IN (SELECT x FROM u WHERE y = ?)
        none : SELECT * FROM t WHERE id IN (?, lower(?))
        none : SELECT * FROM t WHERE id = ? + 1
        none : SELECT * FROM t WHERE id + 1 = ?
        none : SELECT * FROM t WHERE lower(id) = ?
        none : SELECT * FROM t WHERE id::text = ?
        none : SELECT * FROM t WHERE id = other
        none : SELECT * FROM t WHERE ? = ANY (tags)
        none : SELECT * FROM t WHERE (id = ?) IS NOT TRUE
        none : SELECT * FROM t WHERE id = ? UNION SELECT * FROM u WHERE id = ?
        none : SELECT * FROM t HAVING id = ?
        none : SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE id = ?)
        none : SELECT id = ? FROM t
        none : SELECT * FROM t WHERE 1 = 1
        none : SELECT * FROM t WHERE current_user = ?
        none : INSERT INTO t SELECT * FROM u WHERE id = ?
        none : EXPLAIN DELETE FROM t WHERE id = ?
        """);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void comparedColumnsAreKeys(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isNotEqualTo(StatementKind.UNKNOWN);
    assertThat(shape.keys().stream().map(KeyColumnsTest::text).collect(Collectors.joining(" ")))
        .isEqualTo(c.expected());
  }

  @Test
  void equalLiteralsHashEqually() {
    assertThat(literalHash("5")).isEqualTo(literalHash("'5'")).isEqualTo(KeyColumn.hash("5"));
    assertThat(literalHash("+5")).isEqualTo(KeyColumn.hash("5"));
    assertThat(literalHash("- 5")).isEqualTo(KeyColumn.hash("-5"));
    assertThat(literalHash("'it''s'")).isEqualTo(KeyColumn.hash("it's"));
    assertThat(literalHash("$x$it's$x$")).isEqualTo(KeyColumn.hash("it's"));
    assertThat(literalHash("TRUE")).isEqualTo(KeyColumn.hash("true"));
    assertThat(literalHash("6")).isNotEqualTo(literalHash("5"));
  }

  @Test
  void parametersHaveNoHash() {
    assertThat(literalHash("?")).isZero();
  }

  @Test
  void listsOfLiteralsHashTheirOrderAndLength() {
    assertThat(listHash("(1, 2)")).isEqualTo(listHash("('1', '2')"));
    assertThat(listHash("(1, 2)")).isNotEqualTo(listHash("(2, 1)"));
    assertThat(listHash("(1)")).isNotEqualTo(listHash("(1, 1)"));
  }

  @Test
  void keysAreBounded() {
    String sql = "SELECT * FROM t WHERE a = ?" + " AND a = ?".repeat(10_000);

    assertThat(SqlShapes.parse(sql).keys()).hasSize(32);
  }

  private static long literalHash(String literal) {
    return SqlShapes.parse("SELECT * FROM t WHERE a = " + literal).keys().get(0).literalHash();
  }

  private static long listHash(String list) {
    return SqlShapes.parse("SELECT * FROM t WHERE a IN " + list).keys().get(0).literalHash();
  }

  private static String text(KeyColumn key) {
    String value = key.parameter() == 0 ? "#" : String.valueOf(key.parameter());
    String column = (key.table() == null ? "?" : key.table()) + "." + key.column();
    assertThat(key.literalHash() == 0).isEqualTo(key.parameter() > 0);
    return switch (key.comparison()) {
      case EQUAL -> column + "=" + value;
      case IN -> column + " in " + value + "x" + key.values();
      case ANY -> column + " any " + value;
    };
  }
}
