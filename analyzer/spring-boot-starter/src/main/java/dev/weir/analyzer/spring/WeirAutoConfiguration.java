package dev.weir.analyzer.spring;

import dev.weir.analyzer.Analyzer;
import dev.weir.consistency.TokenStore;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Observes and analyzes every DataSource bean, unless {@code weir.enabled} is false. */
@AutoConfiguration
@ConditionalOnClass(DataSource.class)
@ConditionalOnFlag(name = "weir.enabled", unset = true)
@EnableConfigurationProperties(WeirProperties.class)
@Import(WeirUrls.class)
public final class WeirAutoConfiguration {
  /** Replaces DataSource beans by observed ones. */
  @Bean
  static ObservedDataSources weirObservedDataSources(
      ObjectProvider<WatchedDataSources> watched, ObjectProvider<WeirProperties> properties) {
    return new ObservedDataSources(watched, properties);
  }

  @Bean
  WatchedDataSources weirWatchedDataSources(
      WeirProperties properties,
      ObjectProvider<WeirConnectionDetails> details,
      ObjectProvider<TokenStore> tokens,
      Environment environment,
      ConfigurableListableBeanFactory beans) {
    ModeDecision mode = ModeDecision.of(properties.analyzer().mode(), environment, beans);
    return new WatchedDataSources(
        mode,
        new Routings(properties, details, beans),
        tokens,
        () -> ApplicationAnalyzer.create(mode.mode(), properties.analyzer(), beans),
        environment.getProperty("spring.application.name", ""),
        beans);
  }

  /** The analyzer, for whoever asks for its report; in mode off it watches nothing. */
  @Bean
  @ConditionalOnMissingBean
  Analyzer weirAnalyzer(WatchedDataSources watched) {
    return watched.analyzer();
  }
}
