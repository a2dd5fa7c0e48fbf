package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sql.SqlShapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotRowsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long ROW = KeyHash.mix(7);

  private final HotRows rows = new HotRows(60);

  @Test
  void rowIsHotAtItsSixtiethUpdateInAMinute() {
    for (int i = 0; i < 59; i++) {
      assertThat(rows.count(ROW, i, 1, i * SECOND)).isNull();
    }
    HotRows.Heat heat = rows.count(ROW, 59, 1, 59 * SECOND);
    assertThat(heat).isEqualTo(new HotRows.Heat(60, 60, 60, 1));
  }

  @Test
  void oneUnitAloneMakesNoRowHot() {
    for (int i = 0; i < 10_000; i++) {
      assertThat(rows.count(ROW, 5, 1, i * SECOND / 100)).isNull();
    }
  }

  @Test
  void threadsAreCounted() {
    HotRows.@Nullable Heat last = null;
    for (int i = 0; i < 60; i++) {
      last = rows.count(ROW, i, i % 2, i);
    }
    assertThat(Objects.requireNonNull(last).threads()).isEqualTo(2);
  }

  @Test
  void hotRowIsToldAgainAtTwiceTheHeatAndInEachMinute() {
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      if (rows.count(ROW, i, 1, i * SECOND / 5) != null) {
        told.add(i / 300L);
      }
    }
    assertThat(told).containsExactly(0L, 0L, 0L, 1L);
  }

  @Test
  void slowUpdatesAreNeverHot() {
    for (int i = 0; i < 600; i++) {
      assertThat(rows.count(ROW, i, i % 8, 2L * i * SECOND)).isNull(); // 30 per minute
    }
  }

  @Test
  void hotRowIsFoundAmongAMillionOthers() {
    Random random = new Random(7);
    int told = 0;
    for (int i = 0; i < 200_000; i++) {
      long now = i * SECOND / 5_000;
      assertThat(rows.count(KeyHash.mix(1_000 + random.nextInt(1_000_000)), i, 1, now)).isNull();
      if (i % 1_000 == 0 && rows.count(ROW, i, 1, now) != null) {
        told++;
      }
    }
    assertThat(told).isPositive(); // 200 of 200,200 updates within 40 s
  }

  @Test
  void rowSpaceIsTableAndKeyColumns() {
    long space = space("update page set n = ? where id = ?");
    assertThat(space("update page set m = ?, n = 1 where id = ?")).isEqualTo(space);
    assertThat(space("update item set n = ? where id = ?")).isNotEqualTo(space);
    assertThat(space("update page set n = ? where code = ?")).isNotEqualTo(space);
    assertThat(HotRows.rowSpace("other", SqlShapes.parse("update page set n = ? where id = ?")))
        .isNotEqualTo(space);
    assertThat(space("update page set n = ?")).isNotZero();
    assertThat(space("update page set n = ? where id < ?")).isZero();
  }

  private static long space(String sql) {
    return HotRows.rowSpace("main", SqlShapes.parse(sql));
  }
}
