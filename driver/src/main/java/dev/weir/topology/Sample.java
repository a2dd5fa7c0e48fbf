package dev.weir.topology;

/**
 * What one server answered once: to the monitor, or on a connection of the application's pools when
 * that was opened. The latter is the connection's stamp: it tells which server is behind it.
 *
 * @param startNanos the instant at which the question was sent
 * @param inRecovery whether it is a standby
 * @param lsn of a primary the position up to which its commits have returned, see {@code
 *     sample.sql}; of a standby the replay position; normalised, see {@link #normalise}; 0 if
 *     unknown
 * @param timeline the primary's, or the one that the standby's WAL receiver streams; 0 if unknown
 * @param systemIdentifier of the cluster; 0 if unknown
 * @param life when the server was started, in microseconds since 1970 on its own clock: two servers
 *     that are copies of each other differ in it, and so do two lives of one; 0 if unknown
 * @param untold what the server does not tell to its user, and what helps; empty if it tells all
 */
public record Sample(
    long startNanos,
    boolean inRecovery,
    long lsn,
    int timeline,
    long systemIdentifier,
    long life,
    String untold) {
  private static final int PAGE = 8192;
  private static final int SHORT_HEADER = 24;
  private static final int LONG_HEADER = 40;

  /**
   * Whether a server is another one than this is of, or another life of it, as far as both are
   * known.
   *
   * @param state of the server, by its newest sample
   */
  public boolean isOfAnotherLife(NodeState state) {
    return life != 0 && state.life() != 0 && life != state.life();
  }

  /**
   * The end of the last record before an insert position. Just past a page boundary the insert
   * position already counts the next page's header, which replay does not reach until a record
   * follows it; uncorrected, an idle server would never be confirmed. See {@code
   * XLogBytePosToRecPtr} and {@code XLogBytePosToEndRecPtr} in PostgreSQL's xlog.c.
   *
   * @param insertLsn what {@code pg_current_wal_insert_lsn()} answered
   * @param segmentBytes {@code wal_segment_size}; a segment's first page has the longer header
   */
  static long normalise(long insertLsn, long segmentBytes) {
    boolean firstPage = Long.remainderUnsigned(insertLsn, segmentBytes) < PAGE;
    int header = firstPage ? LONG_HEADER : SHORT_HEADER;
    return Long.remainderUnsigned(insertLsn, PAGE) == header ? insertLsn - header : insertLsn;
  }
}
