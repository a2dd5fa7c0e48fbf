package dev.weir.analyzer.spring;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** Lets {@link Fresh} and what is made of it work. */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnClass(AopConfigUtils.class)
@ConditionalOnBean(WatchedDataSources.class)
@Import(FreshnessAutoConfiguration.Proxies.class)
public final class FreshnessAutoConfiguration {
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static FreshnessAdvisor weirFreshnessAdvisor() {
    return new FreshnessAdvisor();
  }

  /** The proxies that transactions have too, also where there are no transactions. */
  static final class Proxies implements ImportBeanDefinitionRegistrar, EnvironmentAware {
    private boolean ofClasses = true;

    @Override
    public void setEnvironment(Environment environment) {
      ofClasses = environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
    }

    @Override
    public void registerBeanDefinitions(
        AnnotationMetadata imported, BeanDefinitionRegistry registry) {
      AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
      if (ofClasses) {
        AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(registry);
      }
    }
  }
}
