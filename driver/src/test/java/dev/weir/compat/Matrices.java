package dev.weir.compat;

import static dev.weir.compat.Run.attempt;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Every getter on every type of column, every setter and updater with its values. */
final class Matrices {
  private static final List<Class<?>> CLASSES =
      List.of(
          String.class,
          Integer.class,
          Long.class,
          Boolean.class,
          BigDecimal.class,
          BigInteger.class,
          byte[].class,
          Date.class,
          Time.class,
          Timestamp.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          UUID.class,
          java.sql.Array.class,
          java.sql.SQLXML.class,
          java.sql.Blob.class,
          PGpoint.class,
          PGInterval.class,
          PGobject.class,
          Object.class);

  private Matrices() {}

  static List<Scenario> scenarios() {
    return List.of(
        Scenario.reads("every getter of rows", Matrices::getters).once(),
        Scenario.writes("every updater of rows", Matrices::updaters).once(),
        Scenario.writes("every updater of a row that is inserted", Matrices::inserts).once(),
        Scenario.reads("every setter of a statement", Matrices::setters).once(),
        Scenario.reads("objects as parameters", Matrices::objects).once(),
        Scenario.reads("every getter of a call", Matrices::outs).once());
  }

  private static Stream<Method> methods(Class<?> type, String prefix) {
    return Interfaces.of(type)
        .methods()
        .filter(m -> m.getName().startsWith(prefix) && m.getParameterCount() > 0)
        .filter(
            m -> m.getParameterTypes()[0] == int.class || m.getParameterTypes()[0] == String.class);
  }

  private static Object[] arguments(Method method, Object first) {
    Object[] arguments = Samples.usual(method);
    arguments[0] = first;
    return arguments;
  }

  private static void getters(Run run) throws Exception {
    Connection c = run.open();
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery("select * from compat.kind order by id")) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int column = 1; column <= columns; column++) {
          int at = column;
          String label = rows.getMetaData().getColumnLabel(at);
          methods(ResultSet.class, "get")
              .forEach(
                  m ->
                      attempt(
                          () -> get(rows, m, m.getParameterTypes()[0] == int.class ? at : label)));
          rows.wasNull();
          for (Class<?> type : CLASSES) {
            attempt(() -> rows.getObject(at, type));
          }
        }
      }
    }
  }

  private static void get(ResultSet rows, Method method, Object column) throws Exception {
    Object[] arguments = arguments(method, column);
    if (method.getParameterCount() == 2 && method.getParameterTypes()[1] == Class.class) {
      arguments[1] = String.class;
    }
    method.invoke(rows, arguments);
  }

  private static final String TARGET = "select * from compat.target order by id";

  private static ResultSet target(Connection c) throws SQLException {
    ResultSet rows =
        c.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)
            .executeQuery(TARGET);
    rows.next();
    return rows;
  }

  private static void updaters(Run run) throws Exception {
    Connection c = run.open();
    ResultSet rows = target(c);
    List<String> labels = List.of("b", "i", "n", "t", "y", "d", "h", "s", "x", "a");
    for (Method method : methods(ResultSet.class, "update").toList()) {
      for (String label : labels) {
        boolean byIndex = method.getParameterTypes()[0] == int.class;
        attempt(
            () -> {
              method.invoke(rows, arguments(method, byIndex ? labels.indexOf(label) + 2 : label));
              rows.updateRow();
              rows.refreshRow();
              rows.getString(label);
            });
        attempt(rows::cancelRowUpdates);
      }
    }
  }

  private static void inserts(Run run) throws Exception {
    Connection c = run.open();
    ResultSet rows = target(c);
    int id = 10;
    for (Method method : methods(ResultSet.class, "update").toList()) {
      int next = id++;
      boolean byIndex = method.getParameterTypes()[0] == int.class;
      attempt(
          () -> {
            rows.moveToInsertRow();
            rows.updateInt(1, next);
            attempt(() -> method.invoke(rows, arguments(method, byIndex ? 5 : "t")));
            rows.insertRow();
            rows.rowInserted();
          });
      attempt(rows::moveToCurrentRow);
    }
    try (ResultSet all = c.createStatement().executeQuery(TARGET)) {
      run.rows(all);
    }
  }

  /** How often a statement has run decides in which form its values come, and so how they look. */
  private static Connection asText(Connection connection) {
    ((PGConnection) connection).setPrepareThreshold(0);
    return connection;
  }

  private static void setters(Run run) throws Exception {
    Connection c = asText(run.open());
    for (Class<?> type : List.of(PreparedStatement.class, CallableStatement.class)) {
      for (Method method :
          Interfaces.of(PreparedStatement.class)
              .methods()
              .filter(m -> m.getDeclaringClass() == PreparedStatement.class)
              .filter(m -> m.getName().startsWith("set"))
              .toList()) {
        for (String sql : List.of("select ? as v", "select ?::text as v")) {
          attempt(
              () -> {
                try (PreparedStatement s =
                    type == CallableStatement.class
                        ? c.prepareCall(sql)
                        : c.prepareStatement(sql)) {
                  attempt(() -> method.invoke(s, arguments(method, 1)));
                  attempt(() -> run.rows(s.execute() ? s.getResultSet() : null));
                }
              });
          run.over(c);
        }
      }
    }
  }

  private static void objects(Run run) throws Exception {
    Connection c = asText(run.open());
    List<Object> values =
        List.of(
            1,
            2L,
            "3",
            true,
            new BigDecimal("4.5"),
            BigInteger.TEN,
            'c',
            1.5,
            2.5f,
            (short) 3,
            (byte) 4,
            Date.valueOf("2020-01-02"),
            Time.valueOf("03:04:05"),
            Timestamp.valueOf("2020-01-02 03:04:05"),
            LocalDate.of(2020, 1, 2),
            LocalTime.of(3, 4),
            LocalDateTime.of(2020, 1, 2, 3, 4),
            OffsetDateTime.parse("2020-01-02T03:04:05Z"),
            new UUID(0, 1),
            new byte[] {1, 2},
            new int[] {1, 2},
            new String[] {"a", "b"},
            new PGpoint(1, 2),
            List.of(1));
    for (Object value : values) {
      object(run, c, s -> s.setObject(1, value));
      for (int type : Samples.TYPES) {
        object(run, c, s -> s.setObject(1, value, type));
      }
    }
    object(run, c, s -> s.setArray(1, c.createArrayOf("text", new Object[] {"a", null})));
    object(run, c, s -> s.setObject(1, c.createArrayOf("int4", new Object[] {1, 2})));
    object(run, c, s -> s.setNull(1, java.sql.Types.INTEGER));
    object(run, c, s -> s.setObject(1, null));
  }

  /** Sets a parameter. */
  @FunctionalInterface
  private interface Setting {
    void set(PreparedStatement statement) throws SQLException;
  }

  private static void object(Run run, Connection c, Setting setting) throws SQLException {
    attempt(
        () -> {
          try (PreparedStatement s = c.prepareStatement("select ? as v")) {
            attempt(() -> setting.set(s));
            attempt(() -> run.rows(s.executeQuery()));
          }
        });
    run.over(c);
  }

  private static void outs(Run run) throws Exception {
    Connection c = run.open();
    for (int type : Samples.TYPES) {
      attempt(
          () -> {
            try (CallableStatement s = c.prepareCall("{call compat.outs(?, ?, ?)}")) {
              s.setInt(1, 3);
              s.setString(2, "7");
              s.registerOutParameter(2, type);
              s.registerOutParameter(3, java.sql.Types.NUMERIC);
              s.execute();
              for (Method m :
                  methods(CallableStatement.class, "get")
                      .filter(m -> m.getDeclaringClass() == CallableStatement.class)
                      .toList()) {
                for (int at : List.of(1, 2, 3, 4)) {
                  attempt(
                      () ->
                          m.invoke(
                              s, arguments(m, m.getParameterTypes()[0] == int.class ? at : "b")));
                }
              }
              s.wasNull();
            }
          });
      run.over(c);
    }
  }
}
