package dev.weir.analyzer.spring;

import dev.weir.WeirDriver;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Names Weir's driver where a URL is Weir's. Spring Boot does not know it, and would take that of
 * an embedded database, if one is on the class path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(DataSourceProperties.class)
class WeirUrls {
  @Bean
  static BeanPostProcessor weirUrlDrivers() {
    return new Drivers();
  }

  private static final class Drivers implements BeanPostProcessor {
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
}
