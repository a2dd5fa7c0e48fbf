package dev.weir.fuzz;

import dev.weir.fuzz.Borrower.Rows;
import java.io.StringReader;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.postgresql.PGConnection;

/** Calls of statements. */
final class Statements {
  private static final int FETCH_SIZE = 2;

  private Statements() {}

  static String sql(Borrower b, String text) throws Exception {
    try (Statement s = b.connection().createStatement()) {
      return Answer.results(s, s.execute(text));
    }
  }

  static String keys(Borrower b, String text) throws Exception {
    try (Statement s = b.connection().createStatement()) {
      int count = s.executeUpdate(text, Statement.RETURN_GENERATED_KEYS);
      return count + " updated, keys " + Answer.rows(s.getGeneratedKeys());
    }
  }

  static String texts(Borrower b, String texts) throws Exception {
    try (Statement s = b.connection().createStatement()) {
      for (String text : texts.split(" ;; ", -1)) {
        s.addBatch(text);
      }
      return Arrays.toString(s.executeBatch());
    }
  }

  static String limited(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 2);
    try (Statement s = b.connection().createStatement()) {
      s.setQueryTimeout(Integer.parseInt(words[0]));
      return Answer.results(s, s.execute(words[1]));
    }
  }

  static String copy(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" <- ", 2);
    PGConnection c = b.connection().unwrap(PGConnection.class);
    return c.getCopyAPI().copyIn(words[0], new StringReader(words[1] + "\n")) + " copied";
  }

  static String cursor(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 2);
    Statement s = b.connection().createStatement();
    s.setFetchSize(FETCH_SIZE);
    try {
      b.cursor(words[0], new Rows(s, s.executeQuery(words[1])));
      return next(b, words[0]);
    } catch (SQLException e) {
      s.close();
      throw e;
    }
  }

  static String next(Borrower b, String name) throws Exception {
    ResultSet rows = b.cursor(name).rows();
    return rows.next() ? Answer.row(rows) : "over";
  }

  static String closeCursor(Borrower b, String name) throws Exception {
    b.cursor(name).statement().close();
    return "done";
  }

  static String prepare(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 2);
    b.prepared(words[0], b.connection().prepareStatement(words[1]));
    return "done";
  }

  static String run(Borrower b, String name) throws Exception {
    PreparedStatement p = b.prepared(name);
    return Answer.results(p, p.execute());
  }

  static String addBatch(Borrower b, String name) throws Exception {
    b.prepared(name).addBatch();
    return "done";
  }

  static String runBatch(Borrower b, String name) throws Exception {
    return Arrays.toString(b.prepared(name).executeBatch());
  }

  static String clear(Borrower b, String name) throws Exception {
    b.prepared(name).clearParameters();
    return "done";
  }

  static String closeStatement(Borrower b, String name) throws Exception {
    b.prepared(name).close();
    return "done";
  }
}
