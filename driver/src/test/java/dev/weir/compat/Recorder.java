package dev.weir.compat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes down each call of a JDBC method with its outcome. Every object that a call answers is
 * wrapped in turn and numbered in the order of its appearance: what leads back to an object that is
 * known has its number, so that a reference to something beneath the wrapper is seen.
 */
final class Recorder {
  private final Transcript transcript = new Transcript();
  private final IdentityHashMap<Object, Object> proxies = new IdentityHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  Transcript transcript() {
    return transcript;
  }

  /** Begins to number anew, but for connections: what was seen before is not seen again. */
  void forget() {
    proxies.keySet().removeIf(real -> !(real instanceof Connection));
    numbers.keySet().removeIf(kind -> !kind.equals("Connection"));
  }

  /** A recording object in the place of a real one. */
  <T> T record(Class<T> type, T real) {
    return type.cast(Objects.requireNonNull(wrapped(real)));
  }

  private @Nullable Object wrapped(@Nullable Object real) {
    if (real == null || isRecording(real)) {
      return real;
    }
    Interfaces interfaces = Interfaces.of(real);
    if (interfaces == null) {
      return real;
    }
    return proxies.computeIfAbsent(
        real,
        object ->
            Proxy.newProxyInstance(
                Recorder.class.getClassLoader(),
                interfaces.classes(object),
                new Recording(object, interfaces, label(interfaces))));
  }

  private String label(Interfaces interfaces) {
    if (interfaces.type() == DatabaseMetaData.class) {
      return interfaces.name(); // It has no state: which one it is makes no difference.
    }
    return interfaces.name() + "#" + numbers.merge(interfaces.name(), 1, Integer::sum);
  }

  private static boolean isRecording(Object object) {
    return Proxy.isProxyClass(object.getClass())
        && Proxy.getInvocationHandler(object) instanceof Recording;
  }

  /** What is recorded, for who must know it. */
  static Object real(Object object) {
    return isRecording(object) ? ((Recording) Proxy.getInvocationHandler(object)).real : object;
  }

  private final class Recording implements InvocationHandler {
    private final Object real;
    private final Interfaces interfaces;
    private final String label;

    Recording(Object real, Interfaces interfaces, String label) {
      this.real = real;
      this.interfaces = interfaces;
      this.label = label;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (method.getDeclaringClass() == Object.class) {
        return switch (method.getName()) {
          case "equals" -> proxy == Objects.requireNonNull(arguments)[0];
          case "hashCode" -> System.identityHashCode(proxy);
          default -> label;
        };
      }
      @Nullable Object[] given = arguments == null ? new Object[0] : arguments.clone();
      String call = label + "." + method.getName() + Rendering.arguments(given);
      for (int i = 0; i < given.length; i++) {
        Object argument = given[i];
        given[i] = argument == null ? null : real(argument);
      }
      try {
        Object answer = wrapped(method.invoke(real, given));
        answer = Rendering.repeatable(answer);
        add(method, call, isOfOne(method) ? "of one connection" : Rendering.value(answer));
        return answer;
      } catch (InvocationTargetException e) {
        Throwable failure = e.getTargetException();
        add(method, call, Rendering.failure(failure));
        throw failure;
      }
    }

    /** Whether each connection to the same server answers something else. */
    private boolean isOfOne(Method method) {
      return method.getName().equals("getBackendPID");
    }

    private void add(Method method, String call, String outcome) {
      transcript.add(new Transcript.Line(interfaces.name(method), call, outcome));
    }
  }
}
