package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.util.List;
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
        "create table temporary_written (i int)",
        "create function temporary_writes() returns text language plpgsql as"
            + " $$ begin insert into temporary_written values (1); return 'x'; end $$",
        "create function temporary_reads() returns text language plpgsql as"
            + " $$ begin return (select s from temporary_twin); end $$",
        "create function temporary_makes() returns text language plpgsql as $$ begin"
            + " execute 'create temp view temporary_twin as select temporary_writes() as s';"
            + " return 'x'; end $$",
        "create domain temporary_domain as text check (temporary_sets() = 'x')");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop domain temporary_domain",
        "drop table temporary_twin, temporary_written",
        "drop function temporary_fires, temporary_sets, temporary_writes, temporary_reads,"
            + " temporary_makes");
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

  /** Its name is known, and what is known of it is not so. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "create temp view temporary_twin as select temporary_writes() as s \n"
            + " select s from temporary_twin",
        "create temp view temporary_twin as select temporary_writes() as s \n"
            + " select temporary_reads()",
        "create temp table temporary_twin (s text default temporary_writes()) \n"
            + " insert into temporary_twin values (default)",
        "create temp table temporary_twin (s text check (temporary_writes() = s)) \n"
            + " insert into temporary_twin values ('x')",
        "create domain pg_temp.temporary_twin as text check (temporary_writes() = value) \n"
            + " select 'x'::temporary_twin",
        "select temporary_makes() \n select s from temporary_twin",
      })
  void whatOneThatHidesAnotherWritesIsSeen(String made) throws Exception {
    cluster.run("truncate temporary_written");
    try (WeirDataSource weir = cluster.open()) {
      awaitCatalogue(weir);
      try (Connection c = weir.getConnection();
          Connection other = weir.getConnection()) {
        List<String> sqls = made.lines().toList();
        Cluster.execute(c, sqls.get(0));
        awaitCatalogue(weir);
        cluster.whileReplicasStandStill(
            () -> {
              Cluster.execute(c, sqls.get(1).strip());
              assertThat(Cluster.query(other, "select count(*) from temporary_written"))
                  .isEqualTo("1");
            });
      }
    }
  }
}
