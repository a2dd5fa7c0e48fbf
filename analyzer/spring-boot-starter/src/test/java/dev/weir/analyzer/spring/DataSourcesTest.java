package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** What becomes of the DataSource beans of an application. */
@Timeout(120)
class DataSourcesTest {
  private final ApplicationContextRunner spring =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  Boot.DATA_SOURCE, WeirAutoConfiguration.class, UnitAutoConfiguration.class))
          .withPropertyValues(
              "weir.analyzer.mode=development", "spring.datasource.url=jdbc:h2:mem:shop");

  private static HikariDataSource pool(String name) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl("jdbc:h2:mem:" + name);
    pool.setPoolName(name);
    return pool;
  }

  @Configuration(proxyBeanMethods = false)
  static class Two {
    @Bean(defaultCandidate = false)
    DataSource orders() {
      return pool("orders");
    }

    @Bean(defaultCandidate = false)
    DataSource archive() {
      return pool("archive");
    }
  }

  /** Sends everything to its one target. */
  static final class Router extends AbstractRoutingDataSource {
    Router(DataSource target) {
      setTargetDataSources(Map.of("only", target));
      setDefaultTargetDataSource(target);
    }

    @Override
    protected Object determineCurrentLookupKey() {
      return "only";
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Routed {
    @Bean
    DataSource target() {
      return pool("target");
    }

    @Bean
    Router router(@Qualifier("target") DataSource target) {
      return new Router(target);
    }

    @Bean
    LazyConnectionDataSourceProxy lazy(Router router) {
      return new LazyConnectionDataSourceProxy(router);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class RouterAlone {
    @Bean
    Router router() {
      return new Router(pool("hidden"));
    }
  }

  /** Sends each tenant's statements to its own database; a thread without a tenant has none. */
  static final class Tenants extends AbstractRoutingDataSource {
    Tenants(DataSource target) {
      setTargetDataSources(Map.of("one", target));
    }

    @Override
    protected @Nullable Object determineCurrentLookupKey() {
      return null;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OfTenants {
    @Bean
    Tenants tenants() {
      return new Tenants(pool("hidden"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Single {
    @Bean
    DataSource single() {
      return new SingleConnectionDataSource("jdbc:h2:mem:single", false);
    }
  }

  @Test
  void routerThatKnowsNoTenantYetIsWatched() {
    spring
        .withUserConfiguration(OfTenants.class)
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .getBean("tenants")
                    .isInstanceOf(WeirDataSource.class));
  }

  @Test
  void oneConnectionOfAnApplicationIsLeftToIt() {
    spring
        .withUserConfiguration(Single.class)
        .run(
            context ->
                assertThat(context.getBean("single"))
                    .isInstanceOf(SingleConnectionDataSource.class));
  }

  @Test
  void dataSourceIsCalledAsTheApplicationIs() {
    spring
        .withPropertyValues("spring.application.name=shop")
        .run(
            context -> {
              DataSource dataSource = context.getBean("dataSource", DataSource.class);
              assertThat(dataSource).isInstanceOf(WeirDataSource.class);
              assertThat(((WeirDataSource) dataSource).name()).isEqualTo("shop");
            });
  }

  @Test
  void severalAreCalledAsTheirBeans() {
    spring
        .withUserConfiguration(Two.class)
        .withPropertyValues("spring.application.name=shop")
        .run(
            context ->
                assertThat(context.getBeansOfType(WeirDataSource.class).values())
                    .extracting(WeirDataSource::name)
                    .contains("orders", "archive"));
  }

  @Test
  void poolIsFoundByWhoMeasuresIt() {
    spring.run(
        context -> {
          DataSource dataSource = context.getBean(DataSource.class);
          assertThat(
                  DataSourceUnwrapper.unwrap(
                      dataSource, HikariConfigMXBean.class, HikariDataSource.class))
              .isNotNull();
        });
  }

  @Test
  void statementThroughARouterIsSeenOnce() {
    spring
        .withUserConfiguration(Routed.class)
        .run(
            context -> {
              JdbcTemplate jdbc = new JdbcTemplate(context.getBean("lazy", DataSource.class));
              Analyzer analyzer = context.getBean(Analyzer.class);
              try (var unit = analyzer.unit("one")) {
                jdbc.queryForObject("select 1", Integer.class);
                assertThat(unit).isNotNull();
              }
              assertThat(analyzer.coverage().executions()).isEqualTo(1);
            });
  }

  @Test
  void routerWhoseTargetsAreNoBeansIsWatchedItself() {
    spring
        .withUserConfiguration(RouterAlone.class)
        .run(context -> assertThat(context.getBean("router")).isInstanceOf(WeirDataSource.class));
  }

  @Test
  void fixForAnotherDatabaseHasNoSql() {
    spring.run(
        context -> {
          JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
          Analyzer analyzer = context.getBean(Analyzer.class);
          jdbc.execute("create table item (id bigint primary key, name varchar(20))");
          try (var unit = analyzer.unit("page")) {
            for (int i = 0; i < 10; i++) {
              jdbc.queryForList("select name from item where id = ?", String.class, i);
            }
            assertThat(unit).isNotNull();
          }
          Report report = analyzer.report(Duration.ofSeconds(10));
          // A machine under load may show more, such as a connection that was held for long.
          assertThat(report.entries())
              .allSatisfy(entry -> assertThat(entry.advice().statements()).isEmpty())
              .filteredOn(entry -> entry.finding().code().id().equals("N1"))
              .singleElement()
              .satisfies(
                  entry -> {
                    assertThat(entry.advice().fix()).isNotBlank();
                    assertThat(entry.advice().because())
                        .singleElement()
                        .asString()
                        .contains("this is H2");
                  });
          assertThat(report.unseen()).singleElement().asString().contains("this is H2");
        });
  }

  @Test
  void doctorSaysOfAnotherDatabaseThatItKnowsPostgresqlOnly() {
    spring.run(
        context ->
            assertThat(context.getBean(Analyzer.class).doctor(Duration.ZERO).values())
                .singleElement()
                .satisfies(
                    checkup ->
                        assertThat(checkup.server())
                            .isEqualTo(
                                "could not be asked: this is H2, and the doctor knows PostgreSQL"
                                    + " only")));
  }

  @Test
  void excludedDataSourceIsLeftAlone() {
    spring
        .withUserConfiguration(Two.class)
        .withPropertyValues("weir.exclude=archive")
        .run(
            context -> {
              assertThat(context.getBean("archive")).isInstanceOf(HikariDataSource.class);
              assertThat(context.getBean("orders")).isInstanceOf(WeirDataSource.class);
            });
  }

  @Test
  void disabledIsAsWithoutTheDependency() {
    spring
        .withPropertyValues("weir.enabled=false")
        .run(
            context -> {
              assertThat(context.getBean(DataSource.class)).isInstanceOf(HikariDataSource.class);
              assertThat(context.getBeanDefinitionNames()).noneMatch(name -> name.contains("weir"));
            });
  }

  @Test
  void withoutWebAndSchedulingItStarts() {
    spring
        .withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web"))
        .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Analyzer.class));
  }

  @Test
  void nothingIsLeftOfClosedApplications() {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int i = 0; i < 10; i++) {
      spring.run(
          context -> {
            HikariDataSource pool =
                context.getBean(DataSource.class).unwrap(HikariDataSource.class);
            new JdbcTemplate(context.getBean(DataSource.class))
                .queryForObject("select 1", Integer.class);
            context.close();
            assertThat(pool.isClosed()).isTrue();
          });
    }
    Await.untilNoneIsLeft("of its threads", () -> weirs(before));
  }

  private static Set<String> weirs(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread) && thread.isAlive())
        .map(Thread::getName)
        .filter(name -> name.toLowerCase(Locale.ROOT).contains("weir"))
        .collect(Collectors.toSet());
  }
}
