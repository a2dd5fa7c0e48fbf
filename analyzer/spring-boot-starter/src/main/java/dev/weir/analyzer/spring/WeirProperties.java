package dev.weir.analyzer.spring;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of Weir.
 *
 * @param enabled whether to do anything at all
 * @param exclude names of DataSource beans to leave alone, such as one that is injected as a {@code
 *     HikariDataSource}
 * @param analyzer how the application is watched
 */
@ConfigurationProperties("weir")
public record WeirProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue List<String> exclude,
    @DefaultValue Analysis analyzer) {
  /**
   * How the application is watched.
   *
   * @param mode from where on something is a finding. With auto it is development in tests and when
   *     the application's classes are in a directory; off in a packaged jar, a native image, or on
   *     a cloud platform
   * @param applicationPackages what the names of the application's classes begin with. By default
   *     the packages of the classes with SpringBootApplication
   * @param roundTrip what one round trip to the database costs in production
   * @param maxFindings how many findings are kept
   */
  public record Analysis(
      @DefaultValue("auto") Mode mode,
      @DefaultValue List<String> applicationPackages,
      @DefaultValue("1ms") Duration roundTrip,
      @DefaultValue("1000") int maxFindings) {}
}
