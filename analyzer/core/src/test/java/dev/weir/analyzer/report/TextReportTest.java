package dev.weir.analyzer.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {

  @Test
  void theReportReadsAsApproved() throws IOException {
    assertThat(TextReport.plain().render(Sample.report())).isEqualTo(approved());
  }

  @Test
  void noLineIsWiderThanAHundredColumns() {
    assertThat(TextReport.plain().render(Sample.report()).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  @Test
  void coloursChangeNothingButTheSeverities() {
    String coloured = TextReport.coloured().render(Sample.report());

    assertThat(coloured).contains("\u001b[1;31mERROR\u001b[0m", "\u001b[1;33mWARNING\u001b[0m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(TextReport.plain().render(Sample.report()));
  }

  @Test
  void nothingFoundIsOneLine() {
    Report empty =
        new Report(
            List.of("shop"),
            Instant.EPOCH,
            Duration.ofSeconds(5),
            new Coverage(1, 1, 0, 0, 0, 0, 0, 0, 0, 0),
            List.of(),
            List.of());

    assertThat(TextReport.plain().render(empty))
        .isEqualTo("Weir: nothing found in shop, in 5 s: 1 unit of work, 1 statement\n");
  }

  @Test
  void numbersThatAreOldSaySo() {
    Report report = Sample.report();
    Report later =
        new Report(
            report.dataSources(),
            report.at().plusSeconds(40),
            report.watched(),
            report.coverage(),
            report.entries(),
            report.unseen());

    assertThat(TextReport.plain().render(report)).doesNotContain("looked at");
    assertThat(TextReport.plain().render(later)).contains("looked at 40 s ago");
  }

  @Test
  void noLiteralIsShown() {
    assertThat(TextReport.plain().render(Sample.report())).doesNotContain("secret");
  }

  private static String approved() throws IOException {
    try (InputStream in = TextReportTest.class.getResourceAsStream("approved.txt")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
