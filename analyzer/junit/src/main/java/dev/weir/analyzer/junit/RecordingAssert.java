package dev.weir.analyzer.junit;

import dev.weir.sql.StatementKind;
import java.util.List;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Asserts of what was executed; what is of an unknown thread fails every one. */
public final class RecordingAssert extends AbstractAssert<RecordingAssert, Recording> {
  RecordingAssert(Recording actual) {
    super(actual, RecordingAssert.class);
  }

  /** Fails if anything harms the database. */
  public RecordingAssert hasNoFindings() {
    check(Expectations.unjudged(known()));
    return check(Expectations.findings(actual, finding -> true));
  }

  /** Fails if there is no finding of a code, such as {@code N1} or {@code n-plus-one}. */
  public RecordingAssert hasFinding(String code) {
    boolean found =
        known().report().entries().stream()
            .anyMatch(entry -> Expectations.isCalled(entry.finding().code(), code));
    return check(found ? null : "Expected the finding %s in %s".formatted(code, actual.name()));
  }

  /** Fails if more statements were executed; each row of a batch is one. */
  public RecordingAssert executedAtMost(long statements) {
    return executed(new Expectations.Bounds(0, statements), each -> true);
  }

  /** Fails if more or fewer statements were executed; each row of a batch is one. */
  public RecordingAssert executed(long statements) {
    return executed(new Expectations.Bounds(statements, statements), each -> true);
  }

  /** Fails if more or fewer statements of some kinds were executed. */
  public RecordingAssert executed(long statements, StatementKind... kinds) {
    List<StatementKind> which = List.of(kinds);
    return executed(
        new Expectations.Bounds(statements, statements), each -> which.contains(each.kind()));
  }

  /** Fails if the database was waited for more often: by executions, commits and rollbacks. */
  public RecordingAssert waitedAtMost(long roundTrips) {
    return check(Expectations.roundTrips(known(), new Expectations.Bounds(0, roundTrips)));
  }

  /** Fails if anything ran on another kind of server. */
  public RecordingAssert ranOn(ExpectRoute.Role role) {
    return check(Expectations.route(known(), role, ""));
  }

  private RecordingAssert executed(Expectations.Bounds bounds, Predicate<RecordedStatement> which) {
    return check(Expectations.statements(known(), bounds, which));
  }

  private Recording known() {
    isNotNull();
    if (!actual.unknown().isEmpty()) {
      throw failure("%s", Expectations.unknown(actual));
    }
    return actual;
  }

  private RecordingAssert check(@Nullable String failure) {
    if (failure != null) {
      throw failure("%s", failure);
    }
    return this;
  }
}
