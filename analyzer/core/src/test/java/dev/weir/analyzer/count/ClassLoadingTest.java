package dev.weir.analyzer.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClassLoadingTest {
  private final AtomicLong loaded = new AtomicLong(1_000);
  private final ClassLoading classes = new ClassLoading(loaded::get);

  private void note(long now, long classesLoaded) {
    loaded.addAndGet(classesLoaded);
    classes.note(now);
  }

  @Test
  void timeInWhichManyClassesWereLoadedIsWarmUp() {
    note(100, 0);
    note(200, 300);
    note(300, 0);
    note(400, 0);
    assertThat(classes.isWarmUp(110, 290)).isTrue();
    assertThat(classes.isWarmUp(210, 390)).isFalse();
    assertThat(classes.isWarmUp(310, 500)).isFalse();
  }

  @Test
  void whatWasNotNotedYetCounts() {
    note(100, 0);
    loaded.addAndGet(300);
    assertThat(classes.isWarmUp(110, 120)).isTrue();
  }

  @Test
  void someClassesAreNoWarmUp() {
    note(100, 0);
    note(200, 5);
    assertThat(classes.isWarmUp(110, 190)).isFalse();
  }

  @Test
  void ofTimesBeforeAllThatWasNotedNothingIsSaid() {
    assertThat(classes.isWarmUp(1, 2)).isFalse();
    for (int i = 1; i <= 1_000; i++) {
      note(100L * i, i < 500 ? 100 : 0);
    }
    assertThat(classes.isWarmUp(150, 350)).isFalse();
  }
}
