package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.ValueTrace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A query by a long list of values that an earlier query of the same unit of work has answered in
 * one column: from 500 on, of which at least 95 % came from there. What one statement could join
 * goes over the network twice.
 */
final class JoinInCodeDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("CJ", "join-in-code", "join in the application");
  private static final String CARRIED = "mostValuesCarried";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "a list of %s that the query before had answered, %s"
        .formatted(finding.text(CARRIED, "value"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Let one statement do both: join what answered the values, or put it into a sub-query"
        + " (IN (SELECT ..)).";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.values(), values -> Stream.ofNullable(finding(unit, values)));
  }

  private static @Nullable Finding finding(UnitTrace unit, ValueTrace values) {
    return values.carried() == 0
        ? null
        : Statements.certain(
            CODE,
            unit,
            values.subject(),
            values.place(),
            Severity.WARNING,
            Fact.most(CARRIED, values.carried()));
  }
}
