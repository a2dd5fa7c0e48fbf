package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
@Tag("proof")
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

  /** Of two methods the second is wrong. */
  static class Catalogue {
    /** Anywhere. */
    @Fresh("any")
    public void browse() {}

    /** Nowhere. */
    @Fresh("anyy")
    public void search() {}
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class AsksForTooMuch {
    @Bean
    Catalogue catalogue() {
      return new Catalogue();
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

  @SpringBootConfiguration
  @EnableAutoConfiguration
  static class CallsItsPool {
    @Bean
    HikariDataSource raw() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl("jdbc:h2:mem:called");
      return pool;
    }

    @Bean
    String size() {
      return "" + raw().getMaximumPoolSize();
    }
  }

  @Test
  void poolWhoseMethodIsCalledIsExplained(CapturedOutput output) {
    start(CallsItsPool.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("a bean of type com.zaxxer.hikari.HikariDataSource")
        .contains("weir.exclude=raw");
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

  @ParameterizedTest
  @CsvSource({
    "weir.enabled=maybe, weir.enabled is neither true nor false: maybe",
    "weir.analyzer.max-findings=-1, 'maxFindings must be at least 1 finding, but is -1'",
  })
  void valueThatCannotBeIsExplained(String setting, String said, CapturedOutput output) {
    start(Application.class, setting);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(said)
        .contains("Correct it, or remove it");
  }

  @Test
  void serverWithoutAUrlIsExplained(CapturedOutput output) {
    start(
        Application.class,
        "spring.datasource.url=jdbc:postgresql://localhost:1/x",
        "weir.replicas[0].url=jdbc:postgresql://localhost:1/x",
        "weir.replicas[1].weight=2");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("weir.replicas[1].url is missing");
  }

  @Test
  void serverOfAnotherDatabaseIsExplainedWithItsNumber(CapturedOutput output) {
    start(
        Application.class,
        "spring.datasource.url=jdbc:postgresql://localhost:1/x",
        "weir.reporting-replicas[0].url=jdbc:postgresql://localhost:1/x",
        "weir.reporting-replicas[1].url=jdbc:mysql://localhost:1/x");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("weir.reporting-replicas[1].url must begin with jdbc:postgresql:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{code: N1}                                   | entry 1: it must have a reason",
        "{code: N1, reason: few, ticket: 7}           | entry 1: 'ticket' is not known",
        "{code: N1, reason: few, until: next summer}  | entry 1: 'until' must be a date"
      })
  void wrongFileOfWhatIsAcceptedIsExplained(
      String entry, String wrong, @TempDir Path directory, CapturedOutput output)
      throws IOException {
    Path file = Files.writeString(directory.resolve("mine.yml"), "accepted:\n  - " + entry);

    start(Application.class, "weir.analyzer.accepted=" + file.toUri());

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("mine.yml], " + wrong)
        .contains("Correct the file");
  }

  @Test
  void missingFileOfWhatIsAcceptedIsExplained(CapturedOutput output) {
    start(Application.class, "weir.analyzer.accepted=classpath:nowhere.yml");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("weir.analyzer.accepted names class path resource [nowhere.yml]");
  }

  @ParameterizedTest
  @CsvSource({
    "weir.analyzer.mod, weir.analyzer.mode",
    "weir.replica[0].url, weir.replicas.url",
    "weir.replicas[0].weigth, weir.replicas.weight",
    "weir.data-sources.orders.max-lagg, weir.data-sources.<bean>.max-lag",
    "weir.applicationPackages, weir.analyzer.application-packages"
  })
  void misspeltPropertyIsExplainedWithTheNearest(
      String wrong, String nearest, CapturedOutput output) {
    start(Application.class, wrong + "=off");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("There is no property " + wrong.toLowerCase(Locale.ROOT))
        .contains("the nearest is " + nearest + ".");
  }

  @Test
  void excludedBeanThatIsNoDataSourceIsExplained(CapturedOutput output) {
    start(Application.class, "weir.exclude=nope");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("weir.exclude: nope names no DataSource bean")
        .contains("The DataSource beans are called dataSource.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weir.freshness", "weir.data-sources.dataSource.freshness"})
  void freshnessThatThereIsNotIsExplainedBeforeThereAreReplicas(
      String setting, CapturedOutput output) {
    start(Application.class, setting + "=own_write");

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains(setting + ": ")
        .contains("own_write")
        .contains("own_writes, primary, bounded 250ms, any or reporting");
  }

  @Test
  void freshnessThatThereIsNotIsExplained(CapturedOutput output) {
    start(AsksForTooMuch.class);

    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("FailureTest$Catalogue.search() has @Fresh(\"anyy\")")
        .doesNotContain("CGLIB");
  }
}
