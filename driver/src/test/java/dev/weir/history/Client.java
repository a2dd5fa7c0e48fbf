package dev.weir.history;

import dev.weir.history.Operation.Kind;
import dev.weir.history.Operation.Outcome;
import dev.weir.history.Operation.Way;
import dev.weir.history.OwnWrites.Scope;
import dev.weir.history.Rows.Seen;
import dev.weir.history.Subject.Served;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads rows at random, by a seed, and records what it did and saw. For one thread; the
 * values and the transactions' numbers are shared by all clients of a run.
 */
final class Client {
  /** What the server says of a write that it did not do. */
  private static final String READ_ONLY_TRANSACTION = "25006";

  /** What Weir adds to the loss of a connection when the commit had not been sent. */
  private static final String NOT_COMMITTED = "40000";

  private static final long PAUSE_NANOS = Duration.ofMillis(30).toNanos();

  private final int number;
  private final Subject subject;
  private final Rows registers;
  private final Rows lists;
  private final AtomicLong values;
  private final Random random;
  private final long originNanos;
  private final List<Operation> onRegisters = new ArrayList<>();
  private final List<Operation> onLists = new ArrayList<>();

  /** Every other client keeps its connection, as an application under an outer pool does. */
  private @Nullable Connection kept;

  Client(
      int number,
      Subject subject,
      Rows registers,
      Rows lists,
      AtomicLong values,
      long seed,
      long originNanos) {
    this.number = number;
    this.subject = subject;
    this.registers = registers;
    this.lists = lists;
    this.values = values;
    this.random = new Random(seed * 31 + number);
    this.originNanos = originNanos;
  }

  List<Operation> onRegisters() {
    return onRegisters;
  }

  List<Operation> onLists() {
    return onLists;
  }

  /**
   * Does one thing.
   *
   * @param writes whether it may be a write
   * @return how many operations that were
   */
  int step(boolean writes) {
    pause();
    int before = onRegisters.size() + onLists.size();
    subject.as(number, () -> act(writes));
    return onRegisters.size() + onLists.size() - before;
  }

  /**
   * A caller that has read on the primary, and goes on without a pause, stays there for long: each
   * read raises what a replica must have.
   */
  private void pause() {
    if (subject.scope() == Scope.CLIENT && random.nextInt(20) == 0) {
      LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
    }
  }

  private void act(boolean writes) {
    boolean list = random.nextBoolean();
    Rows rows = list ? lists : registers;
    List<Operation> record = list ? onLists : onRegisters;
    int dice = random.nextInt(100);
    if (writes && dice < 5) {
      write(rows, record);
    } else if (writes && dice < 8) {
      transaction(rows, record, true);
    } else if (writes && dice < 9) {
      transaction(rows, record, false);
    } else if (dice < 16) {
      readOnlyTransaction(rows, record, Way.READ_ONLY_TRANSACTION);
    } else if (dice < 20) {
      readOnlyTransaction(rows, record, Way.SNAPSHOT);
    } else {
      read(rows, record);
    }
  }

  void close() {
    drop(kept);
    kept = null;
  }

  // ---------------------------------------------------------------- what it does

  private void write(Rows rows, List<Operation> record) {
    int key = rows.keyToWrite(random);
    long value = values.incrementAndGet();
    long invoked = now();
    long version = 0;
    Outcome outcome = Outcome.OK;
    Connection connection = null;
    try {
      connection = connect(false);
      version = rows.write(connection, key, value);
      release(connection);
    } catch (SQLException e) {
      drop(connection);
      outcome = connection == null || isRefused(e) ? Outcome.FAILED : Outcome.UNKNOWN;
    }
    subject.wrote();
    Seen wrote = new Seen(value, outcome == Outcome.OK ? version : 0, "");
    record.add(operation(Kind.WRITE, key, wrote, 0, Way.AUTO_COMMIT, outcome, invoked));
  }

  private void transaction(Rows rows, List<Operation> record, boolean commits) {
    int key = rows.keyToWrite(random);
    long value = values.incrementAndGet();
    long invoked = now();
    long version = 0;
    Outcome outcome = Outcome.FAILED;
    Connection connection = null;
    try {
      connection = connect(false);
      connection.setAutoCommit(false);
      version = rows.write(connection, key, value);
      long asked = now();
      Seen seen = rows.read(connection, key);
      record.add(operation(Kind.READ, key, seen, value, Way.TRANSACTION, Outcome.OK, asked));
      if (commits) {
        outcome = Outcome.UNKNOWN;
        connection.commit();
        outcome = Outcome.OK;
      } else {
        connection.rollback();
      }
    } catch (SQLException e) {
      drop(connection);
      connection = null;
      outcome = isRefused(e) ? Outcome.FAILED : outcome;
    }
    subject.wrote();
    Seen wrote = new Seen(value, outcome == Outcome.OK ? version : 0, "");
    record.add(operation(Kind.WRITE, key, wrote, value, Way.TRANSACTION, outcome, invoked));
    backToAutoCommit(connection);
  }

  private void read(Rows rows, List<Operation> record) {
    int key = rows.keyToRead(random);
    long invoked = now();
    Connection connection = null;
    try {
      connection = connect(true);
      Seen seen = rows.read(connection, key);
      record.add(operation(Kind.READ, key, seen, 0, Way.AUTO_COMMIT, Outcome.OK, invoked));
      release(connection);
    } catch (SQLException e) {
      drop(connection);
      record.add(failedRead(key, Way.AUTO_COMMIT, invoked));
    }
  }

  /** Reads one row twice; in a snapshot, both reads show what was there when it began. */
  private void readOnlyTransaction(Rows rows, List<Operation> record, Way way) {
    int key = rows.keyToRead(random);
    long invoked = now();
    Connection connection = null;
    try {
      connection = connect(true);
      connection.setReadOnly(true);
      connection.setTransactionIsolation(
          way == Way.SNAPSHOT
              ? Connection.TRANSACTION_REPEATABLE_READ
              : Connection.TRANSACTION_READ_COMMITTED);
      connection.setAutoCommit(false);
      for (int i = 0; i < 2; i++) {
        Seen seen = rows.read(connection, key);
        record.add(operation(Kind.READ, key, seen, 0, way, Outcome.OK, invoked));
        invoked = way == Way.SNAPSHOT ? invoked : now();
      }
      connection.commit();
    } catch (SQLException e) {
      drop(connection);
      connection = null;
      record.add(failedRead(key, way, invoked));
    }
    backToAutoCommit(connection);
  }

  // ---------------------------------------------------------------- connections

  private Connection connect(boolean reads) throws SQLException {
    Connection there = kept;
    kept = null;
    return there == null ? subject.connect(reads) : there;
  }

  private void backToAutoCommit(@Nullable Connection connection) {
    if (connection != null) {
      try {
        connection.setAutoCommit(true);
        connection.setReadOnly(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        release(connection);
      } catch (SQLException e) {
        drop(connection);
      }
    }
  }

  private void release(Connection connection) throws SQLException {
    if (subject.keepsConnections() && number % 2 == 0) {
      kept = connection;
    } else {
      connection.close();
    }
  }

  /** What may have an open transaction is rolled back, also by a server that finds it broken. */
  private static void drop(@Nullable Connection connection) {
    if (connection == null) {
      return;
    }
    try (connection) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    } catch (SQLException e) {
      // It is gone either way.
    }
  }

  /** Whether it says that nothing was committed: it is taken at its word. */
  private static boolean isRefused(SQLException e) {
    return e instanceof SQLTransientConnectionException // The pool had none.
        || READ_ONLY_TRANSACTION.equals(e.getSQLState())
        || Arrays.stream(e.getSuppressed())
            .anyMatch(s -> s instanceof SQLException x && NOT_COMMITTED.equals(x.getSQLState()));
  }

  // ---------------------------------------------------------------- what it records

  private long now() {
    return System.nanoTime() - originNanos;
  }

  private Operation failedRead(int key, Way way, long invoked) {
    return operation(Kind.READ, key, Seen.NOTHING, 0, way, Outcome.FAILED, invoked);
  }

  private Operation operation(
      Kind kind,
      int key,
      Seen seen,
      long transaction,
      Way way,
      Outcome outcome,
      long invokedNanos) {
    Served served = subject.served();
    return new Operation(
        number,
        kind,
        key,
        seen.value(),
        seen.version(),
        seen.list(),
        transaction,
        way,
        outcome,
        invokedNanos,
        now(),
        served.server(),
        served.replica(),
        served.process());
  }
}
