package dev.weir.analyzer;

import com.shop.Database;
import dev.weir.analyzer.model.Finding;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Executes through JDBC, a real datasource-proxy, and a driver that answers at once what the
 * program says the database would.
 */
final class ProxiedDatabase implements Database, AutoCloseable {
  private final Analyzer analyzer;
  private final DataSource dataSource;
  private long rows = -1;

  ProxiedDatabase() {
    this(AnalyzerConfig.builder().build());
  }

  ProxiedDatabase(AnalyzerConfig config) {
    analyzer = Analyzer.create(config);
    dataSource =
        ProxyDataSourceBuilder.create("main", answer(DataSource.class, this::answer))
            .listener(new AnalyzerQueryListener(analyzer))
            .build();
  }

  Analyzer analyzer() {
    return analyzer;
  }

  /** Ends all units of work. */
  void end() {
    analyzer.close();
  }

  List<Finding> findings() {
    return analyzer.findings();
  }

  @Override
  public void read(String sql, Object... values) {
    execute(sql, values);
  }

  @Override
  public void write(long affected, String sql, Object... values) {
    rows = affected;
    execute(sql, values);
    rows = -1;
  }

  @Override
  public void batch(String sql, Object... values) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object value : values) {
        statement.setObject(1, value);
        statement.addBatch();
      }
      rows = values.length;
      statement.executeBatch();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void fail(String sql, Object... values) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void begin() {}

  @Override
  public void commit() {}

  @Override
  public void pause(long millis) {}

  @Override
  public void use(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unit(Runnable code) {
    Unit unit = analyzer.unit("REQ");
    code.run();
    unit.close();
  }

  @Override
  public void thread(int number, Runnable code) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unwatched(Runnable code) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    analyzer.close();
  }

  private void execute(String sql, Object... values) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.execute();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What the driver's objects answer. */
  private @Nullable Object answer(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "getConnection" -> answer(Connection.class, this::answer);
      case "prepareStatement" -> answer(PreparedStatement.class, this::answer);
      case "execute" -> rows < 0;
      case "getUpdateCount" -> (int) rows;
      case "executeBatch" -> ones((int) rows);
      case "toString" -> "driver";
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> nothing(method.getReturnType());
    };
  }

  private static @Nullable Object nothing(Class<?> type) {
    if (type == boolean.class) {
      return false;
    }
    return type == int.class ? 0 : null;
  }

  private static int[] ones(int size) {
    int[] counts = new int[size];
    Arrays.fill(counts, 1);
    return counts;
  }

  private static <T> T answer(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
