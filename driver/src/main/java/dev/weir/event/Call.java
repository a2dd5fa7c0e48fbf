package dev.weir.event;

/** The JDBC method by which the application executed a statement. */
public enum Call {
  /** {@code execute(..)}. */
  EXECUTE,
  /** {@code executeQuery(..)}. */
  QUERY,
  /** {@code executeUpdate(..)}. */
  UPDATE,
  /** {@code executeLargeUpdate(..)}. */
  LARGE_UPDATE,
  /** {@code executeBatch()}. */
  BATCH,
  /** {@code executeLargeBatch()}. */
  LARGE_BATCH
}
