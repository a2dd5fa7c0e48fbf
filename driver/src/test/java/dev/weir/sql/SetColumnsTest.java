package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which columns a statement sets, and from what: {@code column=SOURCE} and a parameter's position.
 */
class SetColumnsTest {
  static Stream<Case> sets() {
    return SqlTable.cases(
        """
        a=PARAMETER1 b=PARAMETER2 : UPDATE t SET a = ?, b = ? WHERE id = ?
        a=PARAMETER2 : UPDATE t SET a = $2 WHERE id = $1
        a=PARAMETER1 b=PARAMETER2 : UPDATE t SET a = ?::jsonb, b = CAST(? AS numeric(10, 2))
        a=PARAMETER1 b=PARAMETER2 : UPDATE t SET a = (?), b = ((?)::int[])
        a=CONSTANT b=CONSTANT c=CONSTANT d=CONSTANT : UPDATE t SET a = 1, b = -1, c = 'x'::text, d = NULL
        a=CONSTANT b=CONSTANT c=CONSTANT : UPDATE t SET a = true, b = DATE '2020-01-01', c = $$x$$
        a=DEFAULT : UPDATE t SET a = DEFAULT
        n=SELF : UPDATE t SET n = n + 1
        n=SELF : UPDATE t SET n = t.n + ?
        n=SELF : UPDATE t AS x SET n = coalesce(x.n, 0) + 1
        n=SELF : UPDATE t SET N = "n" || 'x'
        n=EXPRESSION : UPDATE t SET n = m + 1
        n=EXPRESSION : UPDATE t SET n = u.n FROM u WHERE t.id = u.id
        n=EXPRESSION : UPDATE t SET n = (SELECT n FROM u)
        n=EXPRESSION : UPDATE t SET n = n(1)
        n=EXPRESSION : UPDATE t SET n = now()
        n=EXPRESSION : UPDATE t SET n = ? + 1
        a=EXPRESSION b=EXPRESSION : UPDATE t SET a[1] = ?, b.c = ?
        a=PARAMETER1 b=CONSTANT c=PARAMETER2 : UPDATE t SET (a, b) = (?, 1), c = ?
        a=PARAMETER1 b=DEFAULT : UPDATE t SET (a, b) = ROW (?, DEFAULT)
        a=EXPRESSION b=EXPRESSION : UPDATE t SET (a, b) = (SELECT 1, 2)
        Order=PARAMETER1 : UPDATE t SET "Order" = ?
        a=PARAMETER1 : WITH x AS (UPDATE u SET z = 1 RETURNING *) UPDATE t SET a = ? FROM x
        a=PARAMETER1 b=CONSTANT c=DEFAULT d=EXPRESSION : INSERT INTO t (a, b, c, d) VALUES (?, 1, DEFAULT, now())
        a=PARAMETER1 : INSERT INTO t (a) VALUES (?), (?), (?)
        a=PARAMETER1 b=PARAMETER2 : INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = excluded.b
        a=EXPRESSION b=EXPRESSION : INSERT INTO t (a, b) SELECT ?, ?
        none : INSERT INTO t VALUES (?, ?)
        none : INSERT INTO t DEFAULT VALUES
        none : DELETE FROM t WHERE a = ?
        none : EXPLAIN UPDATE t SET a = ?
        a=PARAMETER1 : EXPLAIN ANALYZE UPDATE t SET a = ?
        a=PARAMETER1 b=SELF : MERGE INTO t USING s ON true WHEN MATCHED THEN UPDATE SET a = ?, b = t.b + 1
        none : SELECT a = 1 FROM t
        none : UPDATE t SET a = 1; UPDATE t SET b = 1
        """);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void columnsAreSetFromTheirSource(Case c) {
    SqlShape shape = SqlShapes.parse(c.sql());

    assertThat(shape.kind()).isNotEqualTo(StatementKind.UNKNOWN);
    String sets =
        shape.sets().stream()
            .map(
                set ->
                    set.column()
                        + "="
                        + set.source()
                        + (set.parameter() == 0 ? "" : set.parameter()))
            .collect(Collectors.joining(" "));
    assertThat(sets).isEqualTo(c.expected());
  }
}
