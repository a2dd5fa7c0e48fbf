package dev.weir.analyzer.spring;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.filter.OncePerRequestFilter;

/** Makes the requests of one user a session, if {@code weir.session} asks for it. */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnBean(WatchedDataSources.class)
@ConditionalOnClass({Filter.class, FilterRegistrationBean.class, OncePerRequestFilter.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "weir.session", havingValue = "principal")
public final class SessionAutoConfiguration {
  /** Spring Security's filters have -100: who the user is must be known. */
  private static final int ORDER = -99;

  @Bean
  FilterRegistrationBean<PrincipalSessions> weirPrincipalSessions() {
    var registration = new FilterRegistrationBean<>(new PrincipalSessions());
    registration.setOrder(ORDER);
    registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
    return registration;
  }
}
