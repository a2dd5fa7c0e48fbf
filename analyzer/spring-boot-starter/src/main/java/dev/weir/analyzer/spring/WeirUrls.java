package dev.weir.analyzer.spring;

import dev.weir.WeirDriver;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;

/**
 * Names Weir's driver where a URL is Weir's. Spring Boot does not know it, and would take that of
 * an embedded database, if one is on the class path.
 */
final class WeirUrls implements BeanPostProcessor {
  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof DataSourceProperties properties
        && properties.getDriverClassName() == null
        && properties.getUrl() != null
        && properties.getUrl().startsWith("jdbc:weir:")) {
      properties.setDriverClassName(WeirDriver.class.getName());
    }
    return bean;
  }
}
