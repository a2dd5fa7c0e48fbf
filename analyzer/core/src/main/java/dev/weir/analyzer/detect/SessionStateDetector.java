package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.SessionTrace;
import dev.weir.analyzer.model.SessionTrace.Left;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is left in a session, for those who say that a pooler lends them connections for one
 * transaction at a time: the next statement may be on another one, and the next client has what was
 * left.
 */
final class SessionStateDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("POOL", "session-state", "session state behind a pooler");

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    String left =
        Stream.of(Left.values())
            .filter(each -> finding.fact(each.fact()).isPresent())
            .map(
                each ->
                    "%s is left in the session, %s"
                        .formatted(each.words(), finding.text(each.fact(), "time")))
            .collect(Collectors.joining("; "));
    return "%s, %s".formatted(left, Statements.units(finding));
  }

  @Override
  public String fix() {
    return "Keep it within the transaction: SET LOCAL, pg_advisory_xact_lock, ON COMMIT DROP; or"
        + " set it for the role or the database. What must outlive a transaction, such as"
        + " LISTEN, needs a connection past the pooler.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.sessions(), each -> Stream.of(finding(unit, each)));
  }

  private static Finding finding(UnitTrace unit, SessionTrace session) {
    return Statements.certain(
        CODE,
        unit,
        new Subject.Statement(session.dataSource(), session.shape(), null),
        session.place(),
        Severity.WARNING,
        Fact.sum(session.left().fact(), session.count()));
  }
}
