package dev.weir.forward;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Forwards every method of {@link DatabaseMetaData} to the metadata that is there when it is
 * called; only the connection is the one that it is of. By reflection: nobody asks often.
 */
public final class ForwardingDatabaseMetaData implements InvocationHandler {
  /** A question about the database. */
  @FunctionalInterface
  public interface Question {
    @Nullable Object ask(DatabaseMetaData metaData) throws SQLException;
  }

  /** Asks where the answer is known. */
  @FunctionalInterface
  public interface Delegate {
    @Nullable Object answer(Question question) throws SQLException;
  }

  private final Connection connection;
  private final Delegate delegate;

  private ForwardingDatabaseMetaData(Connection connection, Delegate delegate) {
    this.connection = connection;
    this.delegate = delegate;
  }

  /**
   * The metadata of a connection.
   *
   * @param connection that the metadata is of
   * @param delegate asks what it is asked
   */
  public static DatabaseMetaData of(Connection connection, Delegate delegate) {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            ForwardingDatabaseMetaData.class.getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            new ForwardingDatabaseMetaData(connection, delegate));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws SQLException {
    return switch (method.getName()) {
      case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "the metadata of " + connection;
      case "getConnection" -> connection;
      case "isWrapperFor" -> isInstance(proxy, arguments) ? true : forward(method, arguments);
      case "unwrap" -> isInstance(proxy, arguments) ? proxy : forward(method, arguments);
      default -> forward(method, arguments);
    };
  }

  private static boolean isInstance(Object proxy, Object @Nullable [] arguments) {
    return ((Class<?>) Objects.requireNonNull(arguments)[0]).isInstance(proxy);
  }

  private @Nullable Object forward(Method method, Object @Nullable [] arguments)
      throws SQLException {
    try {
      return delegate.answer(metaData -> ask(metaData, method, arguments));
    } catch (SQLException e) {
      if (method.getExceptionTypes().length > 0) {
        throw e;
      }
      throw new IllegalStateException(method.getName() + " is not known without a connection", e);
    }
  }

  private static @Nullable Object ask(
      DatabaseMetaData metaData, Method method, Object @Nullable [] arguments) throws SQLException {
    try {
      return method.invoke(metaData, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw (SQLException) e.getCause(); // They declare no other.
    } catch (IllegalAccessException e) {
      throw new AssertionError("a method of an interface is public", e);
    }
  }
}
