package dev.weir.analyzer.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Migrations of an application's own DataSource, by those who know nothing of Weir. */
@Timeout(180)
@Tag("proof")
class MigrationTest {
  private static ShopDatabase database;

  @TempDir Path scripts;

  /** What the application says of its servers. */
  enum Servers {
    ONE,
    REPLICAS,
    URL;

    List<String> settings() {
      return switch (this) {
        case ONE -> List.of("--spring.datasource.url=" + database.url());
        case REPLICAS ->
            List.of(
                "--spring.datasource.url=" + database.url(),
                "--weir.replicas[0].url=" + database.replicaUrl(0));
        case URL ->
            List.of(
                "--spring.datasource.url="
                    + database.url().replace("jdbc:postgresql:", "jdbc:weir:postgresql:"));
      };
    }
  }

  /** Reads row by row, and writes so. */
  static final class V5__Copies extends BaseJavaMigration {
    @Override
    public void migrate(Context context) throws SQLException {
      Connection connection = context.getConnection();
      try (PreparedStatement read =
              connection.prepareStatement("select title from book where id = ?");
          PreparedStatement write =
              connection.prepareStatement("update book set title = ? where id = ?")) {
        for (int i = 1; i <= 30; i++) {
          read.setInt(1, i);
          try (var rows = read.executeQuery()) {
            assertThat(rows.next()).isTrue();
            write.setString(1, rows.getString(1) + "!");
          }
          write.setInt(2, i);
          write.executeUpdate();
        }
      }
    }
  }

  @EnableAutoConfiguration
  static class Application {
    @Bean
    V5__Copies copies() {
      return new V5__Copies();
    }
  }

  @BeforeAll
  static void startDatabase() throws SQLException {
    database = new ShopDatabase(1);
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void empty() {
    primary().execute("drop schema if exists library cascade");
  }

  /** Past Weir. */
  private static JdbcTemplate primary() {
    PGSimpleDataSource bare = new PGSimpleDataSource();
    bare.setUrl(database.url());
    return new JdbcTemplate(bare);
  }

  private static String inserts() {
    return IntStream.rangeClosed(1, 30)
        .mapToObj(i -> "insert into book values (" + i + ", 'title " + i + "');")
        .collect(Collectors.joining("\n"));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(scripts.resolve(name), text);
  }

  private static ConfigurableApplicationContext run(Servers servers, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--weir.analyzer.mode=development",
                "--spring.application.name=library",
                "--spring.datasource.hikari.schema=library",
                "--spring.main.web-application-type=none"));
    all.addAll(servers.settings());
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(Application.class)
        .bannerMode(Banner.Mode.OFF)
        .run(all.toArray(String[]::new));
  }

  private static void assertMigratedAndNothingHeldOrFound(
      ConfigurableApplicationContext library, Servers servers, int executions) {
    Analyzer analyzer = library.getBean(Analyzer.class);
    assertThat(analyzer.coverage().executions()).isGreaterThanOrEqualTo(executions);
    assertThat(analyzer.findings()).isEmpty();
    JdbcTemplate primary = primary();
    assertThat(primary.queryForObject("select count(*) from library.book", Long.class))
        .isEqualTo(30);
    assertThat(primary.queryForList("select mode from pg_locks where locktype = 'advisory'"))
        .isEmpty();
    Await.until(
        "no transaction is open", // Weir's own, which read the catalogue, are short.
        () ->
            primary
                .queryForList("select 1 from pg_stat_activity where state like 'idle in tr%'")
                .isEmpty());

    JdbcTemplate jdbc = library.getBean(JdbcTemplate.class);
    try (Unit unit = analyzer.unit("page")) {
      assertThat(unit).isNotNull();
      for (int i = 1; i <= 12; i++) {
        jdbc.queryForObject("select title from library.book where id = ?", String.class, i);
      }
    }
    assertThat(analyzer.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.code().id()).isEqualTo("N1"));
    if (servers == Servers.REPLICAS) {
      Await.until(
          "the replica serves what was migrated",
          () ->
              Objects.equals(
                  jdbc.queryForObject(
                      "select pg_is_in_recovery() from library.book limit 1", Boolean.class),
                  true));
    }
  }

  @ParameterizedTest
  @EnumSource
  void flywayMigratesAtTheStart(Servers servers) throws IOException {
    write("V1__book.sql", "create table book (id int primary key, title text not null)");
    write("V2__books.sql", inserts());
    String[] settings = {
      "--spring.flyway.enabled=true",
      "--spring.flyway.schemas=library",
      "--spring.flyway.locations=filesystem:" + scripts
    };
    try (ConfigurableApplicationContext library = run(servers, settings)) {
      assertMigratedAndNothingHeldOrFound(library, servers, 90);
    }
    try (ConfigurableApplicationContext library = run(servers, settings)) {
      assertThat(library.getBean(Analyzer.class).findings()).isEmpty();
    }
  }

  /** An index that is built concurrently waits for transactions, so the lock is a session's. */
  @ParameterizedTest
  @EnumSource
  void flywayLocksInASessionAndLeavesNoLock(Servers servers) throws IOException {
    write("V1__book.sql", "create table book (id int primary key, title text not null)");
    write("V2__books.sql", inserts());
    write("V3__titles.sql", "create index concurrently book_title on book (title)");
    try (ConfigurableApplicationContext library =
        run(
            servers,
            "--spring.flyway.enabled=true",
            "--spring.flyway.schemas=library",
            "--spring.flyway.postgresql.transactional-lock=false",
            "--spring.flyway.locations=filesystem:" + scripts)) {
      assertMigratedAndNothingHeldOrFound(library, servers, 90);
    }
  }

  @ParameterizedTest
  @EnumSource
  void liquibaseMigratesAtTheStart(Servers servers) throws IOException {
    primary().execute("create schema library");
    write(
        "changelog.sql",
        """
        --liquibase formatted sql
        --changeset library:1
        create table library.book (id int primary key, title text not null);
        --changeset library:2
        %s
        --changeset library:3 runInTransaction:false
        create index concurrently book_title on library.book (title);
        """
            .formatted(inserts().replace("into book", "into library.book")));
    try (ConfigurableApplicationContext library =
        run(
            servers,
            "--spring.liquibase.enabled=true",
            "--spring.liquibase.default-schema=library",
            "--spring.liquibase.change-log=" + scripts.resolve("changelog.sql").toUri())) {
      assertMigratedAndNothingHeldOrFound(library, servers, 30);
      assertThat(
              primary()
                  .queryForList("select locked from library.databasechangeloglock", Boolean.class))
          .containsExactly(false);
    }
  }
}
