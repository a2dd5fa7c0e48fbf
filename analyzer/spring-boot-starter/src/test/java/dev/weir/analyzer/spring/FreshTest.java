package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.WeirDataSource;
import dev.weir.route.RouteExplanation;
import dev.weir.route.RouteReason;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.transaction.annotation.Transactional;

/** Which freshness the methods of a bean ask for. */
@Timeout(120)
class FreshTest {
  private static ShopDatabase database;

  private final ApplicationContextRunner spring =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  Boot.DATA_SOURCE,
                  Boot.TRANSACTION_MANAGER,
                  Boot.TRANSACTIONS,
                  WeirAutoConfiguration.class,
                  FreshnessAutoConfiguration.class))
          .withPropertyValues("weir.analyzer.mode=off");

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase(1);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  private ApplicationContextRunner routed(Class<?> bean) {
    return spring
        .withPropertyValues(
            "spring.datasource.url=" + database.url(),
            "weir.replicas[0].url=" + database.replicaUrl(0))
        .withBean(bean);
  }

  /** The application's own name for it. */
  @Retention(RetentionPolicy.RUNTIME)
  @Fresh("primary")
  @interface OnPrimary {}

  /** Says where a read would go. */
  @Fresh("any")
  static class Catalogue {
    private static final String TURNOVER = "select count(*) from orders";

    private final DataSource dataSource;

    Catalogue(DataSource dataSource) {
      this.dataSource = dataSource;
    }

    /** As its class says. */
    public String anywhere() {
      return freshness();
    }

    /** As it says itself. */
    @Fresh(bounded = "250ms")
    public String bounded() {
      return freshness();
    }

    /** By an annotation made of it, around a transaction. */
    @OnPrimary
    @Transactional(readOnly = true)
    public String onPrimary() {
      return freshness();
    }

    /** No server was declared for reports. */
    @Reporting
    public String report() {
      return freshness();
    }

    /** Is executed, not only explained. */
    @Reporting
    public void turnover() throws SQLException {
      try (Connection connection = dataSource.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute(TURNOVER);
      }
    }

    /** Whether it is known for a read, which nobody serves; without the catalogue it is not. */
    @Reporting
    public boolean isRefused() {
      return explain(TURNOVER).decision().reason() == RouteReason.NO_REPORTING_REPLICA;
    }

    private String freshness() {
      return explain("select 1").freshness().toString();
    }

    private RouteExplanation explain(String sql) {
      try {
        return dataSource.unwrap(WeirDataSource.class).explain(sql);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Says two things. */
  static class Undecided {
    /** Which? */
    @Fresh(value = "any", bounded = "1s")
    public void read() {}
  }

  @Test
  void methodBeatsClassAndAnnotationsAreMadeOfIt() {
    routed(Catalogue.class)
        .run(
            context -> {
              Catalogue catalogue = context.getBean(Catalogue.class);
              assertThat(catalogue.anywhere()).isEqualTo("any");
              assertThat(catalogue.bounded()).isEqualTo("bounded 250ms");
              assertThat(catalogue.onPrimary()).isEqualTo("primary");
              assertThat(catalogue.report()).isEqualTo("reporting");
            });
  }

  @Test
  void reportThatNobodyServesNamesTheSetting() {
    routed(Catalogue.class)
        .run(
            context -> {
              Catalogue catalogue = context.getBean(Catalogue.class);
              Await.until("it is known for a read", catalogue::isRefused);
              assertThatThrownBy(catalogue::turnover)
                  .isInstanceOf(SQLTransientConnectionException.class)
                  .hasMessageContaining("weir.reporting-replicas");
            });
  }

  @Test
  void freshnessOfReportsWithoutAServerForThemNamesTheSetting() {
    routed(Catalogue.class)
        .withPropertyValues("weir.freshness=reporting")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("weir.reporting-replicas"));
  }

  @Test
  void contradictionFailsTheStart() {
    routed(Undecided.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("@Fresh says either a freshness or how old"));
  }

  @Test
  void othersAreNoProxies() {
    routed(StringBuilder.class)
        .run(
            context ->
                assertThat(context.getBean(StringBuilder.class).getClass())
                    .isEqualTo(StringBuilder.class));
  }
}
