package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DisturbancesTest {
  private final AtomicLong loaded = new AtomicLong(1_000);
  private double load;
  private final Disturbances disturbances = new Disturbances(loaded::get, () -> load);

  private void note(long now, long classesLoaded) {
    loaded.addAndGet(classesLoaded);
    disturbances.note(now);
  }

  @Test
  void timeInWhichManyClassesWereLoadedIsWarmUp() {
    note(100, 0);
    note(200, 300);
    note(300, 0);
    note(400, 0);
    assertThat(disturbances.explain(110, 290)).isTrue();
    assertThat(disturbances.explain(210, 390)).isFalse();
    assertThat(disturbances.explain(310, 500)).isFalse();
  }

  @Test
  void whatWasNotNotedYetCounts() {
    note(100, 0);
    loaded.addAndGet(300);
    assertThat(disturbances.explain(110, 120)).isTrue();
  }

  @Test
  void someClassesAreNoWarmUp() {
    note(100, 0);
    note(200, 5);
    assertThat(disturbances.explain(110, 190)).isFalse();
  }

  @Test
  void ofTimesBeforeAllThatWasNotedNothingIsSaid() {
    assertThat(disturbances.explain(1, 2)).isFalse();
    for (int i = 1; i <= 1_000; i++) {
      note(100L * i, i < 500 ? 100 : 0);
    }
    assertThat(disturbances.explain(150, 350)).isFalse();
  }

  @Test
  void overloadedMachineExplainsWhatIsNotVeryLong() {
    load = 2.1;
    disturbances.note(100);
    assertThat(disturbances.explain(110, 120)).isTrue();
    assertThat(disturbances.explain(110, 6_000_000_000L)).isFalse();
    load = 1.9;
    disturbances.note(200);
    assertThat(disturbances.explain(110, 120)).isFalse();
  }
}
