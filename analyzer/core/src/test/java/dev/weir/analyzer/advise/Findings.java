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

  /** One of which it is known that keys come twice. */
  static Finding repeating(String sql) {
    return of(sql).plus(of(sql, null, Fact.most(Fact.REPEATED_KEYS, 5)));
  }

  static Finding of(String sql, @Nullable String source) {
    return of(sql, source, Fact.sum(Fact.EXECUTIONS, 50));
  }

  static Finding at(Place place, String sql) {
    return of(place, sql, null, Fact.sum(Fact.EXECUTIONS, 50));
  }

  private static Finding of(String sql, @Nullable String source, Fact fact) {
    return of(Place.UNKNOWN, sql, source, fact);
  }

  private static Finding of(Place place, String sql, @Nullable String source, Fact fact) {
    return Finding.of(
        new Code("T", "test", "test"),
        Severity.ERROR,
        Confidence.CERTAIN,
        new Subject.Statement(
            "", SqlShapes.parse(sql), source == null ? null : SqlShapes.parse(source)),
        place,
        List.of(fact));
  }

  static Advice advise(Repair repair, Finding finding, List<TableHistory> tables) {
    return Advisor.advise(finding, repair, "Do it otherwise.", tables);
  }
}
