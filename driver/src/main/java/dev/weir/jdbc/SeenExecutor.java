package dev.weir.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.QueryExecutor;

/**
 * The driver's executor, as a {@code CopyManager} that an application has made holds it. A COPY
 * begins as any other; what else is done by it may be anything.
 */
final class SeenExecutor implements InvocationHandler {
  private final DriverConnection connection;

  private SeenExecutor(DriverConnection connection) {
    this.connection = connection;
  }

  static QueryExecutor of(DriverConnection connection) {
    return (QueryExecutor) proxy(QueryExecutor.class, new SeenExecutor(connection));
  }

  private static Object proxy(Class<?> type, InvocationHandler handler) {
    return Proxy.newProxyInstance(
        SeenExecutor.class.getClassLoader(), new Class<?>[] {type}, handler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
      throws Throwable {
    if (method.getDeclaringClass() == Object.class) {
      return passed(this, method, args);
    }
    return args != null && method.getName().equals("startCopy")
        ? copy((String) args[0], (boolean) args[1])
        : passed(connection.reachedExecutor(), method, args);
  }

  /** What it goes on with shows in which direction: that tells the driver whether it is right. */
  private Object copy(String sql, boolean suppressBegin) throws SQLException {
    CopyOperation[] begun = new CopyOperation[1];
    Copy copy =
        connection.copy(
            sql,
            physical ->
                begun[0] = DriverConnection.executor(physical).startCopy(sql, suppressBegin));
    Class<?> direction =
        begun[0] instanceof CopyDual
            ? CopyDual.class
            : begun[0] instanceof CopyIn ? CopyIn.class : CopyOut.class;
    return proxy(direction, (proxy, method, args) -> passed(copy, method, args));
  }

  private static @Nullable Object passed(Object to, Method method, Object @Nullable [] args)
      throws Throwable {
    try {
      return method.invoke(to, args);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
