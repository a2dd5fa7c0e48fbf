package dev.weir.event;

/** The JDBC method by which the application executed a statement. */
public enum Call {
  /** {@code execute(..)}. */
  EXECUTE,
  /** {@code executeQuery(..)}. */
  QUERY,
  /**
   * {@code executeUpdate(..)}; or {@code updateRow()}, {@code insertRow()}, {@code deleteRow()} of
   * rows that can be changed, as the statement that the driver makes of it. Its text is told as far
   * as it can be known: which columns are the key the driver keeps to itself.
   */
  UPDATE,
  /** {@code executeLargeUpdate(..)}. */
  LARGE_UPDATE,
  /** {@code executeBatch()}. */
  BATCH,
  /** {@code executeLargeBatch()}. */
  LARGE_BATCH,
  /**
   * A COPY through {@code CopyManager}, from its begin to its last byte, with the time in which the
   * application reads or writes that. It is told when it has ended.
   */
  COPY
}
