package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Cluster;
import dev.weir.WeirDataSource;
import dev.weir.route.RouteReason;
import dev.weir.samples.cluster.PostgresNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Flyway's migrations, by a DataSource and by a URL. */
@Tag("proof")
class FlywayTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @TempDir Path scripts;

  private final Routes routes = new Routes();

  @BeforeEach
  void write() throws Exception {
    cluster.run("drop schema if exists shop cascade");
    write("V1__books.sql", "create table books (id int primary key, title text)");
    write("V2__first.sql", "insert into books values (1, 'first'), (2, 'second')");
    write("R__titles.sql", "create or replace view titles as select title from books order by id");
  }

  private void write(String name, String sql) throws Exception {
    Files.writeString(scripts.resolve(name), sql);
  }

  private Flyway flyway(FluentConfiguration configuration) {
    return configuration.schemas("shop").locations("filesystem:" + scripts).load();
  }

  /** What Flyway has written down of its migrations. */
  private static List<String> history() throws SQLException {
    List<String> history = new ArrayList<>();
    try (Connection c = cluster.servers().primary().dataSource().getConnection();
        Statement s = c.createStatement();
        ResultSet r =
            s.executeQuery(
                "select concat_ws(' ', version, description, type, checksum, success)"
                    + " from shop.flyway_schema_history order by installed_rank")) {
      while (r.next()) {
        history.add(r.getString(1));
      }
    }
    return history;
  }

  /** Migrates; then migrates what is new. */
  private List<String> migrate(FluentConfiguration configuration) throws Exception {
    Flyway flyway = flyway(configuration);
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(3);
    assertThat(flyway.validateWithResult().validationSuccessful).isTrue();
    assertThat(flyway.migrate().migrationsExecuted).isZero();
    write(
        "V3__broken.sql", "insert into books values (3, 'third'); insert into nowhere values (1)");
    assertThatThrownBy(flyway::migrate).isInstanceOf(FlywayException.class);
    Files.delete(scripts.resolve("V3__broken.sql"));
    write("R__titles.sql", "create or replace view titles as select title from books");
    assertThat(flyway.migrate().migrationsExecuted).isEqualTo(1);
    return history();
  }

  private List<String> bare() throws Exception {
    DataSource primary = cluster.servers().primary().dataSource();
    List<String> history = migrate(Flyway.configure().dataSource(primary));
    write();
    return history;
  }

  @Test
  void dataSourceMigratesAndItsApplicationReadsFromReplicas() throws Exception {
    List<String> expected = bare();
    try (WeirDataSource weir = cluster.open(builder -> builder.listener(routes))) {
      routes.forget();
      assertThat(migrate(Flyway.configure().dataSource(weir))).isEqualTo(expected);
      Cluster.await(
          "replicas serve the new view",
          () -> {
            routes.forget();
            assertThat(titles(weir)).containsExactly("first", "second");
            return routes.reasons().equals(Set.of(RouteReason.READ));
          });
      assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
    }
  }

  private static List<String> titles(DataSource dataSource) throws SQLException {
    List<String> titles = new ArrayList<>();
    try (Connection c = dataSource.getConnection();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select title from shop.titles")) {
      while (r.next()) {
        titles.add(r.getString(1));
      }
    }
    return titles;
  }

  /** As Spring Boot does for an application that only gives a URL. */
  @Test
  void poolOnAUrlMigrates() throws Exception {
    List<String> expected = bare();
    String servers =
        cluster.servers().nodes().stream()
            .map((PostgresNode node) -> node.host() + ":" + node.port())
            .collect(Collectors.joining(","));
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:weir:postgresql://" + servers + "/postgres");
    config.setUsername("postgres");
    config.setPassword("postgres");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(migrate(Flyway.configure().dataSource(pool))).isEqualTo(expected);
      assertThat(titles(pool)).containsExactly("first", "second");
    }
  }

  /** It finds its dialect by the beginning of the URL, and knows no other than PostgreSQL's own. */
  @Test
  void urlAloneIsNotUnderstoodByFlyway() {
    String url = "jdbc:weir:postgresql://db1,db2/shop";
    assertThatThrownBy(() -> flyway(Flyway.configure().dataSource(url, "app", "secret")))
        .isInstanceOf(FlywayException.class)
        .hasMessageContaining("plugin");
  }
}
