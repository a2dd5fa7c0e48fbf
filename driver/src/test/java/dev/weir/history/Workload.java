package dev.weir.history;

import dev.weir.history.Operation.Kind;
import dev.weir.history.Operation.Outcome;
import dev.weir.history.Operation.Way;
import dev.weir.history.Rows.Seen;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Eight clients on rows that they share. */
final class Workload {
  private static final int CLIENTS = 8;

  private final Subject subject;
  private final Rows registers;
  private final Rows lists;
  private final List<Client> clients;
  private final long originNanos;

  /**
   * How much is done.
   *
   * @param operations after which clients stop
   * @param duration after which they stop in any case
   * @param writing after which they only read
   */
  record Extent(long operations, Duration duration, Duration writing) {
    static Extent of(long operations) {
      Duration forEver = Duration.ofDays(1);
      return new Extent(operations, forEver, forEver);
    }
  }

  /**
   * Prepares it.
   *
   * @param name of the tables
   * @param originNanos from which on instants count, by {@link System#nanoTime}
   */
  Workload(Subject subject, String name, long seed, long originNanos) {
    this.subject = subject;
    this.originNanos = originNanos;
    this.registers = new Rows(name, false);
    this.lists = new Rows(name, true);
    AtomicLong values = new AtomicLong();
    clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(
                number -> new Client(number, subject, registers, lists, values, seed, originNanos))
            .toList();
  }

  /** Creates the rows by the subject itself, which then knows them; waits until replicas serve. */
  void create() throws SQLException {
    try (Connection connection = subject.connect(false)) {
      registers.create(connection);
      lists.create(connection);
    }
    awaitReplicas(registers);
    awaitReplicas(lists);
  }

  private void awaitReplicas(Rows rows) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      try (Connection connection = subject.connect(true)) {
        rows.read(connection, rows.keys().size() - 1);
      } catch (SQLException e) {
        // Not there yet: a router that guesses asks all the same.
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no replica serves reads of " + rows.name());
      }
    } while (!subject.served().replica());
  }

  /** Runs until the extent is reached; then the clients have returned all that they had. */
  void run(Extent extent) throws InterruptedException, ExecutionException {
    long beganNanos = System.nanoTime();
    AtomicLong done = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Client client : clients) {
        running.add(
            threads.submit(
                () -> {
                  long elapsed = 0;
                  while (done.get() < extent.operations()
                      && elapsed < extent.duration().toNanos()) {
                    done.addAndGet(client.step(elapsed < extent.writing().toNanos()));
                    elapsed = System.nanoTime() - beganNanos;
                  }
                  client.close();
                }));
      }
      for (Future<?> client : running) {
        client.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What was recorded, with what is there now: after every fault has been healed. */
  Recorded recorded(DataSource primary) throws SQLException {
    try (Connection connection = primary.getConnection()) {
      return new Recorded(
          new History(
              clients.stream().flatMap(client -> client.onRegisters().stream()).toList(),
              finals(connection, registers)),
          new History(
              clients.stream().flatMap(client -> client.onLists().stream()).toList(),
              finals(connection, lists)));
    }
  }

  private List<Operation> finals(Connection primary, Rows rows) throws SQLException {
    List<Operation> finals = new ArrayList<>();
    for (int key : rows.keys()) {
      long invoked = System.nanoTime() - originNanos;
      Seen seen = rows.read(primary, key);
      finals.add(
          new Operation(
              Operation.NOBODY,
              Kind.READ,
              key,
              seen.value(),
              seen.version(),
              seen.list(),
              0,
              Way.AUTO_COMMIT,
              Outcome.OK,
              invoked,
              System.nanoTime() - originNanos,
              0,
              false,
              0));
    }
    return finals;
  }
}
