package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Requests;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonFindings;
import dev.weir.analyzer.report.JsonLines;
import dev.weir.analyzer.report.TextReport;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What instances of one application have found, taken together. */
class MergedReportTest {
  private static JsonFindings instance(int pages) {
    return written(report(AnalyzerConfig.builder().build(), pages));
  }

  private static Report report(AnalyzerConfig config, int pages) {
    try (ProxiedDatabase db = new ProxiedDatabase(config)) {
      Requests requests = new Requests(db);
      for (int i = 0; i < pages; i++) {
        db.unit(requests::list);
      }
      db.end();
      return db.analyzer().report();
    }
  }

  private static JsonFindings written(Report report) {
    return JsonFindings.read(new JsonLines().render(report).lines().toList());
  }

  @Test
  void sameFindingIsOneAndItsFactsAreMerged() {
    JsonFindings one = instance(1);
    JsonFindings three = instance(3);
    Report merged = MergedReport.of(List.of(one, three));
    assertThat(merged.entries()).hasSize(1);
    Finding finding = merged.entries().get(0).finding();
    assertThat(finding.count(Fact.EXECUTIONS)).isEqualTo(80);
    assertThat(finding.count(Fact.UNITS)).isEqualTo(4);
    assertThat(finding.count(Fact.MOST_PER_UNIT)).isEqualTo(20);
    assertThat(finding.count("instances")).isEqualTo(2);
    assertThat(merged.entries().get(0).words()).startsWith("80 in 4 units (20 in one)");
    assertThat(merged.coverage().units())
        .isEqualTo(one.coverage().units() + three.coverage().units());
  }

  @Test
  void whatIsMergedCanBeMergedAgain() {
    JsonFindings merged = written(MergedReport.of(List.of(instance(1), instance(1))));
    Finding finding = MergedReport.of(List.of(merged, instance(1))).entries().get(0).finding();
    assertThat(finding.count("instances")).isEqualTo(3);
    assertThat(finding.count(Fact.EXECUTIONS)).isEqualTo(60);
  }

  private static String of(String release, int pages) {
    return new JsonLines().render(report(AnalyzerConfig.builder().release(release).build(), pages));
  }

  private static JsonFindings lines(String... reports) {
    return JsonFindings.read(String.join("", reports).lines().toList());
  }

  @Test
  void reportIsOfTheNewestReleaseBesideTheOneBefore() {
    String one = of("1.0", 3);
    Report ongoing = MergedReport.of(List.of(lines(one, of("1.1", 1)), lines(of("1.1", 1))));
    assertThat(ongoing.release()).isEqualTo("1.1");
    assertThat(ongoing.entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.state()).isEqualTo(FindingState.ONGOING);
              assertThat(entry.finding().count(Fact.EXECUTIONS)).isEqualTo(40);
            });
    Report gone = MergedReport.of(List.of(lines(one, of("1.1", 0))));
    assertThat(gone.entries()).isEmpty();
    assertThat(TextReport.plain().render(gone))
        .contains(
            "Release 1.1, since 1.0: 0 new, 0 ongoing, 0 come back, 1 gone\n",
            "Gone, found in 1.0 and not in 1.1 so far:\n - N1-",
            " N+1 select, 60 in 3 units (20 in one), at\n   com.shop.Requests.list(");
    Report back = MergedReport.of(List.of(lines(one, of("1.1", 0), of("1.2", 1))));
    assertThat(TextReport.plain().render(back)).contains("ERROR N1 N+1 select (come back): 20");
    assertThat(new JsonLines().render(back))
        .contains("\"release\":\"1.2\"", "\"releaseBefore\":\"1.1\"", "\"state\":\"BACK\"");
  }

  @Test
  void instanceOfAnOlderReleaseDoesNotCount() {
    JsonFindings old = lines(of("1.0", 3));
    JsonFindings now = lines(of("1.1", 1));
    Report merged = MergedReport.of(List.of(old, now));
    assertThat(merged.coverage()).isEqualTo(now.coverage());
    assertThat(merged.watched()).isEqualTo(now.watched());
    assertThat(merged.dataSources()).isEqualTo(now.dataSources());
  }

  @Test
  void mergedReportsCanBeKeptForTheNextRelease() {
    String kept =
        Stream.of(of("1.0", 1), of("1.1", 0))
            .map(each -> new JsonLines().render(MergedReport.of(List.of(lines(each)))))
            .collect(Collectors.joining());
    Report merged = MergedReport.of(List.of(lines(kept, of("1.2", 1))));
    assertThat(merged.since()).extracting("release").isEqualTo("1.1");
    assertThat(merged.entries()).extracting("state").containsExactly(FindingState.BACK);
  }

  @Test
  void liveReportSaysWhatIsNewAndWhatIsGone() {
    AnalyzerConfig.Builder config =
        AnalyzerConfig.builder().release("1.1").earlier(lines(of("1.0", 1)));
    Report ongoing = report(config.build(), 1);
    assertThat(ongoing.entries()).extracting("state").containsExactly(FindingState.ONGOING);
    Report gone = report(config.build(), 0);
    assertThat(Objects.requireNonNull(gone.since()).gone()).hasSize(1);
    Report fresh = report(config.earlier(lines(of("1.0", 0))).build(), 1);
    assertThat(fresh.entries()).extracting("state").containsExactly(FindingState.NEW);
    Report first = report(config.earlier(JsonFindings.NONE).build(), 1);
    assertThat(first.entries()).extracting("state").containsOnlyNulls();
    assertThat(first.since()).isNull();
  }

  @Test
  void nothingIsNothing() {
    assertThat(MergedReport.of(List.of()).entries()).isEmpty();
  }
}
