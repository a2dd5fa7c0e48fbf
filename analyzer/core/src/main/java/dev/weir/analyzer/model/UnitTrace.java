package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one finished unit of work did that somebody may have something to say of. A detector sees
 * nothing else.
 *
 * @param name what the application called the unit, or null for one that was told by its silences
 * @param at when it ended
 * @param elapsed from the start of its first execution to the end of its last
 * @param executions how many executions it had, repeated or not
 * @param bounds who told where it begins and ends
 * @param repetitions the statements that it repeated, one entry for each place of the code
 * @param transactions those that were open for long, or idle in between, or that nobody ended
 * @param checkouts connections that it held for long without executing anything
 * @param statements what else is remarkable in what it executed
 * @param results queries of whose rows many were held in memory, or few were read
 * @param values what it did with values that it had read
 * @param advisoryLocks those of a session that it held while it executed nothing
 * @param sessions what it left in sessions, if it is said that a pooler does not keep that
 * @param shapes how many different statements it executed
 * @param writtenRows how many rows it has written, as far as the driver tells
 */
public record UnitTrace(
    @Nullable String name,
    Instant at,
    Duration elapsed,
    long executions,
    Bounds bounds,
    List<Repetition> repetitions,
    List<TransactionTrace> transactions,
    List<CheckoutTrace> checkouts,
    List<StatementTrace> statements,
    List<ResultTrace> results,
    List<ValueTrace> values,
    List<AdvisoryLock> advisoryLocks,
    List<SessionTrace> sessions,
    int shapes,
    long writtenRows) {

  /** Copies the lists. */
  public UnitTrace {
    repetitions = List.copyOf(repetitions);
    transactions = List.copyOf(transactions);
    checkouts = List.copyOf(checkouts);
    statements = List.copyOf(statements);
    results = List.copyOf(results);
    values = List.copyOf(values);
    advisoryLocks = List.copyOf(advisoryLocks);
    sessions = List.copyOf(sessions);
  }
}
