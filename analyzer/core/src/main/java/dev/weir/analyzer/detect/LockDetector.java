package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.AdvisoryLock;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.LockConflict;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks that ask for trouble: a query that locks a hundred rows and more of which the unit of work
 * writes at most a tenth; an advisory lock of the session that is held for a second and more while
 * nothing is executed; and two rows that transactions of two threads update in opposite orders.
 */
final class LockDetector implements UnitDetector, WindowDetector, Documented {
  private static final Code CODE = new Code("LK", "risky-lock", "risky lock");
  private static final long MANY = 100;
  private static final long PART = 10;
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final String LOCKED = "mostRowsLocked";
  private static final String WRITTEN = "rowsWritten";
  private static final String IDLE = "longestIdle";
  private static final String OPPOSITE = "oppositeOrders";

  private final Profile profile;

  LockDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    if (finding.fact(LOCKED).isPresent()) {
      return "%s locked, %s written, %s"
          .formatted(finding.text(LOCKED, "row"), finding.text(WRITTEN), Statements.units(finding));
    }
    return finding.fact(IDLE).isPresent()
        ? "an advisory lock held for %s while nothing was executed, %s"
            .formatted(finding.text(IDLE), Statements.units(finding))
        : "two rows in the opposite order of another transaction, %s"
            .formatted(finding.text(OPPOSITE, "time"));
  }

  @Override
  public String fix() {
    return "Lock what is written, and nothing else, as late as possible; take rows in one order"
        + " (ORDER BY id FOR UPDATE), or with SKIP LOCKED; hold no lock while another service is"
        + " called.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    List<Finding> found = new ArrayList<>();
    for (ResultTrace result : unit.results()) {
      if (result.shape().kind() == StatementKind.LOCKING_READ
          && !result.shape().has(Trait.SKIP_LOCKED)
          && result.mostSent() >= MANY
          && unit.writtenRows() * PART <= result.mostSent()) {
        found.add(
            Statements.certain(
                CODE,
                unit,
                new Subject.Statement(
                    result.dataSource(), result.shape(), null, result.searchPath(), List.of()),
                result.place(),
                Severity.WARNING,
                Fact.most(LOCKED, result.mostSent()).in(Fact.Measure.ROWS),
                Fact.most(WRITTEN, unit.writtenRows()).in(Fact.Measure.ROWS)));
      }
    }
    for (AdvisoryLock lock : unit.advisoryLocks()) {
      if (lock.idle().compareTo(LONG) >= 0
          && lock.idle().compareTo(profile.idleConnection()) >= 0) {
        found.add(
            Statements.certain(
                CODE,
                unit,
                new Subject.Statement(lock.dataSource(), lock.shape(), null),
                lock.place(),
                Severity.WARNING,
                Fact.most(IDLE, lock.idle())));
      }
    }
    return Statements.merged(found);
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.lockConflicts().stream().map(each -> finding(window, each)).toList();
  }

  private static Finding finding(Window window, LockConflict conflict) {
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.LIKELY,
        new Subject.Statement(conflict.dataSource(), conflict.shape(), null),
        conflict.place(),
        List.of(
            Fact.sum(OPPOSITE, conflict.count()),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
