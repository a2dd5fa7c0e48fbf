package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundsInUseTest {
  /** A monotonic clock may begin below zero. */
  private static final long START = -Duration.ofDays(300).toNanos();

  private final BoundsInUse bounds = new BoundsInUse(Duration.ofSeconds(1).toNanos());

  private static long at(long millis) {
    return START + Duration.ofMillis(millis).toNanos();
  }

  private boolean use(long boundMillis, long atMillis) {
    return bounds.used(Duration.ofMillis(boundMillis).toNanos(), at(atMillis));
  }

  private long intervalMillis(long atMillis) {
    return Duration.ofNanos(bounds.sampleIntervalNanos(at(atMillis))).toMillis();
  }

  @Test
  void noBoundAsksForNothing() {
    assertThat(intervalMillis(0)).isEqualTo(1_000);
    use(60_000, 0);
    assertThat(intervalMillis(0)).isEqualTo(1_000);
  }

  @Test
  void tightestCounts() {
    use(400, 0);
    assertThat(intervalMillis(0)).isEqualTo(100);
    assertThat(use(200, 10)).isTrue();
    assertThat(use(200, 15)).isFalse();
    assertThat(use(800, 20)).isFalse();
    assertThat(intervalMillis(20)).isEqualTo(50);
  }

  @Test
  void samplesAreTenMillisecondsApartAtLeast() {
    use(20, 0);
    assertThat(intervalMillis(0)).isEqualTo(10);
  }

  @Test
  void boundThatSamplingCannotKeepCostsNothing() {
    assertThat(use(19, 0)).isFalse();
    assertThat(use(0, 0)).isFalse();
    assertThat(intervalMillis(0)).isEqualTo(1_000);
  }

  @Test
  void boundIsInUseForSomeTimeAfterItsLastRead() {
    use(200, 0);
    assertThat(intervalMillis(9_000)).isEqualTo(50);
    use(800, 11_000);
    assertThat(intervalMillis(11_000)).isEqualTo(50);
    use(800, 22_000);
    assertThat(intervalMillis(22_000)).isEqualTo(200);
    assertThat(intervalMillis(43_000)).isEqualTo(1_000);
    use(400, 60_000);
    assertThat(intervalMillis(60_000)).isEqualTo(100);
  }
}
