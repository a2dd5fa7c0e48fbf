package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.topology.Node;
import dev.weir.topology.Position;
import dev.weir.topology.Positions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a caller must respect, and what becomes of callers that are forgotten. */
@SuppressWarnings("try") // A scope is not named within its block.
class CallersTest {
  private static final LastWrite WRITE = new LastWrite("update t", "");
  private static final Node PRIMARY = new Node("primary", 0);
  private static final Node ONE = new Node("replica1", 1);
  private static final Node TWO = new Node("replica2", 2);
  private static final long TABLE = 1;
  private static final long OTHER = 2;

  private final AtomicLong clock = new AtomicLong(1_000);
  private final Marks marks = new Marks();
  private final Callers callers = callers(10, CallerScopeTest.NOWHERE);

  private Callers callers(int most, Positions positions) {
    return new Callers("test", marks, 3, Duration.ofSeconds(1), null, positions, clock::get, most);
  }

  private ReadMarks reading(Caller caller, long table) {
    return caller.reading(marks.reading(List.of(table)));
  }

  private static void write(WriteMarks writes, long nanos) {
    writes.begin();
    writes.end(nanos);
  }

  private void write(Caller caller, long table, long nanos) {
    write(caller.writing(writing(table)), nanos);
  }

  // ---------------------------------------------------------------- own writes

  @Test
  void ownWritesCountForItsCallerAndForThoseWhoAreNobody() {
    Caller caller = callers.open("a");
    write(caller, TABLE, 500);
    assertThat(reading(caller, TABLE).newestNanos()).isEqualTo(500);
    assertThat(reading(caller, OTHER).newestNanos()).isEqualTo(Marks.NEVER);
    assertThat(reading(callers.open("b"), TABLE).newestNanos()).isEqualTo(Marks.NEVER);
    assertThat(marks.reading(List.of(TABLE)).newestNanos()).isEqualTo(500);
    assertThat(caller.reading(marks.readingAnything()).newestNanos()).isEqualTo(500);
  }

  @Test
  void writesOfOthersDoNotCountNorWhilePending() {
    Caller caller = callers.open("a");
    WriteMarks outside = writing(TABLE);
    outside.begin();
    assertThat(reading(caller, TABLE).pending()).isFalse();
    outside.end(500);
    assertThat(reading(caller, TABLE).newestNanos()).isEqualTo(Marks.NEVER);
    assertThat(caller.reading(marks.readingAnything()).newestNanos()).isEqualTo(Marks.NEVER);

    WriteMarks own = caller.writing(writing(TABLE));
    own.begin();
    assertThat(reading(caller, TABLE).pending()).isTrue();
    assertThat(marks.reading(List.of(TABLE)).pending()).isTrue();
    assertThat(reading(callers.open("b"), TABLE).pending()).isFalse();
    own.end(600);
    assertThat(reading(caller, TABLE).pending()).isFalse();
  }

  @Test
  void writesOfWhichNobodyCanTellTheTablesCountForEverybody() {
    Caller caller = callers.open("a");
    WriteMarks everything = marks.writingEverything(WRITE);
    everything.begin();
    assertThat(reading(caller, TABLE).pending()).isTrue();
    everything.end(700);
    assertThat(reading(caller, TABLE).newestNanos()).isEqualTo(700);
    assertThat(caller.reading(marks.readingAnything()).newestNanos()).isEqualTo(700);
  }

  @Test
  void transactionOfTwoCallersCountsForBoth() {
    Caller a = callers.open("a");
    Caller b = callers.open("b");
    write(a.writing(writing(TABLE)).and(b.writing(writing(OTHER))), 500);
    assertThat(reading(a, TABLE).newestNanos()).isEqualTo(500);
    assertThat(reading(b, OTHER).newestNanos()).isEqualTo(500);
  }

  // ---------------------------------------------------------------- forgotten callers

  @Test
  void callerThatWasForgottenIsOneWhoMayHaveWrittenWhatAnybodyWrote() {
    Callers few = callers(1, CallerScopeTest.NOWHERE);
    write(few.open("a"), TABLE, 500);
    forgetAll(few);
    write(writing(TABLE), 900);

    Caller anybody = few.open("perhaps a"); // Of whom nothing else is known.
    assertThat(reading(anybody, TABLE).newestNanos()).isGreaterThanOrEqualTo(500);
    assertThat(reading(anybody, OTHER).newestNanos()).isEqualTo(Marks.NEVER);
  }

  @Test
  void readsOfForgottenCallersAreStillTheFloor() {
    Callers few = callers(1, CallerScopeTest.NOWHERE);
    few.open("a").returned(ONE, 500);
    forgetAll(few);

    ReadMarks reads = reading(few.open("perhaps a"), TABLE);
    assertThat(reads.neededNanos(Marks.NEVER, TWO.index())).isGreaterThanOrEqualTo(500);
    assertThat(reads.isGuarded()).isTrue();
  }

  private static void forgetAll(Callers few) {
    for (int i = 0; i < 1_000; i++) {
      few.open("other " + i);
    }
  }

  /** A scope may last longer than its caller is remembered. */
  @Test
  void callerThatIsInUseIsFoundThoughItWasForgotten() {
    Callers few = callers(1, CallerScopeTest.NOWHERE);
    Caller used = few.open("a");
    forgetAll(few);
    assertThat(few.open("a")).isSameAs(used);
    forgetAll(few);
    write(used, TABLE, 500);
    assertThat(few.open("a")).isSameAs(used);
  }

  // ---------------------------------------------------------------- monotonic reads

  @Test
  void whatWasSeenOnOneNodeMustBeOnEveryOther() {
    Caller caller = callers.open("a");
    caller.returned(ONE, 500);
    ReadMarks reads = reading(caller, TABLE);
    assertThat(reads.neededNanos(Marks.NEVER, ONE.index())).isEqualTo(Marks.NEVER);
    assertThat(reads.neededNanos(Marks.NEVER, TWO.index())).isEqualTo(500);

    // A read that had begun before may return later: neither may go back behind the other.
    caller.returned(TWO, 510);
    assertThat(reads.neededNanos(Marks.NEVER, ONE.index())).isEqualTo(510);
    assertThat(reads.neededNanos(Marks.NEVER, TWO.index())).isEqualTo(500);

    caller.returned(PRIMARY, 600);
    assertThat(reads.neededNanos(Marks.NEVER, ONE.index())).isEqualTo(600);
    assertThat(reads.neededNanos(700, ONE.index())).isEqualTo(700);
  }

  @Test
  void replicaGoesOnOnlyInTheSameLifeOrWhenItHasConfirmedTheLastRead() {
    Caller caller = callers.open("a");
    caller.returned(ONE, 500);
    assertThat(caller.mayGoOn(ONE, 100, 400)).isTrue();
    assertThat(caller.mayGoOn(ONE, 100, 501)).isFalse();
    assertThat(caller.mayGoOn(ONE, 500, 501)).isTrue();
  }

  @Test
  void whoIsKeptOnThePrimaryMayWaitAfterAWhileAndNotAgainAtOnce() {
    Caller caller = callers.open("a");
    long millis = Duration.ofMillis(1).toNanos();
    for (int i = 0; i < 100; i++) {
      assertThat(caller.kept(i * millis)).isFalse();
    }
    assertThat(caller.kept(100 * millis)).isTrue();
    caller.keptNoLonger();
    assertThat(caller.kept(101 * millis)).isFalse();
    assertThat(caller.kept(5_000 * millis)).isFalse(); // It has done something else since.
  }

  // ---------------------------------------------------------------- tokens

  @Test
  void tokenBecomesTheInstantThatConfirmsItOrNow() {
    Positions known =
        new Positions() {
          @Override
          public @Nullable Position since(long nanos) {
            return null;
          }

          @Override
          public long confirming(Position position) {
            return position.equals(new Position(1, 0x16B3748)) ? 400 : Marks.NEVER;
          }
        };
    Callers some = callers(10, known);
    try (CallerScope session = CallerScope.open("a")) {
      some.resume("1/16B3748");
      assertThat(some.newestNanos()).isEqualTo(400);
      for (String text : List.of("2/16B3748", "1/FFFFFFFFFFFFFFFF", "'; drop table", "", "0/0")) {
        clock.incrementAndGet();
        some.resume(text);
        assertThat(some.newestNanos()).as(text).isEqualTo(clock.get());
      }
      assertThat(marks.newestNanos()).isEqualTo(Marks.NEVER);
      assertThat(marks.neededNanos()).isEqualTo(clock.get());
    }
  }

  @Test
  void tokenThatIsResumedOutsideOfSessionsCountsForAllReads() {
    callers.resume("0/0");
    assertThat(marks.reading(List.of(TABLE)).newestNanos()).isEqualTo(clock.get());
    assertThat(callers.newestNanos()).isEqualTo(clock.get());
  }

  private WriteMarks writing(long table) {
    return marks.writing(List.of(table), oid -> WRITE);
  }
}
