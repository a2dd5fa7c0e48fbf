package dev.weir.analyzer.spring;

import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.jdbc.datasource.SmartDataSource;

/**
 * Puts an observed DataSource in the place of each DataSource bean, once that is complete: bound to
 * its properties and to the details of its connection. Its definition stays as it is.
 */
final class ObservedDataSources implements BeanPostProcessor, Ordered {
  /** Before what makes connections lazy, or is a proxy of some other kind, so that it is around. */
  private static final int ORDER = -100;

  private final ObjectProvider<WatchedDataSources> watched;
  private final ObjectProvider<WeirProperties> properties;

  ObservedDataSources(
      ObjectProvider<WatchedDataSources> watched, ObjectProvider<WeirProperties> properties) {
    this.watched = watched;
    this.properties = properties;
  }

  @Override
  public int getOrder() {
    return ORDER;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof DataSource dataSource)
        || bean instanceof XADataSource
        || bean instanceof SmartDataSource // Spring asks it whether to close what it lends.
        || ScopedProxyUtils.isScopedTarget(name)
        || properties.getObject().exclude().contains(name)) {
      return bean;
    }
    return watched.getObject().watch(name, dataSource);
  }
}
