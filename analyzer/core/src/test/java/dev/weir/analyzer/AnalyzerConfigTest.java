package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.analyzer.model.Profile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalyzerConfigTest {
  @Test
  void rejectsRoundTripsThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().roundTrip(Duration.ZERO).build())
        .withMessage("roundTrip must be from 0.001 ms to 10000.0 ms, but is 0.0 ms");
  }

  @Test
  void rejectsGapsThatNeverEndAUnit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().quietGap(Duration.ofHours(1)).build())
        .withMessage("quietGap must be from 1.0 ms to 60000.0 ms, but is 3600000.0 ms");
  }

  @Test
  void rejectsBlankPackages() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().applicationPackages("com.shop.", " ").build())
        .withMessageContaining("blank");
  }

  @Test
  void rejectsAnEmptyStore() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().maxFindings(0).build())
        .withMessage("maxFindings must be at least 1 finding, but is 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1.4\n2", "\u202e1.4", "\ud800"})
  void rejectsReleasesThatCannotBeRead(String release) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().release(release).build())
        .withMessage("release must be 1 to 100 printable characters, but is '" + release + "'");
  }

  @Test
  void releaseHasAHundredCharactersAtMost() {
    String longest = "\ud83d\ude80".repeat(100);
    assertThat(AnalyzerConfig.builder().release(longest).build().release()).isEqualTo(longest);
    assertThat(AnalyzerConfig.builder().build().release()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnalyzerConfig.builder().release("1".repeat(101)).build());
  }

  @Test
  void rejectsLoopsOfOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Profile(
                    1, Duration.ZERO, 0, 5, 30, Duration.ofMillis(1), Duration.ofMillis(1), 1))
        .withMessage("loopThreshold must be at least 2 executions, but is 1");
  }

  @Test
  void rejectsSharesThatAreNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Profile(
                    3,
                    Duration.ZERO,
                    Double.NaN,
                    5,
                    30,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    1))
        .withMessageContaining("from 0 to 1");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Profile(
                    3,
                    Duration.ofMillis(-5),
                    0,
                    5,
                    30,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    1))
        .withMessage("wasteFloor must be at least 0 ms, but is -5 ms");
  }
}
