package dev.weir.compat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
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
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGRefCursorResultSet;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.PGStatement;

/**
 * The interfaces that an application sees, with all their methods, inherited ones too, as the
 * running JDK and the driver have them.
 *
 * @param type of JDBC
 * @param extension what the driver's objects of this type implement besides; null if nothing
 */
record Interfaces(Class<?> type, @Nullable Class<?> extension) {
  /** The most specific first. */
  static final List<Interfaces> ALL =
      List.of(
          new Interfaces(CallableStatement.class, PGStatement.class),
          new Interfaces(PreparedStatement.class, PGStatement.class),
          new Interfaces(Statement.class, PGStatement.class),
          new Interfaces(Connection.class, PGConnection.class),
          new Interfaces(ResultSet.class, PGRefCursorResultSet.class),
          new Interfaces(DatabaseMetaData.class, null),
          new Interfaces(ResultSetMetaData.class, PGResultSetMetaData.class),
          new Interfaces(ParameterMetaData.class, null),
          new Interfaces(Array.class, null),
          new Interfaces(Blob.class, null),
          new Interfaces(Clob.class, null),
          new Interfaces(SQLXML.class, null),
          new Interfaces(Savepoint.class, null));

  static @Nullable Interfaces of(Object object) {
    return ALL.stream().filter(i -> i.type.isInstance(object)).findFirst().orElse(null);
  }

  static Interfaces of(Class<?> type) {
    return ALL.stream().filter(i -> i.type == type).findFirst().orElseThrow();
  }

  String name() {
    return type.getSimpleName();
  }

  /** Those that an object has. */
  Class<?>[] classes(Object object) {
    return extension != null && extension.isInstance(object)
        ? new Class<?>[] {type, extension}
        : new Class<?>[] {type};
  }

  /** All methods, in the order of their names. */
  Stream<Method> methods() {
    Stream<Method> own = Stream.of(type.getMethods());
    Stream<Method> more =
        extension == null ? Stream.of() : Stream.of(Objects.requireNonNull(extension).getMethods());
    return Stream.concat(own, more)
        .filter(m -> !Modifier.isStatic(m.getModifiers()))
        .sorted(java.util.Comparator.comparing(this::name));
  }

  /** A method by the name of the interface on which it is called, with its parameters. */
  String name(Method method) {
    return name() + "." + signature(method);
  }

  static String signature(Method method) {
    return Arrays.stream(method.getParameterTypes())
        .map(Class::getSimpleName)
        .collect(Collectors.joining(",", method.getName() + "(", ")"));
  }
}
