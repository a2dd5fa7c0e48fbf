package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SqlShapesTest {
  @Test
  void sameTextHasTheSameShape() {
    SqlShapes shapes = new SqlShapes(1 << 20);
    String sql = "SELECT * FROM t WHERE id = ?";

    SqlShape first = shapes.of(sql);

    assertThat(shapes.of(String.valueOf(sql.toCharArray()))).isSameAs(first);
    assertThat(first).isEqualTo(SqlShapes.parse(sql));
  }

  @Test
  void longTextsAreNotKept() {
    SqlShapes shapes = new SqlShapes(1 << 24);
    String sql = "SELECT '" + "x".repeat(70_000) + "'";

    assertThat(shapes.of(sql)).isNotSameAs(shapes.of(sql)).isEqualTo(shapes.of(sql));
  }

  @Test
  void weightBoundsWhatIsKept() {
    SqlShapes shapes = new SqlShapes(20_000);
    Set<SqlShape> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 2_000; i++) {
      distinct.add(shapes.of("SELECT a" + i % 1_000 + " FROM t"));
    }

    assertThat(distinct).hasSizeGreaterThan(1_900);
  }

  @Test
  void noWeightKeepsNothing() {
    SqlShapes shapes = new SqlShapes(0);

    assertThat(shapes.of("SELECT 1")).isNotSameAs(shapes.of("SELECT 1"));
  }

  @Test
  void stringsFollowTheSetting() {
    String sql = "SELECT 'a\\'; DELETE FROM t; --'";

    assertThat(new SqlShapes(1_000, true).of(sql).kind()).isEqualTo(StatementKind.SEVERAL);
    assertThat(new SqlShapes(1_000, false).of(sql).kind()).isEqualTo(StatementKind.READ);
  }

  @Test
  void negativeWeightIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SqlShapes(-1))
        .withMessageContaining("-1");
  }

  @Test
  void shapesAreImmutable() {
    SqlShape shape = SqlShapes.parse("SELECT * FROM t WHERE id = ?");

    assertThatThrownBy(() -> shape.traits().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> shape.reads().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> shape.parts().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void quotedNamesAreDecoded() {
    SqlShape shape =
        SqlShapes.parse(
            "SELECT 1 FROM U&\"d\\0061t\\+000061\", U&\"a\\\\b\", \"a\"\"b\", \u00c9T\u00c9");

    assertThat(shape.reads())
        .extracting(TableName::name)
        .containsExactly("data", "a\\b", "a\"b", "\u00c9t\u00c9");
  }
}
