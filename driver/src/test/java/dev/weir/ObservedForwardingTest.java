package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Parameters;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGStatement;
import org.postgresql.core.BaseConnection;

/**
 * Each method of what is observed calls the same method of the driver, at once, with the same
 * arguments; what that throws is thrown. A listener hears of each parameter by the method that set
 * it.
 */
class ObservedForwardingTest {
  private static final boolean BASELINE = Runtime.version().feature() == 17;

  /**
   * What is asked besides, to answer in the application's words, or for a listener: all of it the
   * driver knows without its server.
   */
  private static final Set<String> ASKED_BESIDES =
      Set.of(
          "isWrapperFor",
          "getAutoCommit",
          "getUpdateCount",
          "getStatement",
          "isClosed",
          "isReadOnly",
          "getFetchSize",
          "getMaxRows",
          "getParameterStatus",
          "getEncoding",
          "getQueryExecutor",
          "getResultSetType",
          "getResultSetConcurrency");

  private final List<String> calls = new ArrayList<>();
  private final List<@Nullable Object> given = new ArrayList<>();
  private final List<Parameters> told = new ArrayList<>();
  private @Nullable SQLException failure;

  static Stream<Arguments> methods() {
    return Stream.of(
            BaseConnection.class,
            PreparedStatement.class,
            PGStatement.class,
            CallableStatement.class,
            ResultSet.class,
            DatabaseMetaData.class)
        .flatMap(type -> Stream.of(type.getMethods()).map(method -> Arguments.of(type, method)))
        .filter(a -> isForwarded((Method) a.get()[1]));
  }

  private static boolean isForwarded(Method method) {
    return !Modifier.isStatic(method.getModifiers())
        && (BASELINE || !method.isDefault() || method.getName().equals("setObject"))
        && !Set.of("unwrap", "isWrapperFor").contains(method.getName());
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("methods")
  void methodIsCalledAtOnce(Class<?> type, Method method) throws Exception {
    for (boolean heard : List.of(false, true)) {
      try (WeirDataSource weir = Weir.observe(driver())) {
        if (heard) {
          weir.addListener(listener());
        }
        Object observed = of(type, weir.getConnection());
        @Nullable Object[] arguments = arguments(method);
        calls.clear();
        given.clear();
        invoke(method, observed, arguments);
        int at = calls.indexOf(name(method));
        assertThat(at).as("%s among %s", name(method), calls).isNotNegative();
        assertThat(given.get(at)).isEqualTo(Arrays.asList(arguments));
        assertThat(calls).allMatch(c -> c.equals(name(method)) || ASKED_BESIDES.contains(c));

        failure = new SQLException("planted", "99999");
        if (Arrays.asList(method.getExceptionTypes()).contains(SQLException.class)) {
          assertThatThrownBy(() -> invoke(method, observed, arguments)).isSameAs(failure);
        }
        failure = null;
      }
    }
  }

  private static void invoke(Method method, Object on, @Nullable Object[] arguments)
      throws Exception {
    try {
      method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  static Stream<Method> setters() {
    return Stream.of(PreparedStatement.class.getDeclaredMethods())
        .filter(m -> m.getName().startsWith("set"))
        .filter(m -> BASELINE || !m.isDefault() || m.getName().equals("setObject"));
  }

  @ParameterizedTest
  @MethodSource("setters")
  void parameterIsToldByTheMethodThatSetIt(Method setter) throws Exception {
    @Nullable Object[] arguments = arguments(setter);
    try (WeirDataSource weir = Weir.observe(driver())) {
      weir.addListener(listener());
      PreparedStatement s = weir.getConnection().prepareStatement("insert into t values (?)");
      setter.invoke(s, arguments);
      s.executeUpdate();
      failure = new SQLException("planted", "99999");
      arguments[0] = 1;
      assertThatThrownBy(() -> invoke(setter, s, arguments)).isSameAs(failure);
      failure = null;
      s.executeUpdate();
    }
    assertThat(told).hasSize(2);
    for (Parameters parameters : told) {
      assertThat(parameters.setter(1)).isNull(); // The driver has refused it.
      assertThat(Objects.requireNonNull(parameters.setter(3)).method()).isEqualTo(setter);
      @Nullable Object[] set = parameters.arguments(3);
      assertThat(Arrays.copyOfRange(set, 1, set.length))
          .isEqualTo(Arrays.copyOfRange(arguments, 1, arguments.length));
    }
  }

  private static Object of(Class<?> type, Connection connection) throws SQLException {
    if (type == BaseConnection.class) {
      return connection;
    }
    if (type == DatabaseMetaData.class) {
      return connection.getMetaData();
    }
    if (type == CallableStatement.class) {
      return connection.prepareCall("{call f(?)}");
    }
    PreparedStatement statement = connection.prepareStatement("select ?");
    return type == ResultSet.class ? statement.executeQuery() : statement;
  }

  private ExecutionListener listener() {
    return new ExecutionListener() {
      @Override
      public void before(Execution execution) {
        told.addAll(execution.parameters());
      }
    };
  }

  private static String name(Method method) {
    String name = method.getName();
    return ASKED_BESIDES.contains(name) ? name : name + Arrays.toString(method.getParameterTypes());
  }

  // ---------------------------------------------------------------- a driver that notes its calls

  private DataSource driver() {
    return proxy((p, m, a) -> answer(m), DataSource.class);
  }

  private @Nullable Object onDriver(Object proxy, Method method, @Nullable Object @Nullable [] a)
      throws SQLException {
    if (method.getDeclaringClass() == Object.class) {
      return method.getName().equals("equals")
          ? proxy == Objects.requireNonNull(a)[0]
          : method.getName().equals("hashCode") ? System.identityHashCode(proxy) : "the driver's";
    }
    calls.add(name(method));
    given.add(a == null ? List.of() : Arrays.asList(a));
    if (failure != null && !ASKED_BESIDES.contains(method.getName())) {
      throw failure;
    }
    if (failure != null && method.getExceptionTypes().length > 0) {
      throw failure;
    }
    return answer(method);
  }

  private @Nullable Object answer(Method method) {
    Class<?> type = method.getReturnType();
    if (type == Connection.class) {
      return proxy(this::onDriver, BaseConnection.class);
    }
    if (Statement.class.isAssignableFrom(type)) {
      return proxy(this::onDriver, type, PGStatement.class);
    }
    if (type == ResultSet.class || type == DatabaseMetaData.class) {
      return proxy(this::onDriver, type);
    }
    return value(type, 0);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The first is what is made.
  private static <T> T proxy(InvocationHandler handler, Class<?>... types) {
    return (T)
        Proxy.newProxyInstance(ObservedForwardingTest.class.getClassLoader(), types, handler);
  }

  /** Position 3, then values that differ. */
  private static @Nullable Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = value(types[i], i + 3);
    }
    return arguments;
  }

  private static @Nullable Object value(Class<?> type, int n) {
    if (type == boolean.class) {
      return n % 2 == 1;
    }
    if (type == int.class) {
      return n;
    }
    if (type == long.class) {
      return (long) n;
    }
    if (type == byte.class) {
      return (byte) n;
    }
    if (type == short.class) {
      return (short) n;
    }
    if (type == float.class) {
      return (float) n;
    }
    if (type == double.class) {
      return (double) n;
    }
    if (type.isArray() && n > 0) {
      return java.lang.reflect.Array.newInstance(
          Objects.requireNonNull(type.getComponentType()), n);
    }
    return n > 0 && type.isInstance("text") ? "text " + n : null;
  }
}
