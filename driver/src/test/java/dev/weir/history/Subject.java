package dev.weir.history;

import java.sql.Connection;
import java.sql.SQLException;

/** A way to the servers that clients try: Weir, or a router to compare it with. Thread-safe. */
interface Subject extends AutoCloseable {
  /**
   * A connection for one thing to do.
   *
   * @param reads whether all of it only reads; who decides for each statement does not need to know
   */
  Connection connect(boolean reads) throws SQLException;

  /** Whether it decides for each statement, so that a connection can be kept for many things. */
  boolean decidesByStatement();

  /** The calling thread's newest write returned. */
  void wrote();

  /** Who served the newest statement of the calling thread. */
  Served served();

  @Override
  void close();

  /**
   * Who served a statement.
   *
   * @param server by index; -1 if nobody
   * @param replica whether it was chosen as a replica
   */
  record Served(int server, boolean replica) {
    static final Served BY_NOBODY = new Served(-1, false);
  }
}
