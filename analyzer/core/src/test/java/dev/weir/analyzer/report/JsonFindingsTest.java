package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Report;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonFindingsTest {
  private static final List<String> LINES =
      new JsonLines().render(Sample.report()).lines().toList();

  @Test
  void whatWasWrittenIsReadButForTables() {
    JsonFindings read = JsonFindings.read(LINES);
    List<Report.Entry> written = Sample.report().entries();
    for (int i = 0; i < written.size(); i++) {
      Report.Entry entry = written.get(i);
      JsonFindings.Saved saved = read.findings().get(i);
      Report.Entry withoutTables =
          new Report.Entry(entry.finding(), entry.words(), entry.page(), entry.advice(), List.of());
      assertThat(new JsonLines().render(saved.entry(), saved.at(), null))
          .isEqualTo(new JsonLines().render(withoutTables, saved.at(), null));
      assertThat(saved.at()).isEqualTo(Sample.report().at());
    }
    assertThat(read.coverage()).isEqualTo(Sample.report().coverage());
    assertThat(read.dataSources()).isEqualTo(Sample.report().dataSources());
    assertThat(read.watched()).isEqualTo(Sample.report().watched());
    assertThat(read.unseen()).isEqualTo(Sample.report().unseen());
  }

  @Test
  void whatIsAcceptedStaysSo() {
    Report all = Sample.report();
    Acceptance acceptance =
        new Acceptance(
            null, "LU", "orders", null, "few rows", "team", LocalDate.parse("2027-01-31"));
    Report report =
        new Report(
            all.dataSources(),
            all.at(),
            all.watched(),
            all.coverage(),
            List.of(),
            List.of(),
            List.of(new Report.Accepted(all.entries().get(0), acceptance)),
            List.of());
    JsonFindings read = JsonFindings.read(new JsonLines().render(report).lines().toList());
    assertThat(read.findings()).singleElement().extracting("accepted").isEqualTo(acceptance);
  }

  @Test
  void newestLineOfAFindingCounts() {
    List<String> lines = new ArrayList<>(LINES);
    lines.add(LINES.get(1).replace("1,240 in 4 units", "2,480 in 8 units"));
    assertThat(JsonFindings.read(lines).findings())
        .hasSize(4)
        .anyMatch(saved -> saved.entry().words().startsWith("2,480"));
  }

  @Test
  void whatIsNoFindingIsPassedOver() {
    List<String> lines = new ArrayList<>(List.of("12:00 INFO started", "{\"type\": \"other\"}"));
    lines.addAll(LINES);
    lines.add(LINES.get(1).substring(0, 100));
    assertThat(JsonFindings.read(lines).findings()).hasSize(4);
    assertThat(JsonFindings.read(List.of("12:00 INFO started")).isJson()).isFalse();
  }

  @Test
  void whatCannotBeReadIsToldWithItsLine() {
    assertThatThrownBy(
            () ->
                JsonFindings.read(
                    List.of("", LINES.get(1).replace("\"version\":2", "\"version\":3"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 2: it is of version 3, and only 2 can be read");
    assertThatThrownBy(
            () -> JsonFindings.read(List.of(LINES.get(1).replace("\"ERROR\"", "\"BAD\""))))
        .hasMessageStartingWith("line 1: ")
        .hasMessageContaining("BAD");
  }
}
