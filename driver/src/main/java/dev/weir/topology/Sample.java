package dev.weir.topology;

/**
 * What one server answered once.
 *
 * @param startNanos the instant at which the question was sent
 * @param inRecovery whether it is a standby
 * @param lsn of a primary the position up to which its commits have returned, see {@code
 *     sample.sql}; of a standby the replay position; normalised, see {@link #normalise}
 * @param timeline the primary's, or the one that the standby's WAL receiver streams; 0 if unknown
 * @param systemIdentifier of the cluster; 0 if unknown
 */
record Sample(long startNanos, boolean inRecovery, long lsn, int timeline, long systemIdentifier) {
  private static final int PAGE = 8192;
  private static final int SHORT_HEADER = 24;
  private static final int LONG_HEADER = 40;

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
