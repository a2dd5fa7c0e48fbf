package dev.weir.analyzer.spring;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.weir.analyzer.AnalyzerMetrics;
import dev.weir.analyzer.StatementMetrics;
import dev.weir.meter.WeirMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What operators see of Weir: an endpoint, details of the application's health, and meters. */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnBean(WatchedDataSources.class)
@Import(ServerHealth.class)
public final class ActuatorAutoConfiguration {
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
  static class Reports {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    WeirEndpoint weirEndpoint(WatchedDataSources watched) {
      return new WeirEndpoint(watched);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    DoctorEndpoint weirDoctorEndpoint(WatchedDataSources watched) {
      return new DoctorEndpoint(watched);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class Meters {
    @Bean
    MeterBinder weirMeters(WatchedDataSources watched) {
      return registry -> {
        StatementMetrics statements = new StatementMetrics(registry);
        watched.each(
            dataSource -> {
              new WeirMetrics(dataSource).bindTo(registry);
              dataSource.pools().forEach(pool -> meter(pool, registry));
              dataSource.addListener(statements);
            });
        if (watched.mode().mode() != Mode.OFF) {
          new AnalyzerMetrics(watched.analyzer()).bindTo(registry);
        }
      };
    }

    /** As Spring Boot does it for the pools that are beans, unless it or the settings have. */
    private static void meter(HikariDataSource pool, MeterRegistry registry) {
      if (pool.getMetricRegistry() == null && pool.getMetricsTrackerFactory() == null) {
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(registry));
      }
    }
  }
}
