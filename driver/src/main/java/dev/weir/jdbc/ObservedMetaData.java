package dev.weir.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import org.jspecify.annotations.Nullable;

/**
 * Facts about the database, as the driver tells them, that lead back to the application's
 * connection. By reflection: whoever asks for them asks the server.
 */
record ObservedMetaData(ObservedConnection connection, DatabaseMetaData delegate)
    implements InvocationHandler {
  static DatabaseMetaData of(ObservedConnection connection, DatabaseMetaData delegate) {
    return (DatabaseMetaData)
        Proxy.newProxyInstance(
            ObservedMetaData.class.getClassLoader(),
            new Class<?>[] {DatabaseMetaData.class},
            new ObservedMetaData(connection, delegate));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    Object first = args == null ? null : args[0];
    switch (method.getName()) {
      case "equals" -> {
        return proxy == first;
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "unwrap" -> {
        return first instanceof Class<?> type && type.isInstance(proxy)
            ? proxy
            : forward(method, args);
      }
      case "isWrapperFor" -> {
        return (first instanceof Class<?> type && type.isInstance(proxy))
            || Boolean.TRUE.equals(forward(method, args));
      }
      case "getConnection" -> {
        forward(method, args);
        return connection;
      }
      default -> {
        Object answer = forward(method, args);
        return answer instanceof ResultSet rows ? connection.rows(rows) : answer;
      }
    }
  }

  private @Nullable Object forward(Method method, @Nullable Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(delegate, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
