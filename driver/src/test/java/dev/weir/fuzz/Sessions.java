package dev.weir.fuzz;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.StringJoiner;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Calls of a connection. */
final class Sessions {
  private static final int NOTIFICATION_MILLIS = (int) Duration.ofMillis(100).toMillis();

  private Sessions() {}

  static String connect(Borrower b, String argument) throws Exception {
    if (b.isConnected()) {
      throw new Borrower.Nothing("connected already");
    }
    b.connected(b.side().connect());
    return "done";
  }

  static String close(Borrower b, String argument) throws Exception {
    b.connection();
    b.close();
    return "done";
  }

  static String autoCommit(Borrower b, String argument) throws Exception {
    b.connection().setAutoCommit(argument.equals("on"));
    return "done";
  }

  static String isolation(Borrower b, String argument) throws Exception {
    b.connection()
        .setTransactionIsolation(
            switch (argument) {
              case "serializable" -> Connection.TRANSACTION_SERIALIZABLE;
              case "repeatable-read" -> Connection.TRANSACTION_REPEATABLE_READ;
              default -> Connection.TRANSACTION_READ_COMMITTED;
            });
    return "done";
  }

  static String readOnly(Borrower b, String argument) throws Exception {
    b.connection().setReadOnly(argument.equals("on"));
    return "done";
  }

  static String schema(Borrower b, String argument) throws Exception {
    b.connection().setSchema(argument);
    return "done";
  }

  static String clientInfo(Borrower b, String argument) throws Exception {
    b.connection().setClientInfo("ApplicationName", argument);
    return "done";
  }

  static String holdability(Borrower b, String argument) throws Exception {
    b.connection().setHoldability(Integer.parseInt(argument));
    return "done";
  }

  static String commit(Borrower b, String argument) throws Exception {
    b.connection().commit();
    return "done";
  }

  static String rollback(Borrower b, String argument) throws Exception {
    b.connection().rollback();
    return "done";
  }

  static String savepoint(Borrower b, String argument) throws Exception {
    b.savepoint(argument, b.connection().setSavepoint(argument));
    return "done";
  }

  static String rollbackTo(Borrower b, String argument) throws Exception {
    b.connection().rollback(b.savepoint(argument));
    return "done";
  }

  static String release(Borrower b, String argument) throws Exception {
    b.connection().releaseSavepoint(b.savepoint(argument));
    return "done";
  }

  static String getters(Borrower b, String argument) throws Exception {
    Connection c = b.connection();
    return "%s %s %s %s %s"
        .formatted(
            c.isClosed(),
            c.getAutoCommit(),
            c.isReadOnly(),
            c.getHoldability(),
            c.getClientInfo("ApplicationName"));
  }

  static String ask(Borrower b, String argument) throws Exception {
    Connection c = b.connection();
    return c.getTransactionIsolation() + " " + c.getSchema();
  }

  static String valid(Borrower b, String argument) throws Exception {
    return String.valueOf(b.connection().isValid(Integer.parseInt(argument)));
  }

  static String warnings(Borrower b, String argument) throws Exception {
    SQLWarning warning = b.connection().getWarnings();
    return warning == null ? "none" : Answer.failure(warning);
  }

  static String notifications(Borrower b, String argument) throws Exception {
    PGConnection c = b.connection().unwrap(PGConnection.class);
    StringJoiner all = new StringJoiner(", ", "[", "]");
    add(c, NOTIFICATION_MILLIS, all);
    add(c, 0, all);
    return all.toString();
  }

  private static void add(PGConnection c, int millis, StringJoiner all) throws SQLException {
    PGNotification[] some = millis == 0 ? c.getNotifications() : c.getNotifications(millis);
    if (some != null) {
      for (PGNotification one : some) {
        all.add(one.getName() + ":" + one.getParameter());
      }
    }
  }
}
