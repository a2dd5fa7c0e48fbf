package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Parameters;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each method that binds a parameter is remembered as itself, told to listeners as itself, and
 * called again, as itself, on the driver's statement.
 *
 * <p>A method that JDBC got after Java 17 may be missing; on 17, where there is none, all are
 * tested.
 */
class BindingTest {
  private final List<String> calls = new ArrayList<>();
  private final List<List<Object>> bound = new ArrayList<>();
  private final List<Parameters> told = new ArrayList<>();

  static Stream<Method> setters() {
    return Stream.of(PreparedStatement.class.getDeclaredMethods())
        .filter(m -> m.getName().startsWith("set"))
        .filter(m -> Runtime.version().feature() == 17 || !isLater(m));
  }

  /** Whether the wrapper leaves it to the interface. */
  private static boolean isLater(Method setter) {
    return setter.isDefault() && !setter.getName().equals("setObject");
  }

  @ParameterizedTest
  @MethodSource("setters")
  void setterIsCalledAgainOnTheDriversStatement(Method setter) throws Exception {
    @Nullable Object[] arguments = arguments(setter);
    try (WeirDataSource weir = WeirDataSource.builder().primary(driver()).build();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into t values (?, ?, ?)")) {
      weir.addListener(listener());
      setter.invoke(s, arguments);
      // But for a trial of those that the driver may not know.
      assertThat(calls).isSubsetOf(setter.toString());
      calls.clear();
      bound.clear();
      s.executeUpdate();
    }

    assertThat(calls).containsExactly(setter.toString());
    assertThat(bound).containsExactly(Arrays.asList(arguments));
    Parameters parameters = told.get(0);
    assertThat(Objects.requireNonNull(parameters.setter(3)).method()).isEqualTo(setter);
    assertThat(parameters.arguments(3)).isEqualTo(arguments);
    assertThat(parameters.value(3))
        .isEqualTo(setter.getName().equals("setNull") ? null : arguments[1]);
  }

  /** The bare driver takes the value when it is set: the caller may use its buffer again. */
  @Test
  void valueIsThatOfTheMomentAtWhichItWasSet() throws Exception {
    byte[] buffer = {1};
    Timestamp instant = new Timestamp(1);
    Calendar calendar = Calendar.getInstance();
    calendar.setTimeInMillis(1);
    try (WeirDataSource weir = WeirDataSource.builder().primary(driver()).build();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into t values (?, ?, ?)")) {
      s.setBytes(1, buffer);
      s.setTimestamp(2, instant);
      s.setDate(3, new Date(0), calendar);
      buffer[0] = 2;
      instant.setTime(2);
      calendar.setTimeInMillis(2);
      s.executeUpdate();
    }

    assertThat((byte[]) bound.get(0).get(1)).containsExactly(1);
    assertThat(bound.get(1).get(1)).isEqualTo(new Timestamp(1));
    assertThat(((Calendar) bound.get(2).get(2)).getTimeInMillis()).isEqualTo(1);
  }

  private ExecutionListener listener() {
    return new ExecutionListener() {
      @Override
      public void before(Execution execution) {
        told.addAll(execution.parameters());
      }
    };
  }

  /** A driver that notes what is bound. */
  private DataSource driver() {
    PreparedStatement statement = proxy(PreparedStatement.class, this::onStatement);
    Connection connection =
        proxy(
            Connection.class,
            (p, m, a) ->
                switch (m.getName()) {
                  case "prepareStatement" -> statement;
                  case "unwrap" -> p;
                  default -> nothing(m);
                });
    return proxy(
        DataSource.class,
        (p, m, a) -> m.getName().equals("getConnection") ? connection : nothing(m));
  }

  private @Nullable Object onStatement(Object proxy, Method method, Object @Nullable [] arguments) {
    if (method.getName().startsWith("set")) {
      calls.add(method.toString());
      bound.add(Collections.unmodifiableList(Arrays.asList(Objects.requireNonNull(arguments))));
    }
    return nothing(method);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(BindingTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object nothing(Method method) {
    Class<?> type = method.getReturnType();
    if (type == boolean.class) {
      return method.getName().equals("getAutoCommit");
    }
    if (type == long.class) {
      return 0L;
    }
    return type == int.class ? (Object) 0 : null;
  }

  /** Position 3, then values that differ. */
  private static @Nullable Object[] arguments(Method setter) {
    Class<?>[] types = setter.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = i == 0 ? 3 : value(types[i], i);
    }
    return arguments;
  }

  private static @Nullable Object value(Class<?> type, int n) {
    if (type == int.class) {
      return n + 10;
    }
    if (type == long.class) {
      return n + 20L;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == byte.class) {
      return (byte) 4;
    }
    if (type == short.class) {
      return (short) 5;
    }
    if (type == float.class) {
      return 6f;
    }
    if (type == double.class) {
      return 7d;
    }
    return type.isInstance("text") ? "text" : null;
  }
}
