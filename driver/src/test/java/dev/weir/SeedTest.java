package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;

/** Nobody gets the random numbers that somebody else has asked for. */
class SeedTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create function seed_sown() returns void language sql as $$ select setseed(0.5) $$",
        "create function seed_deep() returns void language plpgsql as"
            + " $$ begin perform seed_sown(); end $$",
        "create function seed_set() returns void language plpgsql as"
            + " $$ begin set seed = 0.5; end $$",
        "create procedure seed_called() language plpgsql as"
            + " $$ begin perform setseed(0.5); end $$",
        "create table seeded (id int not null)",
        "create function seed_triggered() returns trigger language plpgsql as"
            + " $$ begin perform setseed(0.5); return new; end $$",
        "create trigger seeding before insert on seeded for each row"
            + " execute function seed_triggered()");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop table seeded",
        "drop function seed_triggered, seed_deep, seed_sown, seed_set",
        "drop procedure seed_called");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select setseed(0.5)",
        "set seed = 0.5",
        "select seed_sown()",
        "select seed_deep()",
        "select seed_set()",
        "call seed_called()",
        "insert into seeded values (1)",
        "do $$ begin perform setseed(0.5); end $$",
        // A failure does not take it back.
        "select 1 / (setseed(0.5) is null)::int",
        "select 1 / (seed_sown() is null)::int",
        "insert into seeded values (1), (null)",
        "select setseed(0.5); select 1 / 0"
      })
  void seedEndsWithItsConnection(String sows) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    String first;
    try (Connection c = cluster.bare().getConnection()) {
      Cluster.query(c, "select setseed(0.5)");
      first = Cluster.query(c, "select random()");
    }
    String url = cluster.servers().primary().jdbcUrl();
    try (WeirDataSource weir = WeirDataSource.builder().primary(url).pool(pool).build()) {
      Cluster.await(
          "the catalogue is known",
          () -> !weir.explain("select seed_sown()").cause().contains("catalogue"));
      try (Connection c = weir.getConnection()) {
        sow(c, sows);
        assertThat(Cluster.query(c, "select random()")).isEqualTo(first);
        sow(c, sows);
      }
      assertThat(Cluster.query(weir, "select random()")).isNotEqualTo(first);
    }
  }

  private static void sow(Connection c, String sows) throws SQLException {
    try {
      Cluster.execute(c, sows);
    } catch (PSQLException e) {
      assertThat(e.getServerErrorMessage()).isNotNull();
    }
  }
}
