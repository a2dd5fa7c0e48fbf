package dev.weir.samples.shop;

import java.sql.SQLException;

/** Measures a piece of work: what it sends, how long it takes, what it leaves dead. */
final class Trial {
  private final Decisions decisions;
  private final Statistics statistics;

  Trial(Decisions decisions, Statistics statistics) {
    this.decisions = decisions;
    this.statistics = statistics;
  }

  /** Something to measure. */
  interface Work {
    /** Does it; returns how much it did, in whatever it is about. */
    long run() throws SQLException;
  }

  /** Does the work, and says what it took. Nothing else may be going on. */
  Measured run(Work work) throws SQLException {
    long deadBefore = statistics.deadRows();
    long executionsBefore = decisions.executions();
    long start = System.nanoTime();
    long done = work.run();
    long nanos = System.nanoTime() - start;
    long executions = decisions.executions() - executionsBefore;
    return new Measured(done, executions, nanos, statistics.deadRows() - deadBefore);
  }

  /**
   * What a piece of work took.
   *
   * @param done how much it did, as it says itself
   * @param statements how many it sent, a round trip each
   * @param nanos how long it took
   * @param deadRows how many row versions it left dead
   */
  record Measured(long done, long statements, long nanos, long deadRows) {
    Measured orFaster(Measured other) {
      return other.nanos < nanos ? other : this;
    }
  }
}
