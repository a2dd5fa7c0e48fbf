package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import java.util.Comparator;
import java.util.List;

/**
 * Several queries that one loop runs for each row, such as an order's member and its address: one
 * finding for the loop, in place of an {@link NPlusOneDetector} for each of them.
 */
final class InterleavedLoopDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("MN1", "interleaved-n-plus-one", "several queries for each row");
  private static final String STATEMENTS = "statements";

  private final NPlusOneDetector nPlusOne;

  InterleavedLoopDetector(NPlusOneDetector nPlusOne) {
    this.nPlusOne = nPlusOne;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of %s".formatted(Loops.words(finding), finding.text(STATEMENTS, "statement"));
  }

  @Override
  public String fix() {
    return "Read with one statement for each table, by all keys at once (WHERE id = ANY (?)),"
        + " before the loop; or join them to the query that drives it.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return nPlusOne.groups(unit).stream()
        .filter(group -> group.size() > 1)
        .map(InterleavedLoopDetector::finding)
        .toList();
  }

  private static Finding finding(List<Finding> group) {
    List<Finding> ordered =
        group.stream()
            .sorted(
                Comparator.comparingInt(InterleavedLoopDetector::line)
                    .thenComparing(each -> each.subject().key()))
            .toList();
    Finding first = ordered.get(0);
    Finding all = first;
    for (Finding each : ordered.subList(1, ordered.size())) {
      all = all.plus(each);
    }
    long executions = all.count(Fact.EXECUTIONS);
    List<Fact> facts =
        all.facts().stream()
            .map(
                fact ->
                    switch (fact.name()) {
                      case Fact.UNITS, Fact.GUESSED_UNITS -> fact.withValue(1);
                      case Fact.MOST_PER_UNIT -> fact.withValue((double) executions);
                      default -> fact;
                    })
            .toList();
    Severity worst =
        ordered.stream().map(Finding::severity).min(Comparator.naturalOrder()).orElseThrow();
    return Finding.of(CODE, worst, first.confidence(), subject(ordered), first.place(), facts)
        .with(Fact.most(STATEMENTS, ordered.size()));
  }

  /** The first of the loop stands for it. */
  private static int line(Finding finding) {
    CallSite loop = finding.place().loop();
    return loop == null ? 0 : loop.line();
  }

  private static Subject subject(List<Finding> group) {
    List<Subject.Statement> statements =
        group.stream().map(each -> (Subject.Statement) each.subject()).toList();
    Subject.Statement first = statements.get(0);
    List<SqlShape> also = statements.stream().skip(1).map(Subject.Statement::shape).toList();
    return new Subject.Statement(
        first.dataSource(), first.shape(), first.source(), first.searchPath(), also);
  }
}
