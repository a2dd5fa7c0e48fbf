package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Poll;
import dev.weir.analyzer.model.QueueUse;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.SqlShape;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that is used as a queue, whose workers neither skip what others have locked nor delete at
 * once: a hint, and a warning where it is measured what that leaves behind, or where it is polled
 * in vain ({@link PollingDetector}), which is said with it. So are updates that an index keeps from
 * being HOT.
 */
final class QueueTableDetector implements WindowDetector, Documented {
  private static final Code CODE = new Code("QUE", "queue-table", "table used as a queue");
  private static final int MOST = 200;
  private static final long MANY = 1_000;
  private static final double HALF = 0.5;
  private static final String CLAIMS = "rowsTaken";
  private static final String EMPTY = "inVain";
  private static final String DEAD = "deadRows";
  private static final String SHARE = "hotShare";

  /** The queues that are known; the one that was not seen for longest makes room. */
  private final Recent<Key, QueueUse> known = new Recent<>(MOST);

  private record Key(String dataSource, TableName table) {}

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    StringBuilder words = new StringBuilder();
    words.append(finding.text(CLAIMS, "row")).append(" taken, ").append(Statements.units(finding));
    finding
        .fact(SHARE)
        .ifPresent(it -> words.append(", %s of its updates HOT".formatted(it.text())));
    finding.fact(DEAD).ifPresent(it -> words.append(", ").append(it.text("dead row")));
    finding
        .fact(EMPTY)
        .ifPresent(it -> words.append(", asked %s in vain".formatted(it.text("time"))));
    return words.toString();
  }

  @Override
  public String fix() {
    return "Take rows with FOR UPDATE SKIP LOCKED, do the work in that transaction, and delete them"
        + " at its end: one dead row for each, and no index on the state. Where many are taken,"
        + " partition by time and drop what is done.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    List<Finding> found = new ArrayList<>();
    for (QueueUse queue : window.queues()) {
      known.put(new Key(queue.dataSource(), queue.query().reads().get(0)), queue);
      found.add(
          finding(
              window,
              queue,
              Severity.INFO,
              List.of(
                  Fact.sum(CLAIMS, queue.claims()).in(Fact.Measure.ROWS),
                  Fact.sum(Fact.UNITS, queue.units()))));
    }
    for (Poll poll : window.polls()) {
      QueueUse queue = queue(poll.dataSource(), poll.shape());
      if (queue != null && PollingDetector.isOften(poll)) {
        found.add(
            finding(
                window,
                queue,
                PollingDetector.severity(poll),
                List.of(Fact.sum(CLAIMS, 0), Fact.sum(EMPTY, poll.empty()))));
      }
    }
    return found;
  }

  /** Whether a statement is one of a queue's, of which all is said. */
  boolean owns(String dataSource, SqlShape shape) {
    return queue(dataSource, shape) != null;
  }

  private @Nullable QueueUse queue(String dataSource, SqlShape shape) {
    List<TableName> tables = shape.writes().isEmpty() ? shape.reads() : shape.writes();
    QueueUse queue = tables.size() == 1 ? known.get(new Key(dataSource, tables.get(0))) : null;
    return queue != null && isOf(queue, shape) ? queue : null;
  }

  private static boolean isOf(QueueUse queue, SqlShape shape) {
    return shape.writes().isEmpty()
        ? shape.fingerprint().equals(queue.query().fingerprint())
        : shape.sets().stream().anyMatch(set -> queue.state().contains(set.column()));
  }

  private static Finding finding(
      Window window, QueueUse queue, Severity severity, List<Fact> facts) {
    List<Fact> all = new ArrayList<>(facts);
    all.add(Fact.earliest(Fact.FIRST, window.at()));
    all.add(Fact.latest(Fact.LAST, window.at()));
    return Finding.of(
        CODE,
        severity,
        Confidence.CERTAIN,
        new Subject.Statement(
            queue.dataSource(), queue.query(), null, queue.searchPath(), also(queue)),
        queue.place(),
        all);
  }

  private static List<SqlShape> also(QueueUse queue) {
    return queue.update().equals(queue.query()) ? List.of() : List.of(queue.update());
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (tables.isEmpty()) {
      return finding;
    }
    TableHistory table = tables.get(0);
    Finding judged = finding;
    double share = table.now().updates() >= MANY ? Tables.hotShare(table) : Double.NaN;
    if (share < HALF) {
      judged = judged.with(new Fact(SHARE, share, Fact.Measure.SHARE, true, Fact.Merge.LATEST));
    }
    long dead = table.now().deadRows();
    if (dead >= MANY && dead >= table.now().liveRows()) {
      judged = judged.with(new Fact(DEAD, dead, Fact.Measure.ROWS, false, Fact.Merge.LATEST));
    }
    boolean worse = judged.facts().size() > finding.facts().size();
    return worse ? judged.as(Severity.WARNING) : judged;
  }
}
