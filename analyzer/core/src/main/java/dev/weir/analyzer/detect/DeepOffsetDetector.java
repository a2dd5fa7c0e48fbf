package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Queries that skip many rows: a warning from 1,000 on, as query-audit takes of literals; an error
 * from 5,000. The value of a parameter counts, whatever it is in other executions.
 */
final class DeepOffsetDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("OFF", "deep-offset", "deep offset");
  private static final long WARNING = 1_000;
  private static final long ERROR = 5_000;
  private static final String DEEPEST = "deepestOffset";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s skipped at the most, %s"
        .formatted(finding.text(DEEPEST, "row"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Go on behind the last row that was shown: WHERE (key) > (last key) ORDER BY key LIMIT"
        + " n, with an index on what is sorted by.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(), statement -> Stream.ofNullable(finding(unit, statement)));
  }

  private static @Nullable Finding finding(UnitTrace unit, StatementTrace statement) {
    return statement.deepestOffset() < WARNING
        ? null
        : Statements.certain(
            CODE,
            unit,
            statement.subject(),
            statement.place(),
            statement.deepestOffset() >= ERROR ? Severity.ERROR : Severity.WARNING,
            Fact.most(DEEPEST, statement.deepestOffset()).in(Fact.Measure.ROWS));
  }
}
