package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.lang.reflect.Method;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/** Moving through rows, changing them, fetching them. */
final class Rows {
  private static final String READ = Samples.READ;

  private Rows() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.writes("scrolling", Rows::scrolling),
        Scenario.writes("changing rows", Rows::changingRows),
        Scenario.writes("cursors by name", Rows::cursorNames),
        Scenario.reads("cursors that functions return", Rows::refCursors),
        Scenario.reads("fetching in parts", Rows::fetching));
  }

  private static void scrolling(Run run) throws Exception {
    Connection c = run.open();
    for (int type : List.of(ResultSet.TYPE_FORWARD_ONLY, ResultSet.TYPE_SCROLL_INSENSITIVE, 1005)) {
      try (Statement s = c.createStatement(type, ResultSet.CONCUR_READ_ONLY)) {
        ResultSet rows = s.executeQuery(READ);
        for (String move :
            List.of(
                "next",
                "next",
                "previous",
                "first",
                "last",
                "beforeFirst",
                "next",
                "afterLast",
                "previous")) {
          Method method = ResultSet.class.getMethod(move);
          attempt(() -> method.invoke(rows));
          attempt(rows::getRow);
          attempt(rows::isFirst);
          attempt(rows::isLast);
          attempt(rows::isBeforeFirst);
          attempt(rows::isAfterLast);
        }
        for (int to : List.of(1, 3, -1, -3, 0, 7, -7)) {
          attempt(() -> rows.absolute(to));
          attempt(rows::getRow);
          attempt(() -> rows.relative(to));
          attempt(rows::getRow);
        }
        rows.getType();
        rows.getConcurrency();
        rows.getHoldability();
        attempt(() -> rows.setFetchDirection(ResultSet.FETCH_REVERSE));
        attempt(() -> rows.setFetchDirection(99));
        attempt(() -> rows.setFetchSize(-1));
        rows.setFetchSize(3);
        rows.getFetchSize();
        rows.getFetchDirection();
        rows.findColumn("name");
        attempt(() -> rows.findColumn("none"));
      }
    }
  }

  private static void changingRows(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s =
        c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
      ResultSet rows = s.executeQuery("select id, name, parent from compat.item order by id");
      rows.next();
      rows.updateString("name", "changed");
      rows.updateRow();
      rows.rowUpdated();
      rows.getString(2);
      rows.next();
      rows.deleteRow();
      rows.rowDeleted();
      rows.moveToInsertRow();
      rows.updateString(2, "inserted");
      rows.insertRow();
      rows.getInt(1);
      rows.rowInserted();
      rows.moveToCurrentRow();
      rows.last();
      rows.updateString(2, "never");
      rows.cancelRowUpdates();
      attempt(rows::updateRow);
      rows.refreshRow();
      rows.getString(2);
      attempt(() -> rows.updateInt(3, 99));
      attempt(rows::updateRow);
      run.over(c);
      attempt(
          () -> {
            ResultSet view = s.executeQuery("select count(*) as n from compat.item");
            view.next();
            view.getConcurrency();
            attempt(() -> view.updateInt(1, 1));
            attempt(view::deleteRow);
            attempt(view::insertRow);
            attempt(view::moveToInsertRow);
          });
    }
    try (Statement s = c.createStatement()) {
      run.rows(s.executeQuery("select * from compat.item order by id"));
    }
  }

  private static void cursorNames(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement();
        Statement change = c.createStatement()) {
      s.setCursorName("by_name");
      s.setFetchSize(1);
      ResultSet rows = s.executeQuery("select id, name from compat.item order by id for update");
      rows.next();
      attempt(rows::getCursorName);
      attempt(
          () -> change.executeUpdate("update compat.item set name = 'x' where current of by_name"));
    }
    run.over(c);
    try (Statement s = c.createStatement()) {
      attempt(() -> s.execute("declare k cursor for select 1 as one"));
      attempt(() -> run.rows(s.executeQuery("fetch all from k")));
      attempt(() -> s.execute("close k"));
    }
  }

  private static void refCursors(Run run) throws Exception {
    Connection c = run.open();
    attempt(
        () -> {
          try (CallableStatement s = c.prepareCall("{? = call compat.cursor()}")) {
            s.registerOutParameter(1, Types.REF_CURSOR);
            s.execute();
            ResultSet rows = (ResultSet) s.getObject(1);
            rows.getStatement();
            run.rows(rows);
            attempt(rows::getCursorName);
            rows.close();
          }
        });
    run.over(c);
    attempt(
        () -> {
          try (Statement s = c.createStatement()) {
            ResultSet row = s.executeQuery("select compat.cursor()");
            row.next();
            ResultSet rows = (ResultSet) row.getObject(1);
            rows.getStatement().getConnection();
            run.rows(rows);
          }
        });
  }

  private static void fetching(Run run) throws Exception {
    Connection c = run.open();
    try (PreparedStatement s = c.prepareStatement("select n from generate_series(1, 7) n")) {
      s.setFetchSize(2);
      ResultSet rows = s.executeQuery();
      rows.getFetchSize();
      for (int i = 0; i < 4; i++) {
        rows.next();
        rows.getInt(1);
        rows.isLast();
      }
      rows.setFetchSize(1);
      while (rows.next()) {
        rows.getInt(1);
      }
      rows.isAfterLast();
      rows.close();
      rows.isClosed();
    }
  }
}
