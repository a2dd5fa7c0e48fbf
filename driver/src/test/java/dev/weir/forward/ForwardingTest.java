package dev.weir.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.RowIdLifetime;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each forwarding class forwards each method of its interface, inherited ones too: to the same
 * method with the same arguments, with what that returns or throws.
 *
 * <p>A method that JDBC got after Java 17 may be missing if it has a default implementation: on 17,
 * where there is no such method, none may be missing.
 */
class ForwardingTest {
  private static final boolean BASELINE = Runtime.version().feature() == 17;

  private static final Map<Class<?>, Object> SAMPLES =
      Map.ofEntries(
          Map.entry(Object.class, "any object"),
          Map.entry(Class.class, String.class),
          Map.entry(BigDecimal.class, BigDecimal.TEN),
          Map.entry(Date.class, new Date(1)),
          Map.entry(Time.class, new Time(2)),
          Map.entry(Timestamp.class, new Timestamp(3)),
          Map.entry(Calendar.class, Calendar.getInstance()),
          Map.entry(InputStream.class, InputStream.nullInputStream()),
          Map.entry(Reader.class, Reader.nullReader()),
          Map.entry(URL.class, url()),
          Map.entry(Properties.class, new Properties()),
          Map.entry(SQLWarning.class, new SQLWarning("a warning")),
          Map.entry(RowIdLifetime.class, RowIdLifetime.ROWID_VALID_FOREVER));

  private static final Connection CONNECTION =
      Objects.requireNonNull((Connection) value(Connection.class, 1));

  private static URL url() {
    try {
      return URI.create("file:///a").toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  /** What the delegate was asked. */
  private record Asked(Method method, List<Object> arguments) {}

  /** A delegate that notes what it is asked, and answers or throws what it is told to. */
  private static final class Recorder implements InvocationHandler {
    private final List<Asked> asked = new ArrayList<>();
    private @Nullable Object answer;
    private @Nullable Throwable failure;

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
        throws Throwable {
      asked.add(new Asked(method, arguments == null ? List.of() : Arrays.asList(arguments)));
      if (failure != null) {
        throw failure;
      }
      return answer;
    }

    <T> T as(Class<T> type) {
      return type.cast(
          Proxy.newProxyInstance(
              ForwardingTest.class.getClassLoader(), new Class<?>[] {type}, this));
    }
  }

  private static final class OfConnection extends ForwardingConnection {
    private final Connection delegate;

    OfConnection(Recorder recorder) {
      this.delegate = recorder.as(Connection.class);
    }

    @Override
    protected Connection delegate() {
      return delegate;
    }

    @Override
    protected Connection clientInfoDelegate() {
      return delegate;
    }
  }

  private static final class OfStatement extends ForwardingStatement {
    private final Statement delegate;

    OfStatement(Recorder recorder) {
      this.delegate = recorder.as(Statement.class);
    }

    @Override
    protected Statement delegate() {
      return delegate;
    }
  }

  private static final class OfResultSet extends ForwardingResultSet {
    OfResultSet(Recorder recorder) {
      super(recorder.as(ResultSet.class));
    }
  }

  private static final class OfChangeableRows extends ChangeableRows {
    OfChangeableRows(Recorder recorder) {
      super(recorder.as(ResultSet.class), null);
    }
  }

  static Stream<Arguments> connectionMethods() {
    return methods(Connection.class, ForwardingConnection.class);
  }

  static Stream<Arguments> statementMethods() {
    return methods(Statement.class, ForwardingStatement.class);
  }

  static Stream<Arguments> resultSetMethods() {
    return methods(ResultSet.class, ForwardingResultSet.class);
  }

  /** But for what it answers itself, and those that may throw nothing. */
  static Stream<Arguments> metaDataMethods() {
    return Stream.of(DatabaseMetaData.class.getMethods())
        .filter(m -> m.getExceptionTypes().length > 0)
        .filter(m -> !m.getName().equals("getConnection"))
        .map(Arguments::of);
  }

  /** Those that it adds to a prepared statement's. */
  static Stream<Arguments> callableMethods() {
    return methods(CallableStatement.class, ForwardingCallableStatement.class)
        .filter(m -> ((Method) m.get()[0]).getDeclaringClass() == CallableStatement.class);
  }

  private static Stream<Arguments> methods(Class<?> type, Class<?> forwarding) {
    return Stream.of(type.getMethods())
        .filter(m -> !Modifier.isStatic(m.getModifiers()))
        .filter(m -> BASELINE || !m.isDefault() || !inherits(forwarding, m))
        .map(Arguments::of);
  }

  private static boolean inherits(Class<?> forwarding, Method method) {
    try {
      Class<?> declaring =
          forwarding.getMethod(method.getName(), method.getParameterTypes()).getDeclaringClass();
      return declaring == method.getDeclaringClass();
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("connectionMethods")
  void connectionForwards(Method method) throws Exception {
    Recorder recorder = new Recorder();
    check(method, new OfConnection(recorder), recorder);
  }

  @ParameterizedTest
  @MethodSource("statementMethods")
  void statementForwards(Method method) throws Exception {
    Recorder recorder = new Recorder();
    check(method, new OfStatement(recorder), recorder);
  }

  @ParameterizedTest
  @MethodSource("resultSetMethods")
  void changeableRowsForward(Method method) throws Exception {
    Recorder recorder = new Recorder();
    check(method, new OfChangeableRows(recorder), recorder);
  }

  @ParameterizedTest
  @MethodSource("resultSetMethods")
  void resultSetForwards(Method method) throws Exception {
    Recorder recorder = new Recorder();
    check(method, new OfResultSet(recorder), recorder);
  }

  @ParameterizedTest
  @MethodSource("metaDataMethods")
  void metaDataForwards(Method method) throws Exception {
    Recorder recorder = new Recorder();
    check(method, metaData(recorder), recorder);
  }

  @Test
  void metaDataIsThatOfItsConnection() throws SQLException {
    DatabaseMetaData one = metaData(new Recorder());
    DatabaseMetaData other = metaData(new Recorder());

    assertThat(one.getConnection()).isSameAs(CONNECTION);
    assertThat(one.unwrap(DatabaseMetaData.class)).isSameAs(one);
    assertThat(one.isWrapperFor(DatabaseMetaData.class)).isTrue();
    Object same = one;
    assertThat(one.equals(same)).isTrue();
    assertThat(one).isNotEqualTo(other);
    assertThat(same.hashCode()).isEqualTo(one.hashCode());
    assertThat(one).hasToString("the metadata of a sample");
  }

  @Test
  void metaDataThrowsWhatItsDelegateThrows() {
    SQLException none = new SQLException("no connection");
    DatabaseMetaData unknown =
        ForwardingDatabaseMetaData.of(
            CONNECTION,
            question -> {
              throw none;
            });

    assertThatThrownBy(unknown::getURL).isSameAs(none);
    assertThatThrownBy(unknown::getDriverMajorVersion)
        .isInstanceOf(IllegalStateException.class)
        .hasCause(none);
    Recorder recorder = new Recorder();
    DatabaseMetaData metaData = metaData(recorder);
    recorder.failure = new IllegalArgumentException("unchecked");
    assertThatThrownBy(metaData::getURL).isSameAs(recorder.failure);
    recorder.failure = new StackOverflowError();
    assertThatThrownBy(metaData::getURL).isSameAs(recorder.failure);
  }

  private static DatabaseMetaData metaData(Recorder recorder) {
    DatabaseMetaData delegate = recorder.as(DatabaseMetaData.class);
    return ForwardingDatabaseMetaData.of(CONNECTION, question -> question.ask(delegate));
  }

  @ParameterizedTest
  @MethodSource("callableMethods")
  void callableStatementForwards(Method method) throws Exception {
    Recorder recorder = new Recorder();
    CallableStatement delegate = recorder.as(CallableStatement.class);
    Class<?>[] type = {ForwardingCallableStatement.class};
    InvocationHandler own =
        (proxy, m, arguments) ->
            m.getName().equals("callable")
                ? delegate
                : InvocationHandler.invokeDefault(proxy, m, arguments);
    check(method, Proxy.newProxyInstance(getClass().getClassLoader(), type, own), recorder);
  }

  private static void check(Method method, Object forwarding, Recorder recorder) throws Exception {
    method.setAccessible(true);
    @Nullable Object[] arguments = arguments(method);
    recorder.answer = value(method.getReturnType(), 77);

    Object answer = method.invoke(forwarding, arguments);

    assertThat(answer).isEqualTo(recorder.answer);
    Asked asked = new Asked(method, Arrays.asList(arguments));
    assertThat(recorder.asked).containsExactly(asked);
    SQLException failure =
        List.of(method.getExceptionTypes()).contains(SQLException.class)
            ? new SQLException("planted", "99999")
            : new SQLClientInfoException();
    recorder.failure = failure;
    assertThatThrownBy(() -> method.invoke(forwarding, arguments))
        .isInstanceOf(InvocationTargetException.class)
        .extracting(Throwable::getCause)
        .isSameAs(failure);
  }

  /** Values that differ by position, so that exchanged arguments are seen. */
  private static @Nullable Object[] arguments(Method method) {
    Class<?>[] types = method.getParameterTypes();
    @Nullable Object[] arguments = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = value(types[i], i + 1);
    }
    return arguments;
  }

  private static @Nullable Object value(Class<?> type, int n) {
    if (type.isPrimitive()) {
      return primitive(type, n);
    }
    if (type == String.class) {
      return "text " + n;
    }
    if (type.isArray()) {
      return java.lang.reflect.Array.newInstance(
          Objects.requireNonNull(type.getComponentType()), n);
    }
    if (type.isInterface()) {
      return Proxy.newProxyInstance(
          ForwardingTest.class.getClassLoader(), new Class<?>[] {type}, ForwardingTest::sample);
    }
    return type == void.class ? null : Objects.requireNonNull(SAMPLES.get(type), type.getName());
  }

  /** Of an interface: equal to itself only. */
  private static @Nullable Object sample(
      Object proxy, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "a sample";
    };
  }

  private static @Nullable Object primitive(Class<?> type, int n) {
    if (type == int.class) {
      return n;
    }
    if (type == long.class) {
      return (long) n;
    }
    if (type == boolean.class) {
      return n % 2 == 1;
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
    return type == double.class ? (Object) (double) n : null;
  }
}
