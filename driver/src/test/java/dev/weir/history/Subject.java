package dev.weir.history;

import dev.weir.history.OwnWrites.Scope;
import java.sql.Connection;
import java.sql.SQLException;

/** A way to the servers that clients try: Weir, or a router to compare it with. Thread-safe. */
interface Subject extends AutoCloseable {
  /** Does a client's work, on this thread, as that client: where it has callers, as one of them. */
  default void as(int client, Runnable work) {
    work.run();
  }

  /** Whose writes a read must show. */
  Scope scope();

  /**
   * A connection for one thing to do.
   *
   * @param reads whether all of it only reads; who decides for each statement does not need to know
   */
  Connection connect(boolean reads) throws SQLException;

  /** Whether a connection can be kept for many things: it decides for each statement. */
  boolean keepsConnections();

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
   * @param process through which of the DataSources that stand for processes, from 0
   */
  record Served(int server, boolean replica, int process) {
    static final Served BY_NOBODY = new Served(-1, false, 0);

    Served through(int process) {
      return new Served(server, replica, process);
    }
  }
}
