package dev.weir.analyzer.count;

import dev.weir.analyzer.model.UnitTimeline;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What one unit after another does, one thing after another, as long as somebody wants to see it:
 * the first {@value #MOST} statements and transactions, of units that begin while somebody does.
 * Confined to its unit's holder.
 */
public final class Steps {
  private static final int MOST = 500;
  private static final Finished NONE = new Finished(List.of(), List.of());

  private final BooleanSupplier wanted;

  // By the monotonic clock, in the order in which they ended.
  private final List<UnitTimeline.Statement> statements = new ArrayList<>(0);
  private final List<UnitTimeline.Transaction> transactions = new ArrayList<>(0);

  private boolean begun;
  private boolean seen;

  /**
   * Of a unit that has ended: both by their start, from that of the first statement on.
   *
   * @param statements none if nobody wanted to see them
   * @param transactions of these statements
   */
  public record Finished(
      List<UnitTimeline.Statement> statements, List<UnitTimeline.Transaction> transactions) {}

  /**
   * Nothing yet.
   *
   * @param wanted whether somebody wants to see it; asked at the first execution of each unit
   */
  public Steps(BooleanSupplier wanted) {
    this.wanted = wanted;
  }

  /**
   * A statement came back.
   *
   * @param node the name of the server that ran it
   */
  public void executed(Execution execution, Outcome outcome, String node) {
    if (!begun) {
      begun = true;
      seen = wanted.getAsBoolean();
    }
    if (!seen || statements.size() == MOST) {
      return;
    }
    statements.add(
        new UnitTimeline.Statement(
            execution.checkout().dataSource(),
            execution.checkout().id(),
            node,
            execution.shape(),
            Duration.ofNanos(execution.startNanos()),
            Duration.ofNanos(outcome.elapsedNanos()),
            outcome.rows(),
            execution.batchSize(),
            !outcome.succeeded()));
  }

  /** A transaction is over. */
  public void ended(TransactionEnd end) {
    if (!seen || transactions.size() == MOST) {
      return;
    }
    transactions.add(
        new UnitTimeline.Transaction(
            end.checkout().dataSource(),
            end.checkout().id(),
            Duration.ofNanos(end.transaction().startNanos()),
            Duration.ofNanos(end.startNanos() + end.elapsedNanos()),
            end.committed()));
  }

  /** Ends the unit, and makes this ready for the next. */
  public Finished finish() {
    begun = false;
    seen = false;
    if (statements.isEmpty()) {
      transactions.clear();
      return NONE;
    }
    statements.sort(Comparator.comparing(UnitTimeline.Statement::start));
    transactions.sort(Comparator.comparing(UnitTimeline.Transaction::start));
    Duration first = statements.get(0).start();
    Finished finished =
        new Finished(
            statements.stream().map(each -> each.from(first)).toList(),
            transactions.stream().map(each -> each.from(first)).toList());
    statements.clear();
    transactions.clear();
    return finished;
  }
}
