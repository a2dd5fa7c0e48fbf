package dev.weir.analyzer.spring;

import dev.weir.analyzer.Analyzer;
import io.micrometer.observation.ObservationRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Tells the analyzer where a piece of the application's work begins and ends: by its observations;
 * where the application has none, by some of Weir's own.
 */
@AutoConfiguration(
    after = WeirAutoConfiguration.class,
    afterName = {
      "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
      "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration"
    })
@ConditionalOnBean(WatchedDataSources.class)
public final class UnitAutoConfiguration {
  /** A request may go on on other threads. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({WebMvcConfigurer.class, ServerHttpObservationFilter.class, Filter.class})
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  static class Callables {
    @Bean
    WebMvcConfigurer weirCallableUnits() {
      return new WebMvcConfigurer() {
        @Override
        public void configureAsyncSupport(AsyncSupportConfigurer async) {
          async.registerCallableInterceptors(new CallableUnits());
        }
      };
    }
  }

  /** So may what it hands to the application's executor, by {@code @Async} or else. */
  @Bean
  @ConditionalOnMissingBean(TaskDecorator.class)
  @ConditionalOnProperty(
      name = "spring.task.execution.propagate-context",
      havingValue = "false",
      matchIfMissing = true)
  TaskDecorator weirTaskDecorator(ObjectProvider<Analyzer> analyzer) {
    return task -> analyzer.getObject().currentUnitTasks().wrap(task);
  }

  /** The application observes what it does. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBean(ObservationRegistry.class)
  static class Observed {
    @Bean
    ObservationUnits weirObservationUnits(ObjectProvider<Analyzer> analyzer) {
      return new ObservationUnits(analyzer::getObject);
    }

    @Bean
    @ConditionalOnFlag(name = "weir.observation.findings", unset = false)
    ObservationFindings weirObservationFindings() {
      return new ObservationFindings();
    }
  }

  /** It does not: Spring's own observations are switched on for Weir alone. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(ObservationRegistry.class)
  static class Unobserved {
    private static ObservationRegistry registry(ObjectProvider<Analyzer> analyzer) {
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(new ObservationUnits(analyzer::getObject));
      return registry;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({
      ServerHttpObservationFilter.class,
      Filter.class,
      FilterRegistrationBean.class
    })
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Requests {
      @Bean
      FilterRegistrationBean<ServerHttpObservationFilter> weirUnitFilter(
          ObjectProvider<Analyzer> analyzer) {
        var registration =
            new FilterRegistrationBean<>(new ServerHttpObservationFilter(registry(analyzer)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1); // As Spring Boot's own.
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        return registration;
      }
    }

    @Bean
    SchedulingConfigurer weirScheduledUnits(ObjectProvider<Analyzer> analyzer) {
      ObservationRegistry registry = registry(analyzer);
      return tasks -> {
        if (tasks.getObservationRegistry() == null) {
          tasks.setObservationRegistry(registry);
        }
      };
    }
  }
}
