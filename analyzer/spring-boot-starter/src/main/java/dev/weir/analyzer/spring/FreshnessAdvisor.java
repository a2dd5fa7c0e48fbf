package dev.weir.analyzer.spring;

import dev.weir.Weir;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Opens the scope that {@link Fresh} asks for around the methods that have it. It is around
 * transactions, which take their freshness from where they begin.
 */
final class FreshnessAdvisor extends StaticMethodMatcherPointcutAdvisor {
  private static final long serialVersionUID = 1L;

  /** Early, but after what an application wants to be first. */
  private static final int ORDER = -1_000;

  FreshnessAdvisor() {
    setOrder(ORDER);
  }

  @Override
  public boolean matches(Method method, Class<?> type) {
    Fresh fresh = fresh(method, type);
    if (fresh == null) {
      return false;
    }
    try {
      return read(fresh) != null;
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          "%s.%s() has %s: %s"
              .formatted(
                  ClassUtils.getUserClass(type).getName(),
                  method.getName(),
                  text(fresh),
                  e.getMessage()),
          "Correct the annotation of the method, or of its class, or what it is made of.",
          e);
    }
  }

  @Override
  public Advice getAdvice() {
    return new Scopes();
  }

  private static @Nullable Fresh fresh(Method method, Class<?> type) {
    Method specific = AopUtils.getMostSpecificMethod(method, type);
    Fresh own = AnnotatedElementUtils.findMergedAnnotation(specific, Fresh.class);
    return own != null || specific.getDeclaringClass() == Object.class
        ? own
        : AnnotatedElementUtils.findMergedAnnotation(type, Fresh.class);
  }

  private static Freshness read(Fresh fresh) {
    if (fresh.value().isEmpty() == fresh.bounded().isEmpty()) {
      throw new IllegalArgumentException(
          "@Fresh says either a freshness or how old the data may be: @Fresh(\"any\") or"
              + " @Fresh(bounded = \"250ms\")");
    }
    return Freshness.parse(fresh.value().isEmpty() ? "bounded " + fresh.bounded() : fresh.value());
  }

  private static String text(Fresh fresh) {
    if (fresh.bounded().isEmpty()) {
      return fresh.value().isEmpty() ? "@Fresh" : "@Fresh(\"" + fresh.value() + "\")";
    }
    String value = fresh.value().isEmpty() ? "" : "value = \"" + fresh.value() + "\", ";
    return "@Fresh(" + value + "bounded = \"" + fresh.bounded() + "\")";
  }

  /** Reads the annotation of each method once. */
  private static final class Scopes implements MethodInterceptor {
    private final ConcurrentMap<MethodClassKey, Freshness> known = new ConcurrentHashMap<>();

    @Override
    public @Nullable Object invoke(MethodInvocation call) throws Throwable {
      Method method = call.getMethod();
      Object target = call.getThis();
      Class<?> type = target == null ? method.getDeclaringClass() : target.getClass();
      Freshness freshness =
          known.computeIfAbsent(new MethodClassKey(method, type), key -> freshness(method, type));
      FreshnessScope scope = Weir.freshness(freshness);
      try {
        return call.proceed();
      } finally {
        scope.close();
      }
    }

    private static Freshness freshness(Method method, Class<?> type) {
      return read(Objects.requireNonNull(fresh(method, type), "matched by its annotation"));
    }
  }
}
