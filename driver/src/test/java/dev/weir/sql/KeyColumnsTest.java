package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.Objects;
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
        t.id any #x2 : SELECT * FROM t WHERE id = ANY ('{1,2}')
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
        none : SELECT * FROM t WHERE id IN (?, lower(x))
        none : SELECT * FROM t WHERE id = ? OR id = ? AND v = ?
        none : SELECT * FROM t WHERE id = floor(random() * 16)
        none : SELECT * FROM t WHERE id = ALL (?)
        none : SELECT * FROM t WHERE id = random(?)
        none : SELECT * FROM t WHERE id % 16 = ?
        none : SELECT * FROM t WHERE f(a, b) = ?
        none : SELECT * FROM t WHERE id = ? + 1
        none : SELECT * FROM t WHERE id + 1 = ?
        t.lower(id)=1 : SELECT * FROM t WHERE lower(id) = ?
        t.lower(id)=1 : SELECT * FROM t x WHERE lower(x.id) = lower(trim(?))
        t.lower(id)=# : SELECT * FROM t WHERE lower(id) = lower('a')
        t.date_trunc(?, at)=1 : SELECT * FROM t WHERE date_trunc('day', at) = date_trunc('day', ?::timestamp)
        t.coalesce(a, ?)=1 : SELECT * FROM t WHERE coalesce(a, 0) = ?
        t.id::text=1 : SELECT * FROM t WHERE id::text = ?
        t.cast(id as text)=1 : SELECT * FROM t WHERE CAST(id AS text) = ?
        t.id=1 t.slot=2 : SELECT * FROM t WHERE (id, slot) = (?, ?)
        t.id=1 t.slot=2 : SELECT * FROM t WHERE ROW(id, slot) = ROW(?, ?)
        t.id=1 t.slot=2 : SELECT * FROM t WHERE (id, slot) IN ((?, ?))
        t.id in 1x2 : SELECT * FROM t WHERE (id, slot) IN ((?, ?), (?, ?))
        t.id=1 : SELECT * FROM t WHERE id IS NOT DISTINCT FROM ?
        t.id=2 : UPDATE t SET a = ? WHERE id IS NOT DISTINCT FROM ?::bigint
        t.data->>name=1 : SELECT * FROM t WHERE data->>'name' = ?
        t.data->a->>b=1 t.id=2 : SELECT * FROM t WHERE data->'a'->>'b' = ? AND id = ?
        t.data#>>{a,b}::int=1 : SELECT * FROM t WHERE (data #>> '{a,b}')::int = ?
        t.id in 1x2 : SELECT * FROM t WHERE id = ? OR id = ?
        t.v=1 t.id in 2x3 : SELECT * FROM t WHERE v = ? AND (id = ? OR (id = ?) OR id = ?)
        t.id in #x2 : SELECT * FROM t WHERE id = 1 OR id = 2
        t.id in 1x2 : SELECT * FROM t WHERE id IN (?, lower(?))
        t.id any 1 : SELECT * FROM t WHERE id IN (SELECT unnest(?))
        t.id any 1 : SELECT * FROM t WHERE id = ANY (SELECT * FROM unnest(?))
        t.id any 1 : SELECT * FROM t WHERE id = ANY (string_to_array(?, ','))
        t.id any #x3 : SELECT * FROM t WHERE id = ANY ('{1,2,3}')
        t.id=1 : INSERT INTO t (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n
        t.b=2 t.a=# : INSERT INTO t (a, n, b) VALUES (1, ?, lower(?)) ON CONFLICT (b, a) DO NOTHING
        t.lower(email)=1 : INSERT INTO t (email) VALUES (?) ON CONFLICT (lower(email)) DO NOTHING
        none : INSERT INTO t (id) VALUES (?), (?) ON CONFLICT (id) DO NOTHING
        none : INSERT INTO t (id) VALUES (?) ON CONFLICT ON CONSTRAINT t_key DO NOTHING
        none : INSERT INTO t (id) SELECT ? ON CONFLICT (id) DO NOTHING
        t.id=1 : MERGE INTO t USING (VALUES (?, ?)) AS s(id, n) ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n
        t.id=2 : MERGE INTO t x USING (SELECT ? AS n, ? AS id) s ON s.id = x.id WHEN NOT MATCHED THEN INSERT VALUES (s.id)
        none : MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE
        t.id=1 : UPDATE t SET n = v.n FROM (VALUES (?, ?)) AS v (id, n) WHERE t.id = v.id
        t.id=2 : UPDATE t x SET n = v.n FROM (SELECT ? AS n, ?::bigint AS id) v WHERE v.id = x.id
        t.id=# t.slot=1 : UPDATE t SET n = 1 FROM (VALUES (7, ?)) v (id, slot) WHERE (t.id, t.slot) = (v.id, v.slot)
        none : UPDATE t SET n = v.n FROM (VALUES (?, ?), (?, ?)) v (id, n) WHERE t.id = v.id
        none : UPDATE t SET n = v.n FROM (SELECT id, n FROM u) v WHERE t.id = v.id
        t.id=1 : UPDATE t SET n = u.n FROM u WHERE t.id = u.id AND u.id = ?
        t.id=1 : UPDATE t SET n = u.n FROM u WHERE u.id = ? AND u.id = t.id
        t.id=1 : UPDATE t SET n = 1 FROM u JOIN w ON w.t_id = u.t_id WHERE t.id = w.t_id AND u.t_id = ?
        t.id=1 : UPDATE t SET n = 1 FROM t o WHERE t.id = o.id AND o.id = ?
        none : UPDATE t SET n = 1 FROM t o WHERE t.id = o.parent AND o.id = ?
        none : UPDATE t SET n = u.n FROM u WHERE t.id = u.id AND u.x = ?
        none : UPDATE t SET n = 1 FROM u WHERE t.id = lower(u.id) AND u.id = ?
        t.id=1 : DELETE FROM t USING (VALUES (?)) v (id) WHERE t.id = v.id
        t.id=1 : DELETE FROM t USING u WHERE t.id = u.t_id AND u.t_id = ?
        t.id=1 : MERGE INTO t USING u ON t.id = u.id AND u.id = ? WHEN MATCHED THEN DELETE
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

  static Stream<Case> innerKeys() {
    return SqlTable.cases(
        """
        t.id=1 u.id=2 : SELECT * FROM t WHERE id = ? UNION SELECT * FROM u WHERE id = ?
        u.id=1 : SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE id = ?)
        u.y=1 : SELECT * FROM t WHERE id IN (SELECT x FROM u WHERE y = ?)
        a.x=# : SELECT * FROM (SELECT * FROM a WHERE x = 1) q WHERE q.id = ?
        a.x=1 : WITH q AS (SELECT * FROM a WHERE x = ?) SELECT * FROM q
        u.id=1 : INSERT INTO t SELECT * FROM u WHERE id = ?
        q.id=# : UPDATE t SET a = ? WHERE id = (SELECT id FROM q WHERE id = 1 FOR UPDATE SKIP LOCKED)
        ?.f(..)=1x2 : SELECT f(?, ?)
        ?.f(..)=1x1 : SELECT * FROM f(?)
        ?.f(..)=# : SELECT nextval('s')
        ?.f(..)=1x1 : CALL f(?)
        ?.f(..)=1x2 : {? = call f(?)}
        t.a=1 t.b=2 : SELECT * FROM t WHERE a = ? OR b = ?
        t.a=1 t.b=2 t.a=3 t.b=4 : SELECT * FROM t WHERE (a = ? AND b = ?) OR (a = ? AND b = ? AND c)
        t.a=2 t.b=3 : SELECT * FROM t WHERE id = ? AND (a = ? OR b = ?)
        t.at to 1 : SELECT * FROM t WHERE at >= ? AND at < ?
        t.at to 2 : SELECT * FROM t WHERE id = ? AND at < ? AND at > ?
        t.at to 1 : SELECT * FROM t WHERE at BETWEEN ? AND ?
        t.at::date to 1 : SELECT * FROM t WHERE (at::date BETWEEN SYMMETRIC ? AND ?)
        t.at to 1 : SELECT * FROM t WHERE ? <= at AND ?::date > at
        t.id to #x100 : SELECT * FROM t WHERE id BETWEEN 1 AND 100
        u.at to 1 : SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE at BETWEEN ? AND ?)
        t.id=2 : SELECT id FROM t WHERE a > ? GROUP BY id HAVING id = ? AND count(*) > ?
        none : SELECT * FROM t WHERE a = ? OR b IS NULL
        none : SELECT * FROM t WHERE a > ? OR (a = ? AND id > ?)
        none : SELECT * FROM t WHERE ? IS NULL OR a = ?
        t.b < 1x2 : SELECT * FROM t WHERE a >= ? AND b < ?
        t.low < 1x1 : SELECT * FROM t WHERE ? BETWEEN low AND high
        t.low < 1x2 : SELECT * FROM t WHERE low <= ? AND high > ? LIMIT 1
        t.low < 2x2 : SELECT * FROM t WHERE id = ? AND high > ? AND low <= ?
        t.name like 1x1 : SELECT * FROM t WHERE name LIKE ?
        t.name ilike 1x1 : SELECT * FROM t WHERE lower(name) ILIKE '%' || ? || '%' ESCAPE '!'
        t.name similar 1x1 : SELECT * FROM t WHERE name SIMILAR TO ?
        t.name ~* 2x1 : SELECT * FROM t WHERE id = ? AND name ~* ?
        t.tags any 1x1 : SELECT * FROM t WHERE ? = ANY (tags)
        t.tags @> 1x1 : SELECT * FROM t WHERE tags @> ARRAY[?]::text[] ORDER BY id LIMIT 20
        t.body @@ 1x1 : SELECT * FROM t x WHERE to_tsvector('english', x.body) @@ plainto_tsquery(?)
        t.place <@ 1x4 : SELECT * FROM t WHERE place <@ box(point(?, ?), point(?, ?))
        t.place 1x3 : SELECT * FROM t WHERE st_dwithin(place, st_point(?, ?), ?)
        u.name like 1x1 : SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE name LIKE ?)
        none : SELECT * FROM t WHERE low <= ? AND high > ? LIMIT ?
        none : SELECT * FROM t WHERE a >= ? AND b = 1 AND c < now()
        none : SELECT * FROM t WHERE a > ? AND b > ?
        none : SELECT * FROM t WHERE (a, b) > (?, ?) ORDER BY a, b LIMIT 100
        none : SELECT * FROM t WHERE similarity(name, ?) > 0.3
        none : SELECT * FROM t WHERE name NOT LIKE ?
        none : SELECT * FROM t WHERE name !~ ? AND NOT starts_with(name, ?) AND id <> ?
        none : SELECT * FROM t WHERE name LIKE ANY (?)
        t.name like #x1 : SELECT * FROM t WHERE name LIKE 'a%'
        t.tags any #x1 : SELECT * FROM t WHERE 'a' = ANY (tags)
        t.low < #x1 : SELECT * FROM t WHERE 5 BETWEEN low AND high
        t.low < #x1 : SELECT * FROM t WHERE low <= 5 AND high > 5
        none : SELECT * FROM t WHERE low <= 5 AND high > 5 LIMIT 10
        none : SELECT * FROM t WHERE id = ? AND name LIKE 'a%' AND low <= 5 AND high > 5
        none : SELECT * FROM t WHERE a AND kind <> 'x' AND b IS NULL AND n > 5
        none : SELECT * FROM t WHERE id % ? = ?
        none : SELECT * FROM t WHERE id = ANY (f(?))
        none : SELECT * FROM t WHERE now() > ? AND f(?)
        none : UPDATE t SET a = ? WHERE name LIKE ?
        none : SELECT * FROM t WHERE a >= ? AND a < now()
        none : SELECT * FROM t WHERE a >= ? AND a > ?
        none : SELECT * FROM t WHERE a NOT BETWEEN ? AND ?
        none : UPDATE t SET a = ? WHERE id BETWEEN ? AND ?
        none : DELETE FROM t WHERE a = ? OR b = ?
        none : SELECT f(a) FROM t WHERE a > ?
        none : SELECT set_config('a', ?, true)
        none : SELECT * FROM t WHERE id = ?
        none : EXPLAIN SELECT f(?)
        none : SELECT ?
        """);
  }

  @ParameterizedTest
  @MethodSource("innerKeys")
  void keysThatSayNoRowAreToldApart(Case c) {
    String keys =
        SqlShapes.parse(c.sql()).innerKeys().stream()
            .map(KeyColumnsTest::text)
            .collect(Collectors.joining(" "));

    assertThat(keys.replace("nextval", "f")).isEqualTo(c.expected());
  }

  static Stream<Case> floors() {
    return SqlTable.cases(
        """
        t.at=1 : SELECT * FROM t WHERE at > ?
        t.at=2 : SELECT * FROM t WHERE id = ? AND at >= ? ORDER BY at LIMIT ?
        t.at=1 : SELECT * FROM t WHERE ? < at
        t.at=1 : SELECT * FROM t x WHERE (x.at > ? AND (b = ? OR c))
        t.a=1 t.b=2 : SELECT * FROM t WHERE a > ? AND b > ?
        u.at=1 : SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE at > ?)
        t.at=1 : SELECT * FROM t WHERE at > ? AND until < now()
        none : SELECT * FROM t WHERE at > ? AND at < ?
        none : SELECT * FROM t WHERE at > ? AND id = ? AND at <= ?
        none : SELECT * FROM t WHERE at > ? AND at < now()
        none : SELECT * FROM t WHERE at > ? AND now() - interval '1 minute' > at
        none : SELECT * FROM t WHERE at > ? AND at < until
        none : SELECT * FROM t WHERE at BETWEEN ? AND ?
        none : SELECT * FROM t WHERE at < ?
        none : SELECT * FROM t WHERE at > '2026-01-01'
        none : SELECT * FROM t WHERE at > ? OR b
        none : SELECT * FROM t WHERE NOT at > ?
        none : UPDATE t SET a = ? WHERE at > ?
        none : SELECT 1; SELECT * FROM t WHERE at > ?
        none : EXPLAIN SELECT * FROM t WHERE at > ?
        """);
  }

  @ParameterizedTest
  @MethodSource("floors")
  void columnsThatAreBoundFromBelowAloneAreTold(Case c) {
    String floors =
        SqlShapes.parse(c.sql()).floors().stream()
            .map(KeyColumnsTest::floor)
            .collect(Collectors.joining(" "));

    assertThat(floors).isEqualTo(c.expected());
  }

  private static String floor(KeyColumn key) {
    String table = Objects.requireNonNull(key.table()).name();
    return table + "." + key.expression() + "=" + key.parameter();
  }

  static Stream<Case> writes() {
    return SqlTable.cases(
        """
        true : UPDATE t SET a = ? WHERE id = ?
        true : UPDATE t SET a = ?
        true : UPDATE t SET a = ? WHERE (id, slot) = (?, ?) AND lower(email) = lower(?)
        true : UPDATE t SET a = ? WHERE id = ? AND deleted_at IS NULL AND active AND NOT gone
        true : UPDATE t SET a = ? WHERE id = ? AND kind <> 'x' AND 1 = 1 AND ready IS NOT TRUE
        true : UPDATE t SET version = version + 1 WHERE id = ? AND version < ?
        true : UPDATE t SET at = now() WHERE id = ? AND (at IS NULL OR at < now() - interval '1 minute')
        true : UPDATE t x SET at = ? WHERE x.id = ? AND x.at <= ?::timestamp
        true : UPDATE t SET used = used + 1 WHERE id = ? AND used < most AND until > now()
        true : UPDATE t SET used = used + 1 WHERE t.id = ? AND t.used <= "t"."most" AND CURRENT_DATE < t.until
        true : INSERT INTO t (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = excluded.n
        true : INSERT INTO t (id, n) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET n = 1 WHERE t.n < 1
        true : MERGE INTO t USING (SELECT ? AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE
        true : UPDATE t SET n = v.n FROM (VALUES (?, ?)) v (id, n) WHERE t.id = v.id
        true : UPDATE t SET n = u.n FROM u WHERE t.id = u.id AND u.id = ?
        true : UPDATE t SET n = u.n FROM u WHERE t.id = u.id AND t.id = ?
        true : UPDATE t SET n = 1 FROM u JOIN w ON w.id = u.w_id WHERE t.id = ? AND u.active AND w.at > ?
        true : UPDATE t SET n = 1 FROM t o WHERE t.id = o.id AND o.id = ?
        true : MERGE INTO t USING u ON t.id = u.id AND u.id = ? WHEN MATCHED THEN DELETE
        false : UPDATE t SET n = u.n FROM u WHERE t.id = ? AND t.shop = u.id
        false : UPDATE t SET n = u.n FROM u WHERE t.id = ? AND t.at > u.at
        false : UPDATE t SET n = 1 FROM t o WHERE t.id = o.parent AND o.id = ?
        false : UPDATE t SET n = v.n FROM (VALUES (?, ?), (?, ?)) v (id, n) WHERE t.id = v.id
        false : UPDATE t SET n = u.n FROM u WHERE t.id = ? AND u.x IN (SELECT t.y)
        false : UPDATE t SET a = ? WHERE id = ? AND slot = floor(random() * 16)
        false : UPDATE t SET a = ? WHERE id = ? AND slot < ?
        false : UPDATE t SET a = ? WHERE id = ? AND slot < random()
        false : UPDATE t SET a = ? WHERE id = ? AND until > now() - interval '1 day'
        false : UPDATE t SET a = ? WHERE id = ? AND (slot = ? OR other = ?)
        false : UPDATE t SET a = ? WHERE id = (SELECT id FROM t LIMIT 1 FOR UPDATE SKIP LOCKED)
        false : UPDATE t SET a = ? WHERE id BETWEEN ? AND ?
        false : UPDATE t SET a = ? WHERE id = ? AND EXISTS (SELECT 1 FROM u)
        false : UPDATE t SET a = ? FROM u WHERE t.id = u.id AND u.x = ?
        false : WITH w AS (UPDATE t SET a = ? WHERE id = ? RETURNING *) SELECT * FROM w WHERE x = ?
        false : INSERT INTO t (id) VALUES (?) ON CONFLICT ON CONSTRAINT c DO UPDATE SET n = 1
        false : INSERT INTO t (id) VALUES (?), (?) ON CONFLICT (id) DO UPDATE SET n = 1
        false : MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE
        """);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void whatElseChoosesTheRowsOfAWriteIsTold(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind().writesRows()).isTrue();
    assertThat(!shape.has(Trait.OTHER_CONDITIONS)).hasToString(c.expected());
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
    String column = (key.table() == null ? "?" : key.table()) + "." + key.expression();
    assertThat(key.literalHash() == 0).isEqualTo(key.parameter() > 0);
    assertThat(key.expression()).contains(key.column());
    return switch (key.comparison()) {
      case EQUAL -> column + "=" + value;
      case IN -> column + " in " + value + "x" + key.values();
      case RANGE -> column + " to " + value + (key.parameter() == 0 ? "x" + key.values() : "");
      case ANY -> column + " any " + value + (key.values() == 1 ? "" : "x" + key.values());
      case MATCH -> column + " " + value + "x" + key.values();
      case ARGUMENTS -> column + "=" + value + (key.parameter() == 0 ? "" : "x" + key.values());
    };
  }
}
