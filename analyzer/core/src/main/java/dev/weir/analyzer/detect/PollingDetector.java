package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Poll;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query that asks the same at equal intervals and finds nothing nine times out of ten: a warning
 * from once a second on; a hint where it takes rows with SKIP LOCKED, for then it is a queue that
 * is asked often. An update that tries for a lock in vain as often is a hint as well.
 */
final class PollingDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("POLL", "polling", "polling");
  private static final double OFTEN = 55; // A second, and what it takes.
  private static final String EMPTY = "inVain";
  private static final String RATE = "perMinute";

  private final QueueTableDetector queues;

  PollingDetector(QueueTableDetector queues) {
    this.queues = queues;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s, %s of them in vain, %s"
        .formatted(finding.text(Fact.EXECUTIONS, "time"), finding.text(EMPTY), finding.text(RATE));
  }

  @Override
  public String fix() {
    return "Let the database tell (LISTEN and NOTIFY from a trigger, with a slow poll behind it),"
        + " or wait longer each time that there was nothing.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    return window.polls().stream()
        .filter(PollingDetector::isOften)
        .filter(poll -> !queues.owns(poll.dataSource(), poll.shape()))
        .map(poll -> finding(window, poll))
        .toList();
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    return finding.subject() instanceof Subject.Statement statement
            && queues.owns(statement.dataSource(), statement.shape())
        ? null
        : finding;
  }

  /** Whether a poll is one that somebody should hear of. */
  static boolean isOften(Poll poll) {
    return poll.perMinute() >= OFTEN;
  }

  /** How bad it is. */
  static Severity severity(Poll poll) {
    boolean lock =
        poll.shape().kind() == StatementKind.UPDATE && !poll.shape().has(Trait.RETURNING);
    return lock || poll.shape().has(Trait.SKIP_LOCKED) ? Severity.INFO : Severity.WARNING;
  }

  private static Finding finding(Window window, Poll poll) {
    return Finding.of(
        CODE,
        severity(poll),
        Confidence.CERTAIN,
        new Subject.Statement(poll.dataSource(), poll.shape(), null, poll.searchPath(), List.of()),
        poll.place(),
        List.of(
            Fact.sum(Fact.EXECUTIONS, poll.executions()),
            Fact.sum(EMPTY, poll.empty()),
            new Fact(RATE, poll.perMinute(), Fact.Measure.PER_MINUTE, false, Fact.Merge.LATEST),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }
}
