package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisturbancesTest {
  private final AtomicLong loaded = new AtomicLong(1_000);
  private double load;
  private final Disturbances disturbances = new Disturbances(loaded::get, () -> load);

  private void note(long now, long classesLoaded) {
    loaded.addAndGet(classesLoaded);
    disturbances.wake(now);
  }

  @Test
  void timeInWhichManyClassesWereLoadedIsWarmUp() {
    note(100, 0);
    note(200, 300);
    note(300, 0);
    note(400, 0);
    assertThat(disturbances.explain(110, 290, 50)).isTrue();
    assertThat(disturbances.explain(210, 390, 50)).isFalse();
    assertThat(disturbances.explain(310, 500, 50)).isFalse();
  }

  @Test
  void whatWasNotNotedYetCounts() {
    note(100, 0);
    loaded.addAndGet(300);
    assertThat(disturbances.explain(110, 120, 50)).isTrue();
  }

  @Test
  void classesExplainNoMoreThanTheyTake() {
    note(0, 0);
    note(2_000_000_000, 20);
    assertThat(disturbances.explain(10, 215_000_000, 200_000_000)).isTrue();
    assertThat(disturbances.explain(10, 800_000_000, 200_000_000)).isFalse();
  }

  @Test
  void someClassesAreNoWarmUp() {
    note(100, 0);
    note(200, 5);
    assertThat(disturbances.explain(110, 190, 50)).isFalse();
  }

  @Test
  void ofTimesBeforeAllThatWasNotedNothingIsSaid() {
    assertThat(disturbances.explain(1, 2, 50)).isFalse();
    for (int i = 1; i <= 1_000; i++) {
      note(100L * i, i < 500 ? 100 : 0);
    }
    assertThat(disturbances.explain(150, 350, 50)).isFalse();
  }

  @Test
  void overloadedMachineExplainsWhatItMayHaveStretched() {
    load = 6;
    disturbances.wake(100);
    assertThat(disturbances.explain(110, 250, 50)).isTrue();
    assertThat(disturbances.explain(110, 270, 50)).isFalse();
    assertThat(disturbances.explain(0, 6_000_000_000L, 5_000_000_000L)).isFalse();
    load = 1.9;
    disturbances.wake(300);
    assertThat(disturbances.explain(310, 320, 50)).isFalse();
    assertThat(disturbances.explain(310, 380, 50)).isFalse();
  }

  @Test
  void loadCountsWhileItLasts() {
    for (int i = 0; i < 10; i++) {
      load = i < 5 ? 1 : 8;
      disturbances.wake(100L * i);
    }
    assertThat(disturbances.explain(0, 400, 300)).isFalse();
    assertThat(disturbances.explain(500, 900, 300)).isTrue();
    assertThat(disturbances.explain(300, 700, 300)).isTrue();
  }

  @Test
  void whatStandsStillAsAWholeIsNotTheApplicationsDoing() {
    disturbances.wake(at(0));
    disturbances.sleep(at(100));
    disturbances.wake(at(500)); // Late by 400 ms.
    disturbances.sleep(at(600));
    disturbances.wake(at(601));
    disturbances.sleep(at(701));
    assertThat(disturbances.explain(at(50), at(550), at(101))).isTrue();
    assertThat(disturbances.explain(at(50), at(550), at(99))).isFalse();
    assertThat(disturbances.explain(at(300), at(520), at(200))).isTrue();
    assertThat(disturbances.explain(at(500), at(700), at(150))).isFalse();
  }

  @Test
  void whatStillStandsStillIsKnownBeforeItIsNoted() {
    disturbances.wake(at(0));
    disturbances.sleep(at(100));
    assertThat(disturbances.explain(at(10), at(600), at(200))).isTrue();
    assertThat(disturbances.explain(at(10), at(90), at(50))).isFalse();
  }

  @Test
  void threadThatIsBusyDoesNotComeLate() {
    disturbances.wake(at(0));
    assertThat(disturbances.explain(at(10), at(600), at(200))).isFalse();
    disturbances.sleep(at(700));
    disturbances.wake(at(705));
    assertThat(disturbances.explain(at(10), at(600), at(200))).isFalse();
  }

  private static long at(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
