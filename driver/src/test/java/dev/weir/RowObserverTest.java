package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of rows, and what listeners hear of it. */
class RowObserverTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String THREE = "select i, 'n' || i as name from generate_series(1, 3) i";

  private final Notes notes = new Notes();

  /** Writes down all that it is told. */
  private static final class Notes implements ExecutionListener {
    final List<String> all = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    boolean values;
    @Nullable RuntimeException thrown;

    @Override
    public @Nullable RowObserver rows(Execution execution) {
      if (!execution.sql().startsWith("select i")) {
        return null;
      }
      return new RowObserver() {
        @Override
        public boolean wantsValues() {
          return values;
        }

        @Override
        public void labelled(List<String> labels) {
          all.add(String.join(", ", labels));
        }

        @Override
        public void row() {
          all.add("row");
          if (thrown != null) {
            throw thrown;
          }
        }

        @Override
        public void read(int column) {
          all.add("column " + column);
        }

        @Override
        public void read(int column, @Nullable Object value) {
          all.add(column + "=" + value);
        }

        @Override
        public void left(int columns, long unread) {
          left.add(unread + " rows of " + columns);
        }

        @Override
        public void closed(long rows, boolean complete, long nanos) {
          all.add("closed after " + rows + (complete ? ", complete" : ""));
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsAndColumnsAreTold(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      while (rows.next()) {
        assertThat(rows.getString("name")).isEqualTo("n" + rows.getRow());
      }
    }
    assertThat(notes.all)
        .containsExactly(
            "row", "column 2", "row", "column 2", "row", "column 2", "closed after 3, complete");
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreToldToWhoWantsThem(ListenerPlace setup) throws Exception {
    notes.values = true;
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement(THREE);
        ResultSet rows = s.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isEqualTo(1);
      assertThat(rows.getObject("name", String.class)).isEqualTo("n1");
      assertThat(rows.getCharacterStream(2)).isNotNull();
    }
    assertThat(notes.all)
        .containsExactly("i, name", "row", "1=1", "2=n1", "column 2", "closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void nullIsToldWhereAPrimitiveStandsForIt(ListenerPlace setup) throws Exception {
    notes.values = true;
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select i, null::int from (values (0)) v (i)");
        ResultSet rows = s.executeQuery()) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(2)).isZero();
      assertThat(rows.getInt(1)).isZero();
    }
    assertThat(notes.all).contains("2=null", "1=0");
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfExecuteAreToldWhenTheyAreAskedFor(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.execute(THREE)).isTrue();
      ResultSet rows = s.getResultSet();
      assertThat(rows.next()).isTrue();
      assertThat(s.getResultSet()).isSameAs(rows);
    }
    assertThat(notes.all).containsExactly("row", "closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreClosedByTheNextExecution(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThat(s.executeQuery(THREE).next()).isTrue();
      s.executeUpdate("set application_name = 'rows'");
      assertThat(notes.all).containsExactly("row", "closed after 1");
    }
    assertThat(notes.all).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void moveToARowIsTold(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s =
            c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.last()).isTrue();
      assertThat(rows.absolute(9)).isFalse();
      assertThat(rows.previous()).isTrue();
    }
    assertThat(notes.all).containsExactly("row", "row", "closed after 2");
  }

  @ParameterizedTest
  @EnumSource
  void observerThatThrowsHearsNoMore(ListenerPlace setup) throws Exception {
    notes.thrown = new IllegalStateException("a test");
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(2);
    }
    assertThat(notes.all).containsExactly("row");
  }

  @ParameterizedTest
  @EnumSource
  void exceptionsAreTheDrivers(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.next()).isTrue();
      assertThatThrownBy(() -> rows.getInt("none"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("none");
      assertThatThrownBy(() -> rows.getInt(3)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> rows.getInt(2)).isInstanceOf(SQLException.class);
      assertThat(rows.unwrap(ResultSet.class)).isNotNull();
      assertThat(rows.getStatement()).isSameAs(s);
    }
    assertThat(notes.all).containsExactly("row", "closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLeftIsTold(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      ResultSet rows = s.executeQuery(THREE);
      assertThat(rows.next()).isTrue();
      rows.close();
      assertThat(s.executeQuery(THREE).next()).isTrue();
      s.execute("set application_name = 'rows'"); // It closes them.
      assertThat(s.executeQuery(THREE).next()).isTrue(); // Closed with the statement.
    }
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      ResultSet rows = s.executeQuery(THREE);
      while (rows.next()) {
        assertThat(rows.getString(1)).isNotNull();
      }
    }
    // Observing, the next execution may be refused: nothing is gone through before it.
    String repeated = (setup == ListenerPlace.OBSERVED ? 0 : 2) + " rows of 2";
    assertThat(notes.left).containsExactly("2 rows of 2", repeated, "2 rows of 2", "0 rows of 2");
  }

  @ParameterizedTest
  @EnumSource
  void rowsStayWhereTheyAreWhenOthersOfTheirStatementAreClosed(ListenerPlace setup)
      throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      for (boolean first : new boolean[] {true, false}) {
        assertThat(s.execute("select i from generate_series(1, 3) i; " + THREE)).isTrue();
        ResultSet one = s.getResultSet();
        assertThat(one.next()).isTrue();
        assertThat(s.getMoreResults(Statement.KEEP_CURRENT_RESULT)).isTrue();
        ResultSet two = s.getResultSet();
        assertThat(two.next()).isTrue();
        (first ? one : two).close();
        assertThat((first ? two : one).next()).isTrue();
        assertThat((first ? two : one).getInt(1)).isEqualTo(2);
      }
    }
  }

  /** Writes down who is told what: each observer has a number. */
  private static final class Numbered implements ExecutionListener {
    final List<String> all = new ArrayList<>();
    private int observers;

    @Override
    public @Nullable RowObserver rows(Execution execution) {
      if (!execution.sql().contains("select i")) {
        return null;
      }
      int number = ++observers;
      all.add(number + ": asked");
      return new RowObserver() {
        @Override
        public void row() {
          all.add(number + ": row");
        }

        @Override
        public void left(int columns, long unread) {
          all.add(number + ": " + unread + " left");
        }

        @Override
        public void closed(long rows, boolean complete, long nanos) {
          all.add(number + ": closed after " + rows + (complete ? ", complete" : ""));
        }
      };
    }

    @Override
    public void after(Execution execution, Outcome outcome) {
      if (execution.sql().contains("select i")) {
        all.add("after");
      }
    }
  }

  private final Numbered numbered = new Numbered();

  private static final String TWO = "select i from (values (1), (2)) v (i)";

  private void several(ListenerPlace setup, String sql, Reading reading) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, numbered);
        Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      reading.read(s, s.execute(sql));
    }
  }

  /** Reads the results of an execution. */
  @FunctionalInterface
  private interface Reading {
    void read(Statement statement, boolean rows) throws SQLException;
  }

  private static void readOn(ResultSet rows) throws SQLException {
    while (rows.next()) {
      assertThat(rows.getRow()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachResultHasItsOwnObserver(ListenerPlace setup) throws Exception {
    several(
        setup,
        "select i from generate_series(1, 1) i; " + TWO,
        (s, rows) -> {
          assertThat(rows).isTrue();
          ResultSet one = s.getResultSet();
          readOn(one);
          one.close();
          assertThat(s.getMoreResults()).isTrue();
          ResultSet two = s.getResultSet();
          readOn(two);
          assertThat(s.getResultSet()).isSameAs(two);
          two.close();
          assertThat(s.getMoreResults()).isFalse();
        });
    assertThat(numbered.all)
        .containsExactly(
            "1: asked",
            "after",
            "1: row",
            "1: 0 left",
            "1: closed after 1, complete",
            "2: asked",
            "2: row",
            "2: row",
            "2: 0 left",
            "2: closed after 2, complete");
  }

  @ParameterizedTest
  @EnumSource
  void rowsBehindACountAreTold(ListenerPlace setup) throws Exception {
    several(
        setup,
        "create temp table counted (i int); " + TWO,
        (s, rows) -> {
          assertThat(rows).isFalse();
          assertThat(s.getMoreResults()).isTrue();
          ResultSet two = s.getResultSet();
          assertThat(two.next()).isTrue();
        });
    assertThat(numbered.all)
        .containsExactly("after", "1: asked", "1: row", "1: 1 left", "1: closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatTheNextResultClosesAreToldToBeClosed(ListenerPlace setup) throws Exception {
    several(
        setup,
        TWO + "; " + TWO + "; " + TWO,
        (s, rows) -> {
          assertThat(s.getResultSet().next()).isTrue();
          assertThat(s.getMoreResults()).isTrue();
          assertThat(s.getMoreResults()).isTrue(); // Nobody looks at the second.
          assertThat(s.getResultSet().next()).isTrue();
          assertThat(s.getMoreResults()).isFalse();
        });
    assertThat(numbered.all)
        .containsExactly(
            "1: asked",
            "after",
            "1: row",
            "1: 1 left",
            "1: closed after 1",
            "2: asked",
            "2: row",
            "2: 1 left",
            "2: closed after 1");
  }

  @ParameterizedTest
  @EnumSource
  void rowsThatAreKeptAreToldUntilTheyAreClosed(ListenerPlace setup) throws Exception {
    several(
        setup,
        TWO + "; " + TWO,
        (s, rows) -> {
          ResultSet one = s.getResultSet();
          assertThat(one.next()).isTrue();
          assertThat(s.getMoreResults(Statement.KEEP_CURRENT_RESULT)).isTrue();
          ResultSet two = s.getResultSet();
          readOn(two);
          assertThat(one.next()).isTrue();
        });
    assertThat(numbered.all)
        .startsWith("1: asked", "after", "1: row", "2: asked", "2: row", "2: row", "1: row")
        .contains("1: closed after 2", "2: closed after 2, complete")
        .hasSize(11);
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfAQueryAreToldToBeClosedWhenItsStatementGoesOn(ListenerPlace setup) throws Exception {
    several(
        setup,
        "select 1",
        (s, rows) -> {
          assertThat(s.executeQuery(TWO).next()).isTrue();
          assertThat(s.getMoreResults()).isFalse();
          numbered.all.add("went on");
        });
    assertThat(numbered.all)
        .containsExactly(
            "1: asked", "after", "1: row", "1: 1 left", "1: closed after 1", "went on");
  }

  /** The observer of rows that nobody took is not that of the next ones. */
  @ParameterizedTest
  @EnumSource
  void rowsThatNobodyTakesAreNotMistakenForTheNext(ListenerPlace setup) throws Exception {
    several(
        setup,
        TWO + "; " + TWO,
        (s, rows) -> {
          assertThat(s.getMoreResults()).isTrue();
          readOn(s.getResultSet());
          s.execute("select 1");
        });
    assertThat(numbered.all.subList(0, 3))
        .containsExactly("1: asked", "after", "1: closed after 0");
    assertThat(numbered.all.subList(3, 8))
        .containsExactly(
            "2: asked", "2: row", "2: row", "2: 0 left", "2: closed after 2, complete");
  }

  @ParameterizedTest
  @EnumSource
  void rowsStayWhereTheyAreWhenTheirStatementRefusesToBeExecuted(ListenerPlace setup)
      throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select i from generate_series(1, ?) i")) {
      s.setInt(1, 5);
      try (ResultSet rows = s.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(() -> s.executeQuery("select 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> s.execute("select 1")).isInstanceOf(SQLException.class);
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void statementIsClosedByTwoThreadsAtOnce(ListenerPlace setup) throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection()) {
      for (int i = 0; i < 300; i++) {
        Statement s = c.createStatement();
        assertThat(s.executeQuery("select i from generate_series(1, 2000) i").next()).isTrue();
        CyclicBarrier both = new CyclicBarrier(2);
        Future<?> closed =
            other.submit(
                () -> {
                  both.await();
                  s.close();
                  return null;
                });
        both.await();
        s.close();
        closed.get();
      }
    } finally {
      other.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheDriverDoesNotHoldIsNotFetchedToBeCounted(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      try (Statement s = c.createStatement()) {
        s.setFetchSize(2);
        try (ResultSet rows = s.executeQuery(THREE)) {
          assertThat(rows.next()).isTrue();
        }
      }
      c.commit();
    }
    assertThat(notes.left).containsExactly("0 rows of 2");
  }

  @ParameterizedTest
  @EnumSource
  void rowsOfACursorThatScrollsStayWhereTheyAre(ListenerPlace setup) throws Exception {
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection();
        Statement s =
            c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
        ResultSet rows = s.executeQuery(THREE)) {
      assertThat(rows.next()).isTrue();
    }
    assertThat(notes.left).containsExactly("0 rows of 2");
  }

  /** Whichever way a value is read, by position and by label; but what the driver cannot do. */
  @ParameterizedTest
  @EnumSource
  void everyMethodThatReadsTellsItsColumn(ListenerPlace setup) throws Exception {
    String sql =
        "select i as a, '{1}'::int[] as b, now() as c, '\\x01'::bytea as d, '<a/>'::xml as e,"
            + " true as f, 'http://x' as g, 7::oid as h from generate_series(1, 1) i";
    List<String> never = new ArrayList<>();
    try (WeirDataSource weir = setup.open(cluster, notes);
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      for (Method method : ResultSet.class.getMethods()) {
        if (method.getName().startsWith("get")
            && method.getParameterCount() > 0
            && !isReadBySomeColumn(c, sql, method)) {
          never.add(method.getName());
        }
      }
      c.rollback();
    }
    assertThat(new TreeSet<>(never))
        .containsExactly(
            "getNCharacterStream", "getNClob", "getNString", "getRef", "getRowId", "getURL");
  }

  private boolean isReadBySomeColumn(Connection c, String sql, Method method) throws Exception {
    boolean read = false;
    for (int column = 1; column <= 8; column++) {
      try (Statement s = c.createStatement();
          ResultSet rows = s.executeQuery(sql)) {
        assertThat(rows.next()).isTrue();
        notes.all.clear();
        Object[] arguments = arguments(method, column, rows);
        Savepoint before = c.setSavepoint();
        try {
          method.invoke(rows, arguments);
          assertThat(notes.all).as("%s", method).containsExactly("column " + column);
          read = true;
        } catch (InvocationTargetException e) {
          assertThat(notes.all).as("%s", method).isEmpty();
          c.rollback(before);
        }
      }
    }
    return read;
  }

  private static Object[] arguments(Method method, int column, ResultSet rows) throws SQLException {
    Class<?>[] types = method.getParameterTypes();
    Object[] arguments = new Object[types.length];
    arguments[0] = types[0] == int.class ? column : rows.getMetaData().getColumnLabel(column);
    for (int i = 1; i < types.length; i++) {
      arguments[i] =
          types[i] == Class.class
              ? String.class
              : types[i] == Map.class
                  ? Map.of()
                  : types[i] == Calendar.class ? Calendar.getInstance() : 0;
    }
    return arguments;
  }
}
