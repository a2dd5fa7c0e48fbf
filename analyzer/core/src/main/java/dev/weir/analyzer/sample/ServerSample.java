package dev.weir.analyzer.sample;

import java.time.Instant;

/**
 * All that one server was asked at one time.
 *
 * @param at when it was begun, on the server's clock
 * @param server who answers
 * @param sessions those that are in a transaction or wait
 * @param prepared transactions
 * @param slots of replication
 * @param standbys that it sends to
 * @param replay of a standby
 * @param connections of clients
 * @param databases of the server
 * @param vacuums that are under way
 * @param tables of the database
 * @param indexes of the database
 * @param redundantIndexes of the database
 * @param foreignKeys without an index
 * @param sequences of the database
 * @param statements by their time
 * @param space how much of large files is of use
 * @param partitions of the database
 * @param toasts of the database
 */
public record ServerSample(
    Instant at,
    Server server,
    Answer<SessionSample> sessions,
    Answer<PreparedSample> prepared,
    Answer<SlotSample> slots,
    Answer<StandbySample> standbys,
    Answer<ReplaySample> replay,
    Answer<ConnectionGroup> connections,
    Answer<DatabaseSample> databases,
    Answer<VacuumRun> vacuums,
    Answer<TableSample> tables,
    Answer<IndexSample> indexes,
    Answer<RedundantIndex> redundantIndexes,
    Answer<ForeignKeySample> foreignKeys,
    Answer<SequenceSample> sequences,
    Answer<StatementSample> statements,
    Answer<SpaceSample> space,
    Answer<PartitionSample> partitions,
    Answer<ToastSample> toasts) {
  /** The same, as if it had been taken at another time. */
  public ServerSample asOf(Instant time) {
    return with(time, space, partitions, toasts);
  }

  /** What later samples are compared with: without what is not, and without bounds. */
  public ServerSample toCompare() {
    String why = "it is not kept";
    return with(at, Answer.unseen(why, at), Answer.unseen(why, at), Answer.unseen(why, at));
  }

  private ServerSample with(
      Instant time,
      Answer<SpaceSample> ofFiles,
      Answer<PartitionSample> ofPartitions,
      Answer<ToastSample> ofToasts) {
    return new ServerSample(
        time,
        server,
        sessions,
        prepared,
        slots,
        standbys,
        replay,
        connections,
        databases,
        vacuums,
        tables,
        indexes,
        redundantIndexes,
        foreignKeys,
        sequences,
        statements,
        ofFiles,
        ofPartitions,
        ofToasts);
  }
}
