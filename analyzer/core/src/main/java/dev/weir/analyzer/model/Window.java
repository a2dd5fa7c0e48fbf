package dev.weir.analyzer.model;

import java.time.Instant;
import java.util.List;

/**
 * What happened over all units of work since the last window. A detector that looks over units sees
 * nothing else.
 *
 * @param at when it ended
 * @param hotRows the rows that are updated often, those without news among them
 * @param heavyReads the slow queries that were repeated, and gave the same answer
 * @param slowReads queries for some rows that take long
 * @param polls statements that ask the same at equal intervals, mostly in vain
 * @param timeSyncs queries for what is newer than a time, which is that of the execution before
 * @param unreadQueries queries to whose rows nobody goes
 * @param growingTexts statements whose texts have values in them, and of which there are new ones
 * @param updates how often each UPDATE is executed, those that have been since
 * @param lockConflicts rows that were updated in opposite orders
 * @param queues tables that rows are taken from by their state
 * @param sessions tables of sessions that are written all the time
 * @param softDeletions tables whose rows are marked as deleted, and left out by what reads them
 * @param blockingStatements changes of tables that took long
 * @param unitSizes how many different statements units of one name execute, those of which there
 *     were any
 * @param transactions how many there were of each DataSource; none until a second has passed
 */
public record Window(
    Instant at,
    List<HotRow> hotRows,
    List<HeavyRead> heavyReads,
    List<SlowRead> slowReads,
    List<Poll> polls,
    List<TimeSync> timeSyncs,
    List<UnreadQuery> unreadQueries,
    List<GrowingText> growingTexts,
    List<UpdateRate> updates,
    List<LockConflict> lockConflicts,
    List<QueueUse> queues,
    List<SessionUse> sessions,
    List<SoftDeletion> softDeletions,
    List<BlockingStatement> blockingStatements,
    List<UnitSize> unitSizes,
    List<TransactionRate> transactions) {
  /** Copies the lists. */
  public Window {
    hotRows = List.copyOf(hotRows);
    heavyReads = List.copyOf(heavyReads);
    slowReads = List.copyOf(slowReads);
    polls = List.copyOf(polls);
    timeSyncs = List.copyOf(timeSyncs);
    unreadQueries = List.copyOf(unreadQueries);
    growingTexts = List.copyOf(growingTexts);
    updates = List.copyOf(updates);
    lockConflicts = List.copyOf(lockConflicts);
    queues = List.copyOf(queues);
    sessions = List.copyOf(sessions);
    softDeletions = List.copyOf(softDeletions);
    blockingStatements = List.copyOf(blockingStatements);
    unitSizes = List.copyOf(unitSizes);
    transactions = List.copyOf(transactions);
  }
}
