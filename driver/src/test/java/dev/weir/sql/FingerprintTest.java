package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlTable.Case;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fingerprint forgives, and what it does not. */
class FingerprintTest {
  static Stream<Case> equal() {
    return SqlTable.cases(
        """
        SELECT * FROM t WHERE id = 5 : SELECT * FROM t WHERE id = ?
        SELECT * FROM t WHERE id = $1 : SELECT * FROM t WHERE id = ?
        SELECT * FROM t WHERE id = 'x' : select  *  from T where ID=?;
        SELECT * FROM t WHERE id = -1 : SELECT * FROM t WHERE id = 1.5e3
        SELECT * FROM t WHERE id=-1 : SELECT * FROM t WHERE id = ?
        SELECT * FROM t WHERE a = NULL : SELECT * FROM t WHERE a = true
        SELECT 1 : /* a /* b */ c */ SELECT -- d
        SELECT 1 : /*+ weir: primary */ SELECT 1
        SELECT E'a\\'b' : SELECT $x$ y $x$
        SELECT 1 FROM "t" : SELECT 1 FROM T
        SELECT a != 1 : SELECT a <> 1
        SELECT * FROM t WHERE a IN (1, 2, 3) : SELECT * FROM t WHERE a IN (?)
        SELECT * FROM t WHERE a IN (?::int, '2') : SELECT * FROM t WHERE a IN (-1)
        SELECT * FROM t WHERE (a, b) IN ((1, 2), (3, 4)) : SELECT * FROM t WHERE (a, b) IN ((?, ?))
        SELECT * FROM t WHERE a = ANY (ARRAY[1, 2]) : SELECT * FROM t WHERE a = ANY (ARRAY[?])
        INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL) : INSERT INTO t VALUES (?, ?)
        INSERT INTO t VALUES (1, now()), (2, now()) : INSERT INTO t VALUES (?, now())
        VALUES (1), (2), (now()), (now()), (3) : VALUES (1), (now()), (3), (4)
        ; SELECT 1; ; : SELECT 2
        SELECT 1;; SELECT 2 : SELECT 3; SELECT 4;
        """);
  }

  @ParameterizedTest
  @MethodSource("equal")
  void textsThatMeanTheSameAreEqual(Case c) {
    String sql = c.sql().endsWith("-- d") ? c.sql() + "\n 1" : c.sql();

    assertThat(fingerprint(c.expected())).isEqualTo(fingerprint(sql));
  }

  static Stream<Case> different() {
    return SqlTable.cases(
        """
        SELECT a FROM t : SELECT b FROM t
        SELECT a, b FROM t : SELECT b, a FROM t
        SELECT a FROM t : SELECT a FROM u
        SELECT a FROM t : SELECT a FROM s.t
        SELECT a FROM t : SELECT a FROM "T"
        SELECT "Order"."Id" FROM "Order" : SELECT "order".id FROM "order"
        SELECT "user" : SELECT user
        SELECT x::"char" : SELECT x::char
        SELECT 1 FROM t WHERE a = 1 : SELECT 1 FROM t WHERE a > 1
        SELECT 1 FROM t WHERE a = 1 : SELECT 1 FROM t WHERE a = 1 LIMIT 1
        SELECT 1 FROM t WHERE a AND b : SELECT 1 FROM t WHERE a OR b
        SELECT 1 FROM t WHERE a IN (1) : SELECT 1 FROM t WHERE a NOT IN (1)
        SELECT 1 FROM t WHERE a IN (1, b) : SELECT 1 FROM t WHERE a IN (1, 2, b)
        SELECT 1 FROM t WHERE a IN (1) : SELECT 1 FROM t WHERE a = 1
        SELECT 1 FROM t WHERE a IS NULL : SELECT 1 FROM t WHERE a IS NOT NULL
        SELECT 1 FROM t WHERE a IS TRUE : SELECT 1 FROM t WHERE a IS FALSE
        SELECT 1 FROM t WHERE a IS NULL : SELECT 1 FROM t WHERE a IS ?
        SELECT a - 1 : SELECT a, -1
        SELECT ab : SELECT a b
        SELECT a FROM t : SELECT DISTINCT a FROM t
        SELECT a FROM t FOR UPDATE : SELECT a FROM t FOR SHARE
        SELECT a FROM t FOR UPDATE : SELECT a FROM t FOR UPDATE NOWAIT
        SELECT a FROM t LIMIT 1 FOR UPDATE : SELECT a FROM t FOR UPDATE LIMIT 1
        SELECT a FROM t ORDER BY a : SELECT a FROM t ORDER BY a DESC
        SELECT 1; SELECT 2 : SELECT 1 SELECT 2
        INSERT INTO t VALUES (1, 2) : INSERT INTO t VALUES (1)
        INSERT INTO t VALUES (1), (DEFAULT) : INSERT INTO t VALUES (1), (2)
        INSERT INTO t (a, b) VALUES (1, 2) : INSERT INTO t (b, a) VALUES (1, 2)
        UPDATE t SET a = 1, b = 2 : UPDATE t SET a = 1
        SELECT f(1) : SELECT f(1, 2)
        SELECT ARRAY[1] : SELECT ARRAY[a]
        """);
  }

  @ParameterizedTest
  @MethodSource("different")
  void textsThatMeanSomethingElseDiffer(Case c) {
    assertThat(fingerprint(c.expected())).isNotEqualTo(fingerprint(c.sql()));
  }

  /**
   * A change of the rules changes every stored signature: it needs a new version, not a new value
   * here.
   */
  @Test
  void versionOneIsPinned() {
    assertThat(fingerprint("SELECT * FROM orders o WHERE o.\"Id\" = ? AND x IN (1, 2) -- c"))
        .isEqualTo("1-45a198d56fd599a8");
    assertThat(fingerprint("INSERT INTO t (a) VALUES (1), (2)")).isEqualTo("1-1d38356b0de9eb97");
    assertThat(fingerprint("")).isEqualTo("1-efd01f60ba992926");
  }

  static Stream<Case> texts() {
    return SqlTable.cases(
        """
        SELECT * FROM t WHERE id = ? : SELECT * FROM t WHERE id = 'secret'
        SELECT a FROM T WHERE x=? : SELECT /* c */ a   FROM T WHERE x=-5 ; -- d
        SELECT a IN (..) : SELECT a IN (1, 2, 3)
        SELECT ARRAY[..] : SELECT ARRAY[1, 2, 3]
        INSERT INTO t VALUES (?, ?), .. RETURNING id : INSERT INTO t VALUES (1, 2), (3, 4), (5, 6) RETURNING id
        INSERT INTO t VALUES (?, ?) : INSERT INTO t VALUES (1, 2)
        CREATE ROLE r PASSWORD ? : CREATE ROLE r PASSWORD 'secret'
        DO ? : DO $$ secret $$
        SELECT .. : SELECT 'secret
        SELECT a; SELECT b : ;SELECT a;; SELECT b;
        """);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textIsForPeopleAndHasNoLiterals(Case c) {
    assertThat(SqlShapes.parse(c.sql()).text()).isEqualTo(c.expected());
  }

  @Test
  void textIsBounded() {
    String sql = "SELECT " + "a_rather_long_column_name, ".repeat(1_000) + "1";

    assertThat(SqlShapes.parse(sql).text()).hasSizeLessThanOrEqualTo(2_000).startsWith("SELECT a_");
    assertThat(fingerprint(sql)).isNotEqualTo(fingerprint(sql + ", b"));
  }

  /** Any statement, written in any other way that means the same, has the same fingerprint. */
  @RepeatedTest(200)
  void rewritingKeepsTheFingerprint(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    List<String> tokens = RandomSql.statement(random);
    String plain = String.join(" ", tokens);

    assertThat(fingerprint(RandomSql.rewrite(tokens, random)))
        .as(plain)
        .isEqualTo(fingerprint(plain));
  }

  /** No change of one word goes unseen. */
  @RepeatedTest(200)
  void changingOneNameChangesTheFingerprint(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    List<String> tokens = RandomSql.statement(random);
    String plain = String.join(" ", tokens);

    assertThat(fingerprint(RandomSql.renameOne(tokens, random)))
        .as(plain)
        .isNotEqualTo(fingerprint(plain));
  }

  /** Nor does any other change of the meaning. */
  @RepeatedTest(200)
  void changingTheMeaningChangesTheFingerprint(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    List<String> tokens = RandomSql.statement(random);
    String plain = String.join(" ", tokens);

    for (int i = 0; i < 20; i++) {
      String changed = RandomSql.changeOne(tokens, random);
      assertThat(fingerprint(changed))
          .as("%s%n%s", plain, changed)
          .isNotEqualTo(fingerprint(plain));
    }
  }

  @RepeatedTest(50)
  void backslashesInStringsFollowTheSetting(RepetitionInfo repetition) {
    Random random = RandomSql.seeded(repetition.getCurrentRepetition());
    List<String> tokens = RandomSql.statement(random);
    String plain = String.join(" ", tokens);
    String rewritten = RandomSql.rewriteWithBackslashes(tokens, random);

    assertThat(SqlShapes.parse(rewritten, false).fingerprint())
        .as(rewritten)
        .isEqualTo(fingerprint(plain));
  }

  @RepeatedTest(200)
  void generatedStatementsAreUnderstood(RepetitionInfo repetition) {
    List<String> tokens = RandomSql.statement(RandomSql.seeded(repetition.getCurrentRepetition()));
    String plain = String.join(" ", tokens);

    assertThat(SqlShapes.parse(plain).kind()).as(plain).isNotEqualTo(StatementKind.UNKNOWN);
  }

  private static String fingerprint(String sql) {
    String fingerprint = SqlShapes.parse(sql).fingerprint();
    assertThat(fingerprint).matches("1-[0-9a-f]{16}");
    return fingerprint;
  }
}
