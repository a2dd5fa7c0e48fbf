package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

/** What an application is told that does not start. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class FailureTest {
  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class WantsItsPool {
    @Bean
    String size(HikariDataSource pool) {
      return "" + pool.getMaximumPoolSize();
    }
  }

  private static void start(Class<?> application, String... settings) {
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(application)
                    .bannerMode(Banner.Mode.OFF)
                    .properties("spring.datasource.url=jdbc:h2:mem:failing", "server.port=0")
                    .properties("weir.analyzer.mode=development")
                    .properties(settings)
                    .run()
                    .close())
        .isInstanceOf(Exception.class);
  }

  @Test
  void poolThatIsAskedForByClassIsExplained(CapturedOutput output) {
    start(WantsItsPool.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("has put a WeirDataSource in its place")
        .contains("weir.exclude=dataSource");
  }

  @Test
  void settingThatCannotWorkIsExplained(CapturedOutput output) {
    start(Application.class, "weir.replicas[0].url=jdbc:postgresql://localhost/x");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("spring.datasource.url must begin with jdbc:postgresql:")
        .contains("remove the replicas of this DataSource");
  }
}
