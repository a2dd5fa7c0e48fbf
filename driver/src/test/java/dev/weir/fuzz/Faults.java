package dev.weir.fuzz;

import dev.weir.Cluster;
import java.sql.Connection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What is done to replicas, to sessions, and to connections that are in use. */
final class Faults {
  private static final int NETWORK_MILLIS = 150;

  private Faults() {}

  static String pause(Borrower b, String argument) throws Exception {
    if (b.side().isWeir()) {
      b.side().databases().pauseReplay();
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
    Connection c = b.connection();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<String> outcome = thread.submit(() -> Answer.of(() -> Statements.sql(b, text)));
      Cluster.await(
          "it runs", () -> outcome.isDone() || b.side().view().sleeping() > 0);
      c.abort(Runnable::run);
      b.suffered(Borrower.Fault.ENDED);
      return outcome.get();
    } finally {
      b.side().view().wake();
      thread.shutdown();
    }
  }

  static String timeOut(Borrower b, String text) throws Exception {
    Connection c = b.connection();
    c.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
    b.suffered(Borrower.Fault.ENDED);
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

  private static String elsewhere(java.util.concurrent.Callable<String> call) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(() -> Answer.of(call::call)).get();
    } finally {
      thread.shutdown();
    }
  }
}
