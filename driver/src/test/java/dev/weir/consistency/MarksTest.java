package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;

class MarksTest {
  private static final LastWrite WRITE = new LastWrite("update t", "");

  private final Marks marks = new Marks();

  @Test
  void nothingIsMarkedAtFirst() {
    ReadMarks reads = marks.reading(List.of(1L, 2L));

    assertThat(reads.pending()).isFalse();
    assertThat(reads.isGuarded()).isFalse();
    assertThat(reads.newestNanos()).isEqualTo(Marks.NEVER);
    assertThat(marks.newestNanos()).isEqualTo(Marks.NEVER);
  }

  @Test
  void readSeesTheNewestMarkOfItsTables() {
    ReadMarks reads = marks.reading(List.of(1L, 2L));
    write(marks.writing(List.of(1L), oid -> WRITE), 10);
    write(marks.writing(List.of(2L), oid -> WRITE), 20);
    write(marks.writing(List.of(3L), oid -> WRITE), 30);

    assertThat(reads.newestNanos()).isEqualTo(20);
    assertThat(marks.reading(List.of(4L)).isGuarded()).isFalse();
    assertThat(marks.readingAnything().newestNanos()).isEqualTo(30);
    assertThat(marks.newestNanos()).isEqualTo(30);
  }

  @Test
  void writeWhoseTablesAreUnknownConcernsAllReads() {
    write(marks.writingEverything(WRITE), 10);

    assertThat(marks.reading(List.of(1L)).newestNanos()).isEqualTo(10);
    assertThat(marks.reading(List.of()).newestNanos()).isEqualTo(10);
    assertThat(marks.readingAnything().newestNanos()).isEqualTo(10);
  }

  @Test
  void writeIsPendingUntilItsLastCommitReturned() {
    ReadMarks reads = marks.reading(List.of(1L));
    WriteMarks writes = marks.writing(List.of(1L), oid -> WRITE);
    writes.begin();
    writes.begin();
    assertThat(reads.pending()).isTrue();
    assertThat(marks.readingAnything().pending()).isTrue();
    assertThat(marks.reading(List.of(2L)).pending()).isFalse();
    writes.end(10);
    assertThat(reads.pending()).isTrue();
    writes.end(20);
    assertThat(reads.pending()).isFalse();
    assertThat(reads.newestNanos()).isEqualTo(20);
  }

  @Test
  void markNeverGoesBack() {
    write(marks.writing(List.of(1L), oid -> WRITE), 20);
    write(marks.writing(List.of(1L), oid -> WRITE), 10);

    assertThat(marks.reading(List.of(1L)).newestNanos()).isEqualTo(20);
  }

  @Test
  void noTablesMarkNothing() {
    assertThat(marks.writing(List.of(), oid -> WRITE).isEmpty()).isTrue();
    assertThat(marks.writing(List.of(1L), oid -> WRITE).isEmpty()).isFalse();
    assertThat(marks.writingEverything(WRITE).isEmpty()).isFalse();
  }

  @Test
  void bothBeginAndEndEachTableOnce() {
    WriteMarks both =
        marks
            .writing(List.of(1L, 2L), oid -> WRITE)
            .and(marks.writing(List.of(2L, 3L), oid -> WRITE));
    write(both.and(WriteMarks.NONE), 10);
    write(WriteMarks.NONE.and(both), 20);

    for (long oid = 1; oid <= 3; oid++) {
      assertThat(marks.reading(List.of(oid)).pending()).isFalse();
      assertThat(marks.reading(List.of(oid)).newestNanos()).isEqualTo(20);
    }
    assertThat(WriteMarks.NONE.and(WriteMarks.NONE).isEmpty()).isTrue();
  }

  @Test
  void eachMarkTellsWhatMadeIt() {
    WriteMarks first = marks.writing(List.of(1L, 2L), oid -> new LastWrite("first", "way " + oid));
    WriteMarks second = marks.writing(List.of(2L, 3L), oid -> new LastWrite("second", ""));
    assertThat(marks.reading(List.of(1L)).lastWrite()).isNull();
    write(first.and(second), 10);

    assertThat(marks.reading(List.of(1L)).lastWrite()).hasToString("first, through way 1");
    assertThat(marks.reading(List.of(2L)).lastWrite()).hasToString("first, through way 2");
    assertThat(marks.reading(List.of(3L)).lastWrite()).hasToString("second");
    assertThat(marks.reading(List.of(4L)).lastWrite()).isNull();

    write(marks.writingEverything(new LastWrite("vacuum", "")), 20);
    assertThat(marks.reading(List.of(3L, 4L)).lastWrite()).hasToString("vacuum");
    assertThat(marks.readingAnything().lastWrite()).hasToString("vacuum");
    write(second, 30);
    assertThat(marks.reading(List.of(1L)).lastWrite()).hasToString("vacuum");
    assertThat(marks.reading(List.of(3L)).lastWrite()).hasToString("second");
  }

  @Test
  void longStatementIsCut() {
    assertThat(new LastWrite("x".repeat(5_000), "").statement()).hasSize(1_002).endsWith("x..");
  }

  @Test
  void bothOfWhatOneHasIsThatOne() {
    WriteMarks both = marks.writing(List.of(1L, 2L), oid -> WRITE);
    assertThat(both.and(marks.writing(List.of(2L), oid -> WRITE))).isSameAs(both);
    assertThat(both.and(WriteMarks.NONE)).isSameAs(both);
    assertThat(WriteMarks.NONE.and(both)).isSameAs(both);
  }

  /**
   * A write becomes visible to others somewhere between its beginning and its end. Whoever has seen
   * it and then asks sees it pending, or a mark that is not older than it.
   */
  @Test
  void readThatSeesNoPendingWriteSeesItsMark() throws Exception {
    int tables = 4;
    AtomicLongArray visible = new AtomicLongArray(tables);
    AtomicLong clock = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong missed = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> writers = new ArrayList<>();
      for (int seed = 0; seed < 2; seed++) {
        Random random = new Random(seed);
        writers.add(threads.submit(() -> writes(random, tables, visible, clock)));
      }
      List<Future<?>> readers = new ArrayList<>();
      for (int seed = 0; seed < 2; seed++) {
        Random random = new Random(100 + seed);
        readers.add(threads.submit(() -> reads(random, tables, visible, over, missed)));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
      over.set(true);
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      over.set(true);
      threads.shutdownNow();
    }
    assertThat(missed).hasValue(0);
  }

  private void writes(Random random, int tables, AtomicLongArray visible, AtomicLong clock) {
    for (int i = 0; i < 50_000; i++) {
      int table = random.nextInt(tables);
      WriteMarks writes =
          random.nextInt(10) == 0
              ? marks.writingEverything(WRITE)
              : marks.writing(List.of((long) table, (long) random.nextInt(tables)), oid -> WRITE);
      writes.begin();
      visible.accumulateAndGet(table, clock.incrementAndGet(), Math::max);
      writes.end(clock.incrementAndGet());
    }
  }

  private void reads(
      Random random, int tables, AtomicLongArray visible, AtomicBoolean over, AtomicLong missed) {
    while (!over.get()) {
      int table = random.nextInt(tables);
      ReadMarks reads =
          random.nextInt(10) == 0 ? marks.readingAnything() : marks.reading(List.of((long) table));
      long seen = visible.get(table);
      if (!reads.pending() && seen > 0 && reads.newestNanos() < seen) {
        missed.incrementAndGet();
      }
    }
  }

  private static void write(WriteMarks writes, long nanos) {
    writes.begin();
    writes.end(nanos);
  }
}
