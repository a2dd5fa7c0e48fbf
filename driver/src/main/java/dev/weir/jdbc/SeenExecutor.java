package dev.weir.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.QueryExecutor;

/**
 * The driver's executor, as a {@code CopyManager} that an application has made holds it. A COPY
 * begins as any other; what else is done by it may be anything.
 */
final class SeenExecutor implements InvocationHandler {
  private final SeenCopy.Beginning beginning;
  private final Supplier<QueryExecutor> reached;

  private SeenExecutor(SeenCopy.Beginning beginning, Supplier<QueryExecutor> reached) {
    this.beginning = beginning;
    this.reached = reached;
  }

  /**
   * Makes one.
   *
   * @param beginning how a COPY begins
   * @param reached the driver's own, for all the rest
   */
  static QueryExecutor of(SeenCopy.Beginning beginning, Supplier<QueryExecutor> reached) {
    return (QueryExecutor) proxy(QueryExecutor.class, new SeenExecutor(beginning, reached));
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
        : passed(reached.get(), method, args);
  }

  /** What it goes on with shows in which direction: that tells the driver whether it is right. */
  private Object copy(String sql, boolean suppressBegin) throws SQLException {
    SeenCopy copy =
        beginning.begin(
            sql, physical -> DriverConnection.executor(physical).startCopy(sql, suppressBegin));
    return proxy(copy.direction(), (proxy, method, args) -> passed(copy, method, args));
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
