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
 * IN lists of so many values that each length is a statement of its own to parse and to plan: a
 * warning from 2,000 on, an error near the limit of the protocol, or where it was passed. An array
 * ({@code = ANY (?)}) is one value.
 */
final class LongListDetector implements UnitDetector, Documented {
  private static final Code CODE = new Code("INL", "long-list", "long IN list");
  private static final long WARNING = 2_000;
  private static final long ERROR = 32_767;
  private static final String LONGEST = "longestList";

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "a list of %s, %s".formatted(finding.text(LONGEST, "value"), Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Bind one array (= ANY (?)), in chunks of some thousands; join a temporary table that"
        + " was filled by COPY where there are more; or ask for the rows by what chose the values.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(
        unit.statements(), statement -> Stream.ofNullable(finding(unit, statement)));
  }

  private static @Nullable Finding finding(UnitTrace unit, StatementTrace statement) {
    boolean tooLong = statement.refused() || statement.longestList() >= ERROR;
    return tooLong || statement.longestList() >= WARNING
        ? Statements.certain(
            CODE,
            unit,
            statement.subject(),
            statement.place(),
            tooLong ? Severity.ERROR : Severity.WARNING,
            Fact.most(LONGEST, statement.longestList()))
        : null;
  }
}
