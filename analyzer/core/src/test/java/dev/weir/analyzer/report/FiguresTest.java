package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 7, 0 %",
    "1, 100000, <0.1 %",
    "5, 10000, <0.1 %",
    "1, 1000, 0.1 %",
    "31, 1000, 3.1 %",
    "30, 1000, 3 %",
    "996, 10000, 10 %",
    "124, 1000, 12 %",
    "995, 1000, >99 %",
    "1000, 1000, 100 %",
  })
  void sharesLookNeitherEmptyNorFullUnlessTheyAre(long part, double whole, String text) {
    assertThat(Figures.percent(part, whole)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "8192, 8 kB",
    "1536, 1.5 kB",
    "30736384, 29 MB",
    "1288490189, 1.2 GB",
  })
  void bytesAreCountedAsPostgresDoes(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @Test
  void durationsKeepTwoDigits() {
    assertThat(Figures.duration(Duration.ZERO)).isEqualTo("0 ms");
    assertThat(Figures.duration(Duration.ofNanos(500_000))).isEqualTo("0.5 ms");
    assertThat(Figures.duration(Duration.ofMillis(49))).isEqualTo("49 ms");
    assertThat(Figures.duration(Duration.ofMillis(1_240))).isEqualTo("1.2 s");
    assertThat(Figures.duration(Duration.ofMinutes(3))).isEqualTo("3 min");
  }

  @Test
  void agesAreRoundedDown() {
    assertThat(Figures.span(Duration.ofSeconds(119))).isEqualTo("119 s");
    assertThat(Figures.span(Duration.ofSeconds(179))).isEqualTo("2 min");
    assertThat(Figures.span(Duration.ofMinutes(239))).isEqualTo("3 h");
    assertThat(Figures.span(Duration.ofDays(9))).isEqualTo("9 d");
    assertThat(Figures.span(Duration.ofSeconds(-3))).as("clocks differ").isEqualTo("0 s");
  }

  @Test
  void oneIsSingular() {
    assertThat(Figures.count(1, "row")).isEqualTo("1 row");
    assertThat(Figures.count(0, "row")).isEqualTo("0 rows");
    assertThat(Figures.count(1_240, "row")).isEqualTo("1,240 rows");
  }
}
