package dev.weir.fuzz;

import java.sql.BatchUpdateException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers and exceptions as text, without what differs from one session or side to another. */
final class Answer {
  private static final int ROWS = 20;
  private static final Pattern PORTALS = Pattern.compile("\\b[SC]_\\d+");
  private static final Pattern NUMBERS =
      Pattern.compile("(process|PID|oid|OID|pg_temp_|tuple) ?(\\d+|\\(\\d+,\\d+\\))");

  private Answer() {}

  /** What a call answers, or throws. */
  static String of(Callable<@Nullable String> call) {
    try {
      return String.valueOf(call.call());
    } catch (Borrower.Nothing e) {
      return "-- " + e.getMessage();
    } catch (Exception | LinkageError e) {
      return failure(e);
    }
  }

  /** All results of a statement that has been executed. */
  static String results(Statement s, boolean hasRows) throws SQLException {
    StringJoiner all = new StringJoiner(" ");
    SQLWarning warning = s.getWarnings();
    if (warning != null) {
      all.add("warned: " + failure(warning));
    }
    boolean rows = hasRows;
    while (rows || s.getUpdateCount() != -1) {
      all.add(rows ? rows(s.getResultSet()) : s.getUpdateCount() + " updated");
      rows = s.getMoreResults();
    }
    return all.toString();
  }

  static String rows(ResultSet rows) throws SQLException {
    StringJoiner all = new StringJoiner(" ", "rows(", ")");
    for (int i = 0; i < ROWS && rows.next(); i++) {
      all.add(row(rows));
    }
    return all.toString();
  }

  static String row(ResultSet rows) throws SQLException {
    StringJoiner row = new StringJoiner("|");
    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
      row.add(String.valueOf(rows.getString(i)));
    }
    return row.toString();
  }

  /** The class, the state and the message, with all that follow it. */
  static String failure(Throwable failure) {
    StringJoiner all = new StringJoiner(" / ", "threw ", "");
    Throwable at = failure;
    while (at != null) {
      all.add(one(at));
      at = at instanceof SQLException e ? e.getNextException() : null;
    }
    return all.toString();
  }

  private static String one(Throwable failure) {
    String text = failure.getClass().getSimpleName();
    if (failure instanceof SQLException e) {
      text += " " + e.getSQLState();
    }
    if (failure instanceof BatchUpdateException e) {
      text += " " + Arrays.toString(e.getUpdateCounts());
    }
    if (failure instanceof NullPointerException) {
      return text; // What was null is said in the words of the code.
    }
    return text + " " + stripped(String.valueOf(failure.getMessage()));
  }

  private static String stripped(String message) {
    String text = PORTALS.matcher(message.replace('\n', ' ')).replaceAll("..");
    return Databases.stripped(NUMBERS.matcher(text).replaceAll("$1 .."));
  }
}
