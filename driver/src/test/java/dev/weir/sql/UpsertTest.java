package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ON CONFLICT DO UPDATE does, and to which of several rows. */
class UpsertTest {
  private static Upsert upsert(String sql) {
    return Objects.requireNonNull(SqlShapes.parse(sql).upsert());
  }

  /** {@code 1 2|3 4}: the parameters of each row; a literal is the word that it is. */
  private static String rows(GivenKeys keys, String... literals) {
    return IntStream.range(0, keys.rows())
        .mapToObj(
            row ->
                IntStream.range(0, keys.expressions().size())
                    .mapToObj(column -> value(keys, row, column, literals))
                    .collect(Collectors.joining(" ")))
        .collect(Collectors.joining("|"));
  }

  private static String value(GivenKeys keys, int row, int column, String... literals) {
    for (String literal : literals) {
      if (keys.literalHash(row, column) == KeyColumn.hash(literal)) {
        return literal;
      }
    }
    return String.valueOf(keys.parameter(row, column));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "1|3|5 : INSERT INTO t (a, n) VALUES (?, ?), (?, ?), (?, ?)",
        "1|2 : INSERT INTO t (a, n) VALUES (?, 1), (?, 1)",
        "x|y : INSERT INTO t (a, n) VALUES ('x', 1), ('y', 2)",
        "1|y|2 : INSERT INTO t (a, n) VALUES (?, 1), ('y', 2), (?, 3)",
        "2|4 : INSERT INTO t (n, a) VALUES (?, ?), (?, CAST(? AS bigint))",
        "1|3|4 : INSERT INTO t (a, n) VALUES (?, ?), (?, 7), (?, ?)",
      })
  void rowsAreThoseOfTheTarget(String rows, String insert) {
    String sql = insert + " ON CONFLICT (a) DO UPDATE SET n = excluded.n";
    assertThat(rows(upsert(sql).rows(), "x", "y")).isEqualTo(rows);
  }

  @Test
  void targetMayHaveSeveralColumns() {
    GivenKeys rows =
        upsert(
                "insert into t (a, b, n) values ('x', ?, 1), (?, 'y', 1)"
                    + " on conflict (b, lower(a)) do update set n = t.n + 1")
            .rows();
    assertThat(rows.expressions()).containsExactly("b", "lower(a)");
    assertThat(rows(rows, "x", "y")).isEqualTo("1 x|y 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {
        "INSERT INTO t (a, n) VALUES (?, ?)",
        "INSERT INTO t (a, n) VALUES (? || b, ?), (?, ?)",
        "INSERT INTO t (b, n) VALUES (?, ?), (?, ?)",
        "INSERT INTO t VALUES (?, ?), (?, ?)",
        "INSERT INTO t (a, n) SELECT b, c FROM u",
      })
  void otherRowsAreNotKnown(String insert) {
    String sql = insert + " ON CONFLICT (a) DO UPDATE SET n = excluded.n";
    assertThat(upsert(sql).rows().rows()).isZero();
  }

  @Test
  void manyRowsOfParametersTakeNoMemory() {
    String sql =
        "insert into t (a, n) values (?, ?)"
            + ", (?, ?)".repeat(9_999)
            + " on conflict (a) do update set n = excluded.n";
    GivenKeys rows = upsert(sql).rows();
    assertThat(rows.rows()).isEqualTo(10_000);
    assertThat(rows.parameter(9_999, 0)).isEqualTo(19_999);
    assertThat(rows.weight()).isLessThan(10);
  }

  @Test
  void manyRowsOfLiteralsAreNotKept() {
    String sql =
        "insert into t (a, n) values (1, 1)"
            + ", (2, 2)".repeat(9_999)
            + " on conflict (a) do update set n = excluded.n";
    assertThat(upsert(sql).rows().rows()).isZero();
  }

  @Test
  void itsColumnsAreThoseThatItSets() {
    SqlShape shape =
        SqlShapes.parse(
            "insert into t (a, b, c) values (?, ?, ?)"
                + " on conflict (a) do update set b = excluded.b, (n, c) = (t.n + 1, ?)");
    assertThat(shape.sets()).extracting(SetColumn::column).containsExactly("a", "b", "c");
    assertThat(Objects.requireNonNull(shape.upsert()).sets())
        .extracting(SetColumn::column)
        .containsExactly("b", "n", "c");
  }

  @Test
  void doNothingDoesNothing() {
    assertThat(SqlShapes.parse("insert into t (a) values (?) on conflict do nothing").upsert())
        .isNull();
  }
}
