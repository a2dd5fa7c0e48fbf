package dev.weir.analyzer.spring;

import dev.weir.WeirDataSource;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The application asks for its pool by class, or calls the method that makes it, and Weir's
 * DataSource stands in its place.
 */
final class HiddenPoolFailureAnalyzer implements FailureAnalyzer, Ordered {
  /** What Spring says where one {@code @Bean} method calls another. */
  private static final Pattern CALLED =
      Pattern.compile(
          "@Bean method \\S+\\.(\\w+) called as bean reference for type \\[([^\\]]+)\\] but"
              + " overridden by non-compatible bean instance of type \\["
              + Pattern.quote(WeirDataSource.class.getName())
              + "\\]");

  private final BeanFactory beans;

  /**
   * Made by Spring Boot.
   *
   * @param beans of the application that did not start
   */
  HiddenPoolFailureAnalyzer(BeanFactory beans) {
    this.beans = beans;
  }

  /** Before Spring Boot's own, which would say that there is no such bean. */
  @Override
  public int getOrder() {
    return -1;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BeanNotOfRequiredTypeException wrong
          && wrong.getActualType() == WeirDataSource.class) {
        return analysis(failure, wrong.getBeanName(), wrong.getRequiredType().getName());
      }
      Matcher called = CALLED.matcher(String.valueOf(cause.getMessage()));
      if (cause instanceof IllegalStateException && called.find()) {
        return analysis(failure, called.group(1), called.group(2));
      }
      ResolvableType wanted =
          cause instanceof NoSuchBeanDefinitionException none ? none.getResolvableType() : null;
      Class<?> type = wanted == null ? null : wanted.resolve();
      if (type != null
          && DataSource.class.isAssignableFrom(type)
          && !type.isAssignableFrom(WeirDataSource.class)) {
        String hidden = hidden(type);
        if (hidden != null) {
          return analysis(failure, hidden, type.getName());
        }
      }
    }
    return null;
  }

  /** The bean that was of this type before Weir came. */
  private @Nullable String hidden(Class<?> type) {
    if (beans instanceof ListableBeanFactory all) {
      for (String name : all.getBeanNamesForType(WeirDataSource.class, true, false)) {
        if (leadsTo(all.getBean(name, WeirDataSource.class), type)) {
          return name;
        }
      }
    }
    return null;
  }

  private static boolean leadsTo(WeirDataSource weir, Class<?> type) {
    try {
      return weir.isWrapperFor(type);
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }

  private static FailureAnalysis analysis(Throwable failure, String bean, String type) {
    String simple = ClassUtils.getShortName(type);
    return new FailureAnalysis(
        "The application asks for a bean of type "
            + type
            + ". The DataSource bean '"
            + bean
            + "' was one; Weir, which watches it, has put a WeirDataSource in its place.",
        "Either ask for a javax.sql.DataSource, and for the pool by dataSource.unwrap("
            + simple
            + ".class); or leave the bean alone: weir.exclude="
            + bean,
        failure);
  }
}
