package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rows of a temporary table set off stays when the table has gone. */
class TemporaryTablesTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String LEFT = "select current_setting('kept.left', true)";

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create table temporary_twin (s text)",
        "insert into temporary_twin values ('x')",
        "create function temporary_sets() returns text language plpgsql as"
            + " $$ begin perform set_config('kept.left', 'yes', false); return 'x'; end $$",
        "create function temporary_fires() returns trigger language plpgsql as"
            + " $$ begin perform temporary_sets(); return new; end $$",
        "create domain temporary_domain as text check (temporary_sets() = 'x')");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop domain temporary_domain",
        "drop table temporary_twin",
        "drop function temporary_fires, temporary_sets");
  }

  private static void awaitCatalogue(WeirDataSource weir) throws Exception {
    Cluster.await(
        "the catalogue is known",
        () -> !weir.explain("select temporary_sets()").cause().contains("catalogue"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create temp table kept (s text default set_config('kept.left', 'yes', false))",
        "create temp table kept (s text default set_config('kept.' || 'left', 'yes', false))",
        "create temp table kept (s text check (set_config('kept.left', 'yes', false) = 'yes'))",
        "create temp table kept (s text default temporary_sets())",
        "create temp table kept (s temporary_domain)",
        "create temp table kept (s text) \n alter table kept alter s set default temporary_sets()",
        "create temp table kept (s text) \n"
            + "create trigger t before insert on kept for each row execute function temporary_fires()",
        "create temp table kept (s text) \n"
            + "create rule r as on insert to kept do also select temporary_sets()",
        "create temp table kept as select temporary_sets() as s",
        "select temporary_sets() \n create temp table kept (s text default temporary_sets())",
        "create temp table kept (s text); alter table kept alter s set default temporary_sets()",
      })
  void settingOfItsRowsIsItsConnections(String made) throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    try (WeirDataSource weir = cluster.open(builder -> builder.pool(pool))) {
      awaitCatalogue(weir);
      try (Connection c = weir.getConnection()) {
        for (String sql : made.lines().toList()) {
          Cluster.execute(c, sql);
          awaitCatalogue(weir);
        }
        Cluster.execute(c, "insert into kept values (default)");
        awaitCatalogue(weir);
        Cluster.execute(c, "drop table kept");
        awaitCatalogue(weir);
        assertThat(Cluster.query(c, LEFT)).isEqualTo("yes");
      }
      try (Connection c = weir.getConnection()) {
        c.setAutoCommit(false);
        Cluster.query(c, "select * from temporary_twin for update");
        assertThat(Cluster.query(c, LEFT)).isNotEqualTo("yes");
        c.rollback();
      }
    }
  }
}
