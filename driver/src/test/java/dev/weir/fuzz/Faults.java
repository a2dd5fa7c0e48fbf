package dev.weir.fuzz;

import dev.weir.Cluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** What is done to replicas, to sessions, and to connections that are in use. */
final class Faults {
  private static final int NETWORK_MILLIS = 150;
  private static final Duration NOTICE = Duration.ofMillis(200);

  private Faults() {}

  static String pause(Borrower b, String argument) throws Exception {
    if (b.side().isWeir()) {
      b.side().pauseReplay();
    }
    return "done";
  }

  static String resume(Borrower b, String argument) throws Exception {
    if (b.side().isWeir()) {
      b.side().databases().resumeReplay();
    }
    return "done";
  }

  static String abort(Borrower b, String argument) throws Exception {
    b.connection().abort(Runnable::run);
    b.suffered(Borrower.Fault.ENDED);
    return "done";
  }

  static String closeElsewhere(Borrower b, String argument) throws Exception {
    Connection c = b.connection();
    elsewhere(
        () -> {
          c.close();
          return "done";
        });
    b.suffered(Borrower.Fault.ENDED);
    return "done";
  }

  static String abortDuring(Borrower b, String text) throws Exception {
    return during(
        b,
        text,
        (c, outcome) ->
            c.abort(
                command -> {
                  command.run();
                  awaitNotice(outcome);
                }));
  }

  static String closeDuring(Borrower b, String text) throws Exception {
    return during(b, text, (c, outcome) -> c.close());
  }

  private interface Ending {
    void end(Connection connection, Future<String> outcome) throws SQLException;
  }

  private static String during(Borrower b, String text, Ending ending) throws Exception {
    Connection c = b.connection();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<String> outcome = thread.submit(() -> Answer.of(() -> Statements.sql(b, text)));
      SessionView view = b.side().view();
      Cluster.await("it runs", () -> outcome.isDone() || view.sleeping() > 0);
      ending.end(c, outcome);
      b.suffered(Borrower.Fault.ENDED);
      return outcome.get();
    } finally {
      b.side().view().wake();
      thread.shutdown();
    }
  }

  /** Gives whoever runs the statement time to do something about it, which it should not. */
  private static void awaitNotice(Future<String> outcome) {
    long began = System.nanoTime();
    while (!outcome.isDone() && System.nanoTime() - began < NOTICE.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  static String timeOut(Borrower b, String text) throws Exception {
    Connection c = b.connection();
    c.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
    b.suffered(Borrower.Fault.TIMED_OUT);
    try {
      String outcome = Answer.of(() -> Statements.sql(b, text));
      return b.side().view().sleeping() + " at work, " + outcome;
    } finally {
      b.side().view().wake();
    }
  }

  static String kill(Borrower b, String argument) throws Exception {
    b.side().view().terminate();
    b.side().killed();
    return "done";
  }

  private static String elsewhere(Callable<String> call) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(() -> Answer.of(call)).get();
    } finally {
      thread.shutdown();
    }
  }
}
