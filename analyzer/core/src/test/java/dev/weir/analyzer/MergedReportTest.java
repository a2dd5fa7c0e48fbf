package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Requests;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonFindings;
import dev.weir.analyzer.report.JsonLines;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What instances of one application have found, taken together. */
class MergedReportTest {
  private static JsonFindings instance(int pages) {
    try (ProxiedDatabase db = new ProxiedDatabase(AnalyzerConfig.builder().build())) {
      Requests requests = new Requests(db);
      for (int i = 0; i < pages; i++) {
        db.unit(requests::list);
      }
      db.end();
      return written(db.analyzer().report());
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

  @Test
  void nothingIsNothing() {
    assertThat(MergedReport.of(List.of()).entries()).isEmpty();
  }
}
