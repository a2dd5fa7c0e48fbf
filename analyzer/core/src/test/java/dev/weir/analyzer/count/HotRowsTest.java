package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HotRowsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long ROW = KeyHash.mix(7);
  private static final SqlShape UPDATE = SqlShapes.parse("update page set n = ? where id = ?");

  private final HotRows rows = new HotRows(60, 10);
  private final Places places = new Places(List.of());

  private void update(long row, long unit, long thread, long nanos) {
    update(row, false, unit, thread, nanos);
  }

  private void update(long row, boolean loop, long unit, long thread, long nanos) {
    update(row, UPDATE, loop, unit, thread, nanos);
  }

  private void update(long row, SqlShape shape, boolean loop, long unit, long thread, long nanos) {
    if (rows.count(row, shape, loop, unit, false, thread, nanos)) {
      Samples samples = new Samples();
      samples.add(1, false, new Throwable());
      rows.sampled(row, "main", null, shape, samples);
    }
  }

  private List<HotRow> take(long nanos) {
    return rows.take(nanos, places);
  }

  @Test
  void rowIsHotAtItsSixtiethUpdateInAMinute() {
    for (int i = 0; i < 59; i++) {
      update(ROW, i, 1, i * SECOND);
    }
    assertThat(take(58 * SECOND)).isEmpty();
    update(ROW, 59, 1, 59 * SECOND);
    HotRow hot = take(59 * SECOND).get(0);
    assertThat(hot.updates()).isEqualTo(60);
    assertThat(hot.units()).isEqualTo(60);
    assertThat(hot.perMinute()).isEqualTo(60);
    assertThat(hot.mostPerUnit()).isEqualTo(1);
    assertThat(hot.repeats()).isZero();
  }

  @Test
  void unitsThatOvertakeEachOtherAreAllCounted() {
    for (int i = 0; i < 60; i++) {
      update(ROW, i ^ 3, 1 + i % 4, i * SECOND / 2); // Of four each the last one comes first.
    }
    HotRow hot = take(30 * SECOND).get(0);
    assertThat(hot.updates()).isEqualTo(60);
    assertThat(hot.units()).isEqualTo(60);
  }

  @Test
  void unitsThatTakeTurnsAreCountedOnce() {
    for (int i = 0; i < 60; i++) {
      update(ROW, 1 + i % 4, 1 + i % 4, i * SECOND / 2);
    }
    assertThat(take(30 * SECOND).get(0).units()).isEqualTo(4);
  }

  @Test
  void statementsThatTakeTurnsAreAllKnown() {
    List<SqlShape> shapes =
        Stream.of("n = ?", "m = ?", "k = ?", "j = ?")
            .map(set -> SqlShapes.parse("update page set " + set + " where id = ?"))
            .toList();
    for (int i = 0; i < 60; i++) {
      update(ROW, shapes.get(i % 4), false, i, 1, i * SECOND / 2);
    }
    HotRow hot = take(30 * SECOND).get(0);
    assertThat(hot.also()).hasSize(3).doesNotContain(hot.shape());
  }

  @Test
  void tenUpdatesByOneUnitAreHotButNotFrequent() {
    for (int i = 0; i < 9; i++) {
      update(ROW, 5, 1, i);
    }
    assertThat(take(9)).isEmpty();
    update(ROW, 5, 1, 10);
    HotRow hot = take(10).get(0);
    assertThat(hot.units()).isEqualTo(1);
    assertThat(hot.mostPerUnit()).isEqualTo(10);
    assertThat(hot.repeats()).isEqualTo(9);
  }

  @Test
  void whatALoopOverManyRowsDoesToOneIsNotThatRowsFault() {
    for (int i = 0; i < 50; i++) {
      update(ROW, true, 5, 1, i);
    }
    assertThat(take(50)).isEmpty();
  }

  @Test
  void unitsAtOnceRepeatNothing() {
    for (int i = 0; i < 60; i++) {
      update(ROW, i % 2 == 0 ? i + 1 : i - 1, i % 2, i); // each unit once, two at a time
    }
    HotRow hot = take(60).get(0);
    assertThat(hot.repeats()).isZero();
    assertThat(hot.mostPerUnit()).isEqualTo(1);
  }

  @Test
  void whatWasToldIsNotToldAgain() {
    for (int i = 0; i < 100; i++) {
      update(ROW, i / 25, 1, i);
      if (i % 30 == 29) {
        take(i);
      }
    }
    HotRow rest = take(100).get(0);
    assertThat(rest.updates()).isEqualTo(10);
    assertThat(rest.total()).isEqualTo(100);
    assertThat(rest.units()).as("it had begun before").isZero();
  }

  @Test
  void threadsAreCounted() {
    for (int i = 0; i < 60; i++) {
      update(ROW, i, i % 2, i);
    }
    assertThat(take(60).get(0).threads()).isEqualTo(2);
  }

  @Test
  void slowUpdatesAreNeverHot() {
    for (int i = 0; i < 600; i++) {
      update(ROW, i, i % 8, 2L * i * SECOND); // 30 per minute
      assertThat(take(2L * i * SECOND)).isEmpty();
    }
  }

  @Test
  void hotRowIsFoundAmongAMillionOthers() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long now = i * SECOND / 5_000;
      update(KeyHash.mix(1_000 + random.nextInt(1_000_000)), i, 1, now);
      if (i % 1_000 == 0) {
        update(ROW, i, 1, now);
      }
    }
    assertThat(take(40 * SECOND)).hasSize(1); // 200 of 200,200 updates within 40 s
  }

  @Test
  void rowSpaceIsTableAndKeyColumns() {
    long space = space("update page set n = ? where id = ?");
    assertThat(space("update page set m = ?, n = 1 where id = ?")).isEqualTo(space);
    assertThat(space("update item set n = ? where id = ?")).isNotEqualTo(space);
    assertThat(space("update page set n = ? where code = ?")).isNotEqualTo(space);
    SqlShape shape = SqlShapes.parse("update page set n = ? where id = ?");
    assertThat(HotRows.rowSpace("other", null, shape, shape.keys())).isNotEqualTo(space);
    assertThat(HotRows.rowSpace("main", "tenant", shape, shape.keys())).isNotEqualTo(space);
    assertThat(space("update page set n = ?")).isNotZero();
    assertThat(space("update page set n = ? where id < ?")).isZero();
  }

  private static long space(String sql) {
    SqlShape shape = SqlShapes.parse(sql);
    return HotRows.rowSpace("main", null, shape, shape.keys());
  }
}
