package dev.weir.analyzer.advise;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.sql.SqlShapes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Findings as detectors make them, from the text of a statement, and advice on them. */
final class Findings {
  private Findings() {}

  static Finding of(String sql) {
    return of(sql, null);
  }

  static Finding of(String sql, @Nullable String source) {
    return Finding.of(
        new Code("T", "test", "test"),
        Severity.ERROR,
        Confidence.CERTAIN,
        new Subject.Statement(
            "", SqlShapes.parse(sql), source == null ? null : SqlShapes.parse(source)),
        Place.UNKNOWN,
        List.of(Fact.sum(Fact.EXECUTIONS, 50)));
  }

  static Advice advise(Repair repair, Finding finding, List<TableHistory> tables) {
    return Advisor.advise(finding, repair, "Do it otherwise.", tables);
  }
}
