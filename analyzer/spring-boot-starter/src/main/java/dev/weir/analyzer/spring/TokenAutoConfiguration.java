package dev.weir.analyzer.spring;

import dev.weir.consistency.TokenStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Carries sessions to other instances through the Redis that the application has, if {@code
 * weir.tokens.store} asks for it.
 */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnBean(WatchedDataSources.class)
@ConditionalOnProperty(name = "weir.tokens.store", havingValue = "redis")
@ConditionalOnMissingBean(TokenStore.class)
public final class TokenAutoConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(TokenAutoConfiguration.class);
  private static final String FACTORY =
      "org.springframework.data.redis.connection.RedisConnectionFactory";
  private static final String ASKED = "weir.tokens.store=redis";

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(name = FACTORY)
  static class Redis {
    /** A commit of a session waits for Redis. */
    private static final Duration LONG = Duration.ofSeconds(1);

    @Bean
    TokenStore weirTokenStore(
        ObjectProvider<RedisConnectionFactory> factories,
        WeirProperties properties,
        Environment environment) {
      if (environment.containsProperty("spring.data.redis.cluster.nodes")
          || environment.containsProperty("spring.data.redis.cluster.nodes[0]")) {
        throw new InvalidConfigurationException(
            ASKED + " cannot be used with a Redis Cluster, which spreads what belongs together",
            "Declare a bean of type TokenStore on one Redis.",
            null);
      }
      RedisConnectionFactory factory = factories.getIfUnique();
      if (factory == null) {
        throw new InvalidConfigurationException(
            ASKED + " needs one RedisConnectionFactory, or a primary one of several",
            "Declare it, let Spring Boot do so (spring.data.redis.host), or declare a bean of type"
                + " TokenStore.",
            null);
      }
      Duration timeout =
          Binder.get(environment).bind("spring.data.redis.timeout", Duration.class).orElse(null);
      if (timeout == null || timeout.compareTo(LONG) > 0) {
        LOG.warn(
            "Weir carries sessions through Redis ({}): while Redis does not answer, a commit may"
                + " wait for spring.data.redis.timeout, which is {}; 250ms is enough",
            ASKED,
            timeout == null ? "not set: many seconds" : timeout.toMillis() + " ms");
      }
      return RedisTokens.store(factory, properties.tokens().timeToLive());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass(FACTORY)
  static class NoRedis {
    @Bean
    TokenStore weirTokenStore() {
      throw new InvalidConfigurationException(
          ASKED + " needs spring-data-redis on the class path",
          "Add spring-boot-starter-data-redis, or declare a bean of type TokenStore.",
          null);
    }
  }
}
