package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session that is in a transaction, holds back VACUUM, waits for a lock or is waited for.
 *
 * @param pid of its process
 * @param backend the kind of process; null if hidden
 * @param database that it is in; null if it is in none
 * @param role whose it is
 * @param application as it calls itself
 * @param state such as {@code idle in transaction}; null if hidden
 * @param waitType the kind of thing that it waits for
 * @param waitEvent what it waits for
 * @param transactionStart null if hidden or none
 * @param stateChange since when it is in its state
 * @param xidAge how many transactions ago it got its id; -1 if it has none
 * @param xminAge how many transactions ago the oldest one began that its snapshot has to see; -1 if
 *     it has none
 * @param statement the shape of its last statement, without values; null if hidden
 * @param vacuums whether it is a VACUUM, which holds back no other
 * @param waitedMillis how long it has waited for a lock; -1 if it does not, or nobody knows
 * @param lock what it waits for, such as {@code RowExclusiveLock}
 * @param table the table whose lock it waits for
 * @param blockers the processes that it waits for; 0 is a prepared transaction
 * @param ownTimeout what {@code idle_in_transaction_session_timeout} is set to for its role in its
 *     database; null if it is not
 * @param inheritedTimeout what that is set to for its role, its database or all; null if it is not
 */
public record SessionSample(
    int pid,
    @Nullable String backend,
    @Nullable String database,
    @Nullable String role,
    String application,
    @Nullable String state,
    @Nullable String waitType,
    @Nullable String waitEvent,
    @Nullable Instant transactionStart,
    @Nullable Instant stateChange,
    long xidAge,
    long xminAge,
    @Nullable String statement,
    boolean vacuums,
    long waitedMillis,
    @Nullable String lock,
    @Nullable TableName table,
    List<Integer> blockers,
    @Nullable String ownTimeout,
    @Nullable String inheritedTimeout) {
  /** Copies the list. */
  public SessionSample {
    blockers = List.copyOf(blockers);
  }

  /** How many transactions ago the oldest one began that it keeps VACUUM from; -1 for none. */
  public long horizonAge() {
    return vacuums ? -1 : Math.max(xidAge, xminAge);
  }

  /** Whether it is in a transaction and does nothing. */
  public boolean idleInTransaction() {
    return state != null && state.startsWith("idle in transaction");
  }
}
