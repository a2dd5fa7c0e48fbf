package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a release's findings are beside those of earlier ones. */
class EarlierReleasesTest {
  private static final List<Report.Entry> ENTRIES = Sample.report().entries();
  private static final Finding LU = ENTRIES.get(0).finding();
  private static final Finding N1 = ENTRIES.get(1).finding();
  private static final Finding HR = ENTRIES.get(2).finding();

  private static String told(int minute, @Nullable String release, Finding... findings) {
    Report all = Sample.report();
    List<Finding> these = List.of(findings);
    return new JsonLines()
        .render(
            new Report(
                all.dataSources(),
                Instant.parse("2026-11-21T12:00:00Z").plusSeconds(60L * minute),
                all.watched(),
                all.coverage(),
                ENTRIES.stream().filter(entry -> these.contains(entry.finding())).toList(),
                List.of(),
                List.of(),
                List.of(),
                release,
                null));
  }

  private static JsonFindings lines(String... reports) {
    return JsonFindings.read(String.join("", reports).lines().toList());
  }

  private static EarlierReleases before(@Nullable String release, JsonFindings... lines) {
    return EarlierReleases.before(release, List.of(lines));
  }

  private static List<String> gone(EarlierReleases earlier, Finding... now) {
    return Objects.requireNonNull(earlier.since(Stream.of(now))).gone().stream()
        .map(entry -> entry.finding().code().id())
        .toList();
  }

  @Test
  void findingIsNewOngoingBackOrGone() {
    EarlierReleases earlier = before("3", lines(told(0, "1", LU), told(1, "2", N1)));
    assertThat(earlier.state(N1)).isEqualTo(FindingState.ONGOING);
    assertThat(earlier.state(LU)).isEqualTo(FindingState.BACK);
    assertThat(earlier.state(HR)).isEqualTo(FindingState.NEW);
    assertThat(gone(earlier, LU, HR)).containsExactly("N1");
    assertThat(gone(earlier, N1)).isEmpty();
    Report.Since since = Objects.requireNonNull(earlier.since(Stream.of()));
    assertThat(since.release()).isEqualTo("2");
    assertThat(since.gone())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.words()).isEqualTo(ENTRIES.get(1).words());
              assertThat(entry.finding().place()).isEqualTo(N1.place());
              assertThat(entry.state()).isEqualTo(FindingState.GONE);
            });
  }

  @Test
  void nothingIsSaidWithoutEarlierLinesOrARelease() {
    for (EarlierReleases none :
        List.of(
            before("1"),
            before("1", lines(told(0, null, LU))),
            before("1", lines(told(0, "1", LU))),
            before(null, lines(told(0, "1", LU))))) {
      assertThat(none.state(LU)).isNull();
      assertThat(none.state(N1)).isNull();
      assertThat(none.since(Stream.of(LU))).isNull();
    }
  }

  @Test
  void linesOfTheReleaseItselfAreNotEarlier() {
    EarlierReleases earlier = before("2", lines(told(0, "1", LU, HR), told(1, "2", LU, N1)));
    assertThat(earlier.state(N1)).isEqualTo(FindingState.NEW);
    assertThat(gone(earlier)).as("LU was found before it was started again").containsExactly("HR");
  }

  @Test
  void releaseInWhichNothingWasFoundIsOne() {
    EarlierReleases earlier = before("3", lines(told(0, "1", LU), told(1, "2")));
    assertThat(earlier.state(LU)).isEqualTo(FindingState.BACK);
    assertThat(gone(earlier)).isEmpty();
  }

  @Test
  void instancesAreTakenTogetherInTheOrderOfTheirReleases() {
    JsonFindings late = lines(told(5, "2", N1), told(9, "3"));
    JsonFindings early = lines(told(0, "1", LU), told(6, "2", HR));
    assertThat(EarlierReleases.newest(List.of(late, early))).isEqualTo("3");
    EarlierReleases earlier = before("3", late, early);
    assertThat(earlier.state(LU)).isEqualTo(FindingState.BACK);
    assertThat(gone(earlier)).containsExactly("N1", "HR");
    assertThat(EarlierReleases.newest(List.of())).isNull();
  }
}
