package dev.weir.analyzer.count;

import dev.weir.analyzer.model.AdvisoryLock;
import dev.weir.analyzer.model.CheckoutTrace;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.ResultTrace;
import dev.weir.analyzer.model.SessionTrace;
import dev.weir.analyzer.model.StatementTrace;
import dev.weir.analyzer.model.TransactionTrace;
import dev.weir.analyzer.model.ValueTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.SiteShares;
import java.util.ArrayList;
import java.util.List;

/** What the counters of a unit held when it ended; the stacks are still folded. Immutable. */
public final class Counted {
  private final List<FinishedTally> tallies;
  private final List<FinishedTransaction> transactions;
  private final List<FinishedCheckout> checkouts;
  private final List<FinishedStatement> statements;
  private final List<FinishedResult> results;
  private final List<ValueTally.Finished> values;
  private final List<AdvisoryLocks.Finished> advisoryLocks;
  private final List<SessionCounts.Finished> sessions;
  private final int shapes;
  private final long writtenRows;

  Counted(
      List<FinishedTally> tallies,
      List<FinishedTransaction> transactions,
      List<FinishedCheckout> checkouts,
      List<FinishedStatement> statements,
      List<FinishedResult> results,
      List<ValueTally.Finished> values,
      List<AdvisoryLocks.Finished> advisoryLocks,
      List<SessionCounts.Finished> sessions,
      int shapes,
      long writtenRows) {
    this.advisoryLocks = advisoryLocks;
    this.sessions = sessions;
    this.shapes = shapes;
    this.writtenRows = writtenRows;
    this.tallies = tallies;
    this.transactions = transactions;
    this.checkouts = checkouts;
    this.statements = statements;
    this.results = results;
    this.values = values;
  }

  /**
   * The transactions that were open for long, or idle in between, or that nobody ended.
   *
   * @param places unfolds the stacks
   */
  public List<TransactionTrace> transactions(Places places) {
    return transactions.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * The connections that were held for long without executing anything.
   *
   * @param places unfolds the stacks
   */
  public List<CheckoutTrace> checkouts(Places places) {
    return checkouts.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * The statements of which more can be said than that they were repeated for several rows.
   *
   * @param places unfolds the stacks
   */
  public List<StatementTrace> statements(Places places) {
    return statements.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * The queries of whose rows many were held, or few were read.
   *
   * @param places unfolds the stacks
   */
  public List<ResultTrace> results(Places places) {
    return results.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * The advisory locks that were held while nothing was executed.
   *
   * @param places unfolds the stacks
   */
  public List<AdvisoryLock> advisoryLocks(Places places) {
    return advisoryLocks.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * What was left in sessions, if that matters.
   *
   * @param places unfolds the stacks
   */
  public List<SessionTrace> sessions(Places places) {
    return sessions.stream().map(each -> each.resolve(places)).toList();
  }

  /** How many rows were written, as far as the driver tells. */
  public long writtenRows() {
    return writtenRows;
  }

  /** How many different statements there were. */
  public int shapes() {
    return shapes;
  }

  /**
   * What was done with values that had been read.
   *
   * @param places unfolds the stacks
   */
  public List<ValueTrace> values(Places places) {
    return values.stream().map(each -> each.resolve(places)).toList();
  }

  /**
   * The statements that were repeated, one entry for each place of the code.
   *
   * @param places unfolds the stacks
   */
  public List<Repetition> repetitions(Places places) {
    List<Repetition> repetitions = new ArrayList<>();
    for (FinishedTally tally : tallies) {
      for (SiteShares.Share share : SiteShares.of(tally.samples(), tally.counted(), places)) {
        repetitions.add(repetition(tally, share));
      }
    }
    return repetitions;
  }

  private static Repetition repetition(FinishedTally tally, SiteShares.Share share) {
    double effective = (double) tally.executions() / tally.counted();
    long executions = Math.round(share.executions() * effective);
    return new Repetition(
        tally.dataSource(),
        tally.searchPath(),
        tally.shape(),
        tally.source(),
        share.place(),
        tally.first(),
        tally.last(),
        executions == tally.executions(),
        executions,
        Math.min(tally.distinctKeys(), executions),
        Math.min(tally.mostPerKey(), executions),
        Math.min(tally.mostPerCheckout(), executions),
        tally.keysPerExecution(),
        Math.round((double) tally.rows() * executions / tally.executions()),
        tally.keysWanted());
  }
}
