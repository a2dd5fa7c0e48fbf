package dev.weir.compat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.ResultSet;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;

/** Arguments for any method: meaningful ones where the types alone do not give them. */
final class Samples {
  static final String READ = "select id, name from compat.item order by id";
  static final String WRITE = "insert into compat.item (name) values ('new')";
  static final String CALL = "{? = call compat.plus(?, ?)}";

  /** By the first letters of {@code Interface.method(parameters)}; the first that fits counts. */
  private static final List<Map.Entry<String, Supplier<@Nullable Object[]>>> SPECIAL =
      List.of(
          of("createArrayOf(String,Object[])", () -> args("int4", new Object[] {1, 2})),
          of("createArrayOf(String,Object)", () -> args("int4", new int[] {1, 2})),
          of("createStatement(int,int)", () -> args(ResultSet.TYPE_SCROLL_INSENSITIVE, 1007)),
          of("createStatement(int,int,int)", () -> args(1004, 1008, 1)),
          of("prepareStatement(String,int)", () -> args(WRITE, Statement.RETURN_GENERATED_KEYS)),
          of("prepareStatement(String,int[])", () -> args(WRITE, new int[] {1})),
          of("prepareStatement(String,String[])", () -> args(WRITE, new String[] {"id"})),
          of("prepareStatement(String,int,int)", () -> args(READ, 1004, 1007)),
          of("prepareStatement(String,int,int,int)", () -> args(READ, 1004, 1008, 1)),
          of("prepareCall(String)", () -> args(CALL)),
          of("prepareCall(String,int,int)", () -> args(CALL, 1004, 1007)),
          of("prepareCall(String,int,int,int)", () -> args(CALL, 1003, 1007, 1)),
          of("nativeSQL", () -> args("select {fn ucase('a')}, {d '2020-01-02'}")),
          of("setAutoCommit", () -> args(false)),
          of("setTransactionIsolation", () -> args(Connection.TRANSACTION_SERIALIZABLE)),
          of("setHoldability", () -> args(ResultSet.HOLD_CURSORS_OVER_COMMIT)),
          of("setSchema", () -> args("compat")),
          of("setNetworkTimeout", () -> args((Executor) Runnable::run, 60_000)),
          of("setClientInfo(String,String)", () -> args("ApplicationName", "compat")),
          of("setClientInfo(Properties)", Samples::properties),
          of("getClientInfo(String)", () -> args("ApplicationName")),
          of("addDataType(String,String)", () -> args("compat", "org.postgresql.util.PGobject")),
          of("alterUserPassword", () -> args("compat_user", "x".toCharArray(), "scram-sha-256")),
          of("getParameterStatus(", () -> args("server_encoding")),
          of("unwrap", () -> args(PGConnection.class)),
          of("isWrapperFor", () -> args(PGConnection.class)),
          of("executeQuery(String", () -> args(READ)),
          of("execute(String,int[])", () -> args(WRITE, new int[] {1})),
          of("execute(String,String[])", () -> args(WRITE, new String[] {"id", "name"})),
          of("execute(String,int)", () -> args(WRITE, Statement.RETURN_GENERATED_KEYS)),
          of("execute(String)", () -> args(WRITE)),
          of("executeUpdate(String,int[])", () -> args(WRITE, new int[] {1})),
          of("executeUpdate(String,String[])", () -> args(WRITE, new String[] {"id"})),
          of("executeUpdate(String,int)", () -> args(WRITE, Statement.RETURN_GENERATED_KEYS)),
          of("executeUpdate(String)", () -> args(WRITE)),
          of("executeLargeUpdate(String,int[])", () -> args(WRITE, new int[] {1})),
          of("executeLargeUpdate(String,String[])", () -> args(WRITE, new String[] {"id"})),
          of("executeLargeUpdate(String,int)", () -> args(WRITE, 1)),
          of("executeLargeUpdate(String)", () -> args(WRITE)),
          of("addBatch(String)", () -> args(WRITE)),
          of("setFetchDirection", () -> args(ResultSet.FETCH_FORWARD)));

  private Samples() {}

  private static Map.Entry<String, Supplier<@Nullable Object[]>> of(
      String signature, Supplier<@Nullable Object[]> arguments) {
    return Map.entry(signature, arguments);
  }

  private static @Nullable Object[] args(@Nullable Object... arguments) {
    return arguments;
  }

  private static @Nullable Object[] properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "compat");
    properties.setProperty("Unknown", "x");
    return args(properties);
  }

  /** Arguments with which a method does what it is for. */
  static @Nullable Object[] usual(Method method) {
    if (method.getDeclaringClass() == DatabaseMetaData.class) {
      return metaData(method);
    }
    String signature = Interfaces.signature(method);
    for (Map.Entry<String, Supplier<@Nullable Object[]>> special : SPECIAL) {
      if (signature.startsWith(special.getKey())) {
        return special.getValue().get();
      }
    }
    return each(method, Samples::value);
  }

  /** Arguments that most methods refuse; the first of several is a usual one. */
  static @Nullable Object[] odd(Method method) {
    @Nullable Object[] arguments = each(method, Samples::odd);
    if (arguments.length > 1) {
      arguments[0] = usual(method)[0];
    }
    return arguments;
  }

  private static @Nullable Object odd(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    if (type.isArray()) {
      return java.lang.reflect.Array.newInstance(type.getComponentType(), 0);
    }
    return type.isPrimitive() ? number(type, -1) : null;
  }

  private static @Nullable Object[] each(
      Method method, java.util.function.Function<Class<?>, @Nullable Object> value) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = value.apply(types[i]);
    }
    return arguments;
  }

  /** Catalogue, schema, table: most questions begin so. */
  private static @Nullable Object[] metaData(Method method) {
    boolean routine = method.getName().matches("get(Function|Procedure).*");
    @Nullable Object[] arguments = each(method, type -> type == String.class ? null : value(type));
    Class<?>[] types = method.getParameterTypes();
    for (int i = 1; i < types.length; i++) {
      if (types[i] == String.class) {
        arguments[i] = i % 3 == 1 ? "compat" : routine || i > 2 ? "%" : "item";
      }
      if (types[i] == String[].class || types[i] == int[].class) {
        arguments[i] = null;
      }
    }
    return arguments;
  }

  /** A value of a type; a stream is a new one each time. */
  static @Nullable Object value(Class<?> type) {
    if (type == boolean.class) {
      return true;
    }
    if (type.isPrimitive()) {
      return number(type, 1);
    }
    return Stock.value(type);
  }

  private static @Nullable Object number(Class<?> type, int n) {
    return switch (type.getName()) {
      case "int" -> n;
      case "long" -> (long) n;
      case "short" -> (short) n;
      case "byte" -> (byte) n;
      case "float" -> (float) n;
      case "double" -> (double) n;
      default -> null;
    };
  }

  /** Objects by type. */
  private static final class Stock {
    static @Nullable Object value(Class<?> type) {
      if (type == InputStream.class) {
        return new ByteArrayInputStream(new byte[] {'7'});
      }
      if (type == Reader.class) {
        return new StringReader("7");
      }
      return Map.<Class<?>, Object>ofEntries(
              Map.entry(String.class, "7"),
              Map.entry(Object.class, 7),
              Map.entry(Class.class, PGConnection.class),
              Map.entry(BigDecimal.class, new BigDecimal("7.50")),
              Map.entry(byte[].class, new byte[] {'7'}),
              Map.entry(Date.class, Date.valueOf("2020-01-02")),
              Map.entry(Time.class, Time.valueOf("03:04:05")),
              Map.entry(Timestamp.class, Timestamp.valueOf("2020-01-02 03:04:05.678")),
              Map.entry(Calendar.class, Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"))),
              Map.entry(Map.class, Map.of()),
              Map.entry(SQLType.class, JDBCType.INTEGER),
              Map.entry(URL.class, url()),
              Map.entry(Executor.class, (Executor) Runnable::run),
              Map.entry(AutoSave.class, AutoSave.ALWAYS),
              Map.entry(Object[].class, new Object[] {7}))
          .get(type);
    }

    private static URL url() {
      try {
        return URI.create("file:///a").toURL();
      } catch (MalformedURLException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Targets of conversions. */
  static final List<Integer> TYPES =
      List.of(
          Types.INTEGER,
          Types.VARCHAR,
          Types.NUMERIC,
          Types.BOOLEAN,
          Types.DATE,
          Types.TIMESTAMP,
          Types.BINARY,
          Types.ARRAY,
          Types.OTHER);
}
