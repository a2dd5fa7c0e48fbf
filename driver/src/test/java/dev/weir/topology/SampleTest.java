package dev.weir.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Positions in WAL, in bytes from the start of a segment of 16 MiB or given in whole. */
class SampleTest {
  private static final long SEGMENT = 16L << 20;

  /** Where the last record ends, for an insert position at some distance from a page's start. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, on the boundary itself: nothing is counted yet",
    "24, 0, past the short header of a page",
    "32, 32, a record begins there",
    "40, 40, the long header is that of a segment only",
    "8191, 8191, the last byte of the page",
  })
  void headerOfAPageIsNotPartOfTheLastRecord(int offset, int expected, String why) {
    long page = 5 * SEGMENT + 3 * 8192;

    assertThat(Sample.normalise(page + offset, SEGMENT)).as(why).isEqualTo(page + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, on the boundary itself",
    "24, 24, inside the long header: never an insert position and left alone",
    "40, 0, past the long header",
    "48, 48, a record begins there",
    "8191, 8191, the last byte of the first page",
    "8216, 8192, past the short header of the second page",
    "8232, 8232, a record in the second page",
  })
  void firstPageOfASegmentHasTheLongHeader(int offset, int expected, String why) {
    long segment = 7 * SEGMENT;

    assertThat(Sample.normalise(segment + offset, SEGMENT)).as(why).isEqualTo(segment + expected);
  }

  @ParameterizedTest
  @CsvSource({"1", "16", "64", "1024"})
  void segmentMayHaveAnySize(int mebibytes) {
    long size = (long) mebibytes << 20;

    assertThat(Sample.normalise(3 * size + 40, size)).isEqualTo(3 * size);
    assertThat(Sample.normalise(3 * size + 8192 + 24, size)).isEqualTo(3 * size + 8192);
  }

  /** LSNs are unsigned. */
  @ParameterizedTest
  @CsvSource({"-16777216, 40", "-16769024, 24", "-9223372036854775808, 40"})
  void highestPositionsAreNormalisedToo(long boundary, int header) {
    assertThat(Sample.normalise(boundary + header, SEGMENT)).isEqualTo(boundary);
    assertThat(Sample.normalise(boundary + header + 8, SEGMENT)).isEqualTo(boundary + header + 8);
  }
}
