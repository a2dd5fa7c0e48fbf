package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.lang.reflect.Method;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every method of an interface on an object in some state: with its usual arguments, with odd ones,
 * and when the object, or what it came from, has been closed.
 */
final class Generic {
  /** What looks like a question, and reaches into the session or moves on. */
  private static final Set<String> NO_QUESTIONS =
      Set.of(
          "getCopyAPI",
          "getFastpathAPI",
          "getLargeObjectAPI",
          "getReplicationAPI",
          "getNotifications",
          "getBackendPID",
          "getMoreResults",
          "getMetaData",
          "getParameterMetaData",
          "getParameterStatuses",
          "getLastOID");

  private Generic() {}

  /** Makes an object of an interface. */
  @FunctionalInterface
  interface Maker<T> {
    T make(Connection connection) throws Exception;
  }

  /** An object in some state. */
  private record Subject<T>(Class<T> type, String state, Maker<? extends T> maker) {}

  private static <T> Subject<T> subject(Class<T> type, String state, Maker<? extends T> maker) {
    return new Subject<>(type, state, maker);
  }

  private static final List<Subject<?>> SUBJECTS =
      List.of(
          subject(Connection.class, "fresh", c -> c),
          subject(Connection.class, "after a statement", Generic::used),
          subject(Statement.class, "fresh", Connection::createStatement),
          subject(Statement.class, "after a query", Generic::queried),
          subject(Statement.class, "after an update", Generic::updated),
          subject(PreparedStatement.class, "fresh", Generic::prepared),
          subject(PreparedStatement.class, "after a query", Generic::executed),
          subject(PreparedStatement.class, "after an update", Generic::preparedUpdate),
          subject(CallableStatement.class, "fresh", Generic::callable),
          subject(CallableStatement.class, "after a call", Generic::called),
          subject(ResultSet.class, "forward only", Generic::rows),
          subject(ResultSet.class, "scrollable", Generic::scrollable),
          subject(ResultSet.class, "updatable", Generic::updatable),
          subject(DatabaseMetaData.class, "fresh", Connection::getMetaData),
          subject(ResultSetMetaData.class, "of rows", c -> rows(c).getMetaData()),
          subject(ResultSetMetaData.class, "of a statement", Generic::described),
          subject(ParameterMetaData.class, "of a statement", Generic::parameters),
          subject(Array.class, "made", c -> c.createArrayOf("int4", new Object[] {1, null, 3})),
          subject(Array.class, "read", c -> kind(c, "c_ints").getArray(1)),
          subject(Blob.class, "read", c -> kind(c, "c_oid").getBlob(1)),
          subject(Clob.class, "read", c -> kind(c, "c_oid").getClob(1)),
          subject(SQLXML.class, "made", Connection::createSQLXML),
          subject(SQLXML.class, "read", c -> kind(c, "c_xml").getSQLXML(1)),
          subject(Savepoint.class, "unnamed", Connection::setSavepoint),
          subject(Savepoint.class, "named", c -> c.setSavepoint("here")));

  private static Connection used(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.executeQuery(Samples.READ);
    }
    return c;
  }

  private static Statement queried(Connection c) throws SQLException {
    Statement s = c.createStatement();
    s.executeQuery(Samples.READ);
    return s;
  }

  private static Statement updated(Connection c) throws SQLException {
    Statement s = c.createStatement();
    s.executeUpdate(Samples.WRITE, Statement.RETURN_GENERATED_KEYS);
    return s;
  }

  private static PreparedStatement prepared(Connection c) throws SQLException {
    PreparedStatement s =
        c.prepareStatement("select id, name from compat.item where id <> ? order by id");
    s.setInt(1, 2);
    return s;
  }

  private static PreparedStatement executed(Connection c) throws SQLException {
    PreparedStatement s = prepared(c);
    s.executeQuery();
    return s;
  }

  private static PreparedStatement preparedUpdate(Connection c) throws SQLException {
    PreparedStatement s =
        c.prepareStatement("insert into compat.item (name) values (?)", new String[] {"id"});
    s.setString(1, "prepared");
    s.executeUpdate();
    return s;
  }

  private static CallableStatement callable(Connection c) throws SQLException {
    CallableStatement s = c.prepareCall(Samples.CALL);
    s.registerOutParameter(1, Types.INTEGER);
    s.setInt(2, 3);
    s.setInt(3, 4);
    return s;
  }

  private static CallableStatement called(Connection c) throws SQLException {
    CallableStatement s = callable(c);
    s.execute();
    return s;
  }

  private static ResultSet rows(Connection c) throws SQLException {
    ResultSet rows = c.createStatement().executeQuery(Samples.READ);
    rows.next();
    return rows;
  }

  private static ResultSet scrollable(Connection c) throws SQLException {
    ResultSet rows =
        c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)
            .executeQuery(Samples.READ);
    rows.next();
    rows.next();
    return rows;
  }

  private static ResultSet updatable(Connection c) throws SQLException {
    ResultSet rows =
        c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
            .executeQuery(Samples.READ);
    rows.next();
    rows.updateString(2, "changed");
    return rows;
  }

  private static ResultSetMetaData described(Connection c) throws SQLException {
    return prepared(c).getMetaData();
  }

  private static ParameterMetaData parameters(Connection c) throws SQLException {
    return prepared(c).getParameterMetaData();
  }

  private static ResultSet kind(Connection c, String column) throws SQLException {
    ResultSet row =
        c.createStatement().executeQuery("select " + column + " from compat.kind where id = 1");
    row.next();
    return row;
  }

  /** Whether it changes nothing and takes nothing: the state of an object. */
  private static boolean isQuestion(Method method) {
    return method.getParameterCount() == 0
        && method.getName().matches("(get|is).*")
        && !NO_QUESTIONS.contains(method.getName());
  }

  /** Whether it leaves a connection in another state. */
  private static boolean isChange(Method method) {
    return method.getName().matches("(set|add|close|abort|begin).*");
  }

  static List<Scenario> scenarios() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Subject<?> subject : SUBJECTS) {
      String name = subject.type().getSimpleName() + " " + subject.state();
      scenarios.add(Scenario.writes(name, run -> each(run, subject, Samples::usual)));
      if (!subject.state().startsWith("after a ")) {
        scenarios.add(
            Scenario.writes(name + ", odd arguments", run -> each(run, subject, Samples::odd))
                .once());
      }
    }
    scenarios.addAll(closed());
    return scenarios;
  }

  private static List<Scenario> closed() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Subject<?> subject : SUBJECTS) {
      if (!subject.state().equals("fresh")
          && !subject.state().startsWith("after a ")
          && subject.type() != ResultSet.class) {
        continue;
      }
      String name = subject.type().getSimpleName() + " " + subject.state();
      if (AutoCloseable.class.isAssignableFrom(subject.type())) {
        scenarios.add(
            Scenario.writes(
                    name + ", closed",
                    run -> eachClosed(run, subject, (c, o) -> ((AutoCloseable) o).close()))
                .once());
      }
      if (subject.type() != Connection.class) {
        scenarios.add(
            Scenario.writes(
                    name + ", its connection closed",
                    run -> eachClosed(run, subject, (c, o) -> c.close()))
                .once());
      }
      if (subject.type() == ResultSet.class) {
        scenarios.add(
            Scenario.writes(
                    name + ", its statement closed",
                    run ->
                        eachClosed(run, subject, (c, o) -> ((ResultSet) o).getStatement().close()))
                .once());
        scenarios.add(
            Scenario.writes(
                    name + ", its statement executed again",
                    run ->
                        eachClosed(
                            run,
                            subject,
                            (c, o) -> ((ResultSet) o).getStatement().execute("select 2 as two")))
                .once());
      }
    }
    return scenarios;
  }

  private static void each(
      Run run, Subject<?> subject, Function<Method, @Nullable Object[]> arguments)
      throws Exception {
    Connection connection = run.open();
    for (Method method : Interfaces.of(subject.type()).methods().toList()) {
      Connection used = connection;
      attempt(
          () -> {
            Object object = subject.maker().make(used);
            call(run, object, method, arguments.apply(method));
            if (object instanceof AutoCloseable) {
              state(subject.type(), object);
            }
            if (object instanceof Connection) {
              used(used);
            } else if (object instanceof AutoCloseable closeable) {
              closeable.close();
            }
          });
      run.over(connection);
      if (subject.type() == Connection.class && isChange(method)) {
        attempt(connection::close);
        connection = run.open();
      }
    }
  }

  private static void call(Run run, Object object, Method method, @Nullable Object[] arguments) {
    attempt(
        () -> {
          Object answer = method.invoke(object, arguments);
          if (answer instanceof ResultSet rows && object != rows) {
            attempt(() -> run.rows(rows));
          }
        });
  }

  /** Closes something. */
  @FunctionalInterface
  private interface Closing {
    void close(Connection connection, Object object) throws Exception;
  }

  private static void eachClosed(Run run, Subject<?> subject, Closing closing) throws Exception {
    Connection connection = run.open();
    Object object = subject.maker().make(connection);
    closing.close(connection, object);
    run.closed();
    for (Method method : Interfaces.of(subject.type()).methods().toList()) {
      if (method.getName().equals("close")) {
        continue; // Else all that follow would be of what was closed by itself. It comes last.
      }
      attempt(() -> method.invoke(object, Samples.usual(method)));
    }
    closing.close(connection, object);
  }

  private static void state(Class<?> type, Object object) {
    Interfaces.of(type)
        .methods()
        .filter(Generic::isQuestion)
        .forEach(getter -> attempt(() -> getter.invoke(object)));
  }
}
