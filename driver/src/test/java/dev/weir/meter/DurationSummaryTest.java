package dev.weir.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationSummaryTest {
  private final DurationRecorder recorder = new DurationRecorder();

  private void record(long... millis) {
    for (long each : millis) {
      recorder.record(TimeUnit.MILLISECONDS.toNanos(each));
    }
  }

  @Test
  void nothingHasNoMeanAndNoMedian() {
    DurationSummary none = recorder.summary();

    assertThat(none.count()).isZero();
    assertThat(none.total()).isZero();
    assertThat(none.max()).isZero();
    assertThat(none.mean()).isEmpty();
    assertThat(none.quantile(0.5)).isEmpty();
    assertThat(none.quantile(0)).isEmpty();
  }

  @Test
  void quantileIsTheUpperEndOfARangeAndNeverAboveTheLongest() {
    record(3, 4, 30, 70_000);
    DurationSummary summary = recorder.summary();

    assertThat(summary.count()).isEqualTo(4);
    assertThat(summary.total()).isEqualTo(Duration.ofMillis(70_037));
    assertThat(summary.mean()).contains(Duration.ofNanos(70_037_000_000L / 4));
    assertThat(summary.max()).isEqualTo(Duration.ofSeconds(70));
    assertThat(summary.quantile(0.5)).contains(Duration.ofMillis(5));
    assertThat(summary.quantile(0.75)).contains(Duration.ofMillis(50));
    assertThat(summary.quantile(1)).contains(Duration.ofSeconds(70));
    assertThat(summary.quantile(0)).contains(Duration.ofMillis(5));
    assertThat(summary.buckets().stream().mapToLong(DurationSummary.Bucket::count).sum())
        .isEqualTo(4);
  }

  @Test
  void rangeEndsWithItsBound() {
    record(5);
    recorder.record(TimeUnit.MILLISECONDS.toNanos(5) + 1);

    assertThat(recorder.summary().buckets())
        .contains(new DurationSummary.Bucket(Duration.ofMillis(5), 1))
        .contains(new DurationSummary.Bucket(Duration.ofMillis(10), 1));
  }

  @Test
  void quantileBeyondAllIsAnError() {
    record(1);
    for (double part : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> recorder.summary().quantile(part))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("from 0 to 1");
    }
  }
}
