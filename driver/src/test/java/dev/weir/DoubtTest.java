package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/**
 * Sessions of which it is not known what statements left in them, because the catalogue cannot be
 * read, or what was left there is known to stay: they are lent again with nothing left, rather than
 * opened anew for each borrower.
 */
class DoubtTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** All that can be left: settings of both kinds, a role, locks, a channel, a table, a cursor. */
  private static final String LEFT =
      """
      select pg_catalog.concat_ws(' ',
        coalesce(nullif(current_setting('app.doubt', true), ''), 'unset'),
        current_setting('work_mem'), current_setting('application_name'), current_setting('search_path'),
        current_setting('extra_float_digits'), current_setting('default_transaction_read_only'),
        current_setting('default_transaction_isolation'),
        current_user,
        (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()),
        (select count(*) from pg_listening_channels()), to_regclass('pg_temp.doubt_temporary'),
        (select count(*) from pg_cursors where is_holdable))
      """;

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create role doubt_role",
        "create table doubt_row (id serial primary key, v text)",
        "create function doubt_leaves() returns text language plpgsql as $$ begin"
            + " perform set_config('app.doubt', 'mine', false), pg_advisory_lock(91);"
            + " set work_mem = '9MB'; set default_transaction_isolation = 'serializable';"
            + " set search_path = pg_catalog; set application_name = 'mine';"
            + " set role doubt_role; reset role; listen doubt; notify doubt;"
            + " create temporary table doubt_temporary (i int);"
            + " execute 'declare doubt_cursor cursor with hold for select 1';"
            + " set role doubt_role; return 'left'; end $$",
        "create function doubt_sets(v text) returns text language sql as"
            + " $$ select set_config('app.doubt', v, false) $$",
        "create function doubt_prepares() returns void language plpgsql as"
            + " $$ begin execute 'prepare doubt_prepared as select 1'; end $$",
        "create function doubt_id() returns int language sql as 'select pg_backend_pid()'",
        "create function doubt_trigger() returns trigger language plpgsql as"
            + " $$ begin if new.v = 'wrong' then raise 'wrong'; end if; return new; end $$",
        "create trigger doubt before insert on doubt_row for each row"
            + " execute function doubt_trigger()");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop table doubt_row",
        "drop function doubt_leaves, doubt_sets, doubt_prepares, doubt_id, doubt_trigger",
        "drop role doubt_role");
  }

  private static WeirDataSource open(String more, String initial) {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    pool.setSchema("public");
    if (!initial.isEmpty()) {
      pool.setConnectionInitSql(initial);
    }
    return WeirDataSource.builder()
        .name("doubt")
        .primary(cluster.servers().node(0).jdbcUrl() + more)
        .pool(pool)
        .build();
  }

  private static @Nullable String backend(WeirDataSource weir) throws SQLException {
    return Cluster.query(weir, "select pg_backend_pid()");
  }

  /** Does something while no catalogue can be read, and so everything is in doubt. */
  private static void whileNothingIsKnown(Cluster.Action action) throws Exception {
    try (Connection c = cluster.bare().getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "lock table pg_catalog.pg_policy in access exclusive mode");
      action.run();
    }
  }

  @Test
  void textMeansTheSameToTheNextBorrowerOnceATemporaryTableIsGone() throws Exception {
    try (WeirDataSource weir = open("&prepareThreshold=1", "")) {
      for (String v : List.of("text", "int")) {
        try (Connection c = weir.getConnection()) {
          Cluster.execute(c, "create temporary table doubt_row as select '1'::" + v + " as id");
          for (int i = 0; i < 3; i++) {
            try (PreparedStatement s = c.prepareStatement("select * from doubt_row")) {
              assertThat(s.executeQuery().next()).isTrue();
            }
          }
        }
      }
    }
  }

  @Test
  void roleOfThePoolComesBackAfterAnotherUser() throws Exception {
    try (WeirDataSource weir = open("", "set role doubt_role")) {
      for (String sql :
          List.of("reset session authorization", "set session authorization doubt_role")) {
        assertThat(Cluster.query(weir, "select current_user")).isEqualTo("doubt_role");
        Cluster.execute(weir, sql);
      }
      assertThat(Cluster.query(weir, "select current_user || ' ' || session_user"))
          .isEqualTo("doubt_role postgres");
    }
  }

  @Test
  void hintContradictsNothingThatIsInDoubtOnly() throws Exception {
    whileNothingIsKnown(
        () -> {
          try (WeirDataSource weir = open("", "");
              Connection c = weir.getConnection()) {
            assertThat(Cluster.query(c, "select doubt_leaves()")).isEqualTo("left");
            assertThat(Cluster.query(c, "/*+ weir: any */ select 1")).isEqualTo("1");
            assertThat(Cluster.query(c, "/*+ weir: bounded 1s */ select 2")).isEqualTo("2");
            assertThatThrownBy(() -> Cluster.query(c, "/*+ weir: reporting */ select 3"))
                .as("the primary, which has it, is to be spared")
                .hasMessageContaining("pinned to the primary");
            Cluster.execute(c, "create temporary table doubt_own (id int)");
            assertThatThrownBy(() -> Cluster.query(c, "/*+ weir: any */ select 4"))
                .hasMessageContaining("pinned to the primary");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "set app.doubt = 'of the pool'",
        "&readOnly=false&ApplicationName=named&options=-c%20work_mem=3MB"
      })
  void sessionInDoubtIsLentAgainAsItBegan(String set) throws Exception {
    String initial = set.startsWith("set") ? set : "";
    whileNothingIsKnown(
        () -> {
          try (WeirDataSource weir = open(initial.isEmpty() ? set : "", initial)) {
            String before = Cluster.query(weir, LEFT);
            String backend = backend(weir);
            for (boolean autoCommit : new boolean[] {true, false, true}) {
              try (Connection c = weir.getConnection()) {
                c.setAutoCommit(autoCommit);
                c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                assertThat(Cluster.query(c, "select doubt_leaves()")).isEqualTo("left");
                assertThat(Cluster.query(c, LEFT)).contains("mine 9MB mine").isNotEqualTo(before);
                if (!autoCommit) {
                  c.commit();
                }
              }
              assertThat(backend(weir)).isEqualTo(backend);
              assertThat(Cluster.query(weir, LEFT)).isEqualTo(before);
              try (Connection c = weir.getConnection()) {
                assertThat(c.getTransactionIsolation())
                    .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
                assertThat(c.unwrap(PGConnection.class).getNotifications()).isEmpty();
              }
              backend = backend(weir); // Who reached into the session has ended it.
            }
          }
        });
  }

  @Test
  void statementThatAFunctionPreparedIsTakenBack() throws Exception {
    whileNothingIsKnown(
        () -> {
          try (WeirDataSource weir = open("", "")) {
            String backend = backend(weir);
            Cluster.execute(weir, "select doubt_prepares()");
            assertThat(backend(weir)).isEqualTo(backend);
            assertThat(
                    Cluster.query(
                        weir, "select count(*) from pg_prepared_statements where from_sql"))
                .isEqualTo("0");
          }
        });
  }

  @Test
  void whatNobodyTakesBackEndsItsSession() throws Exception {
    try (WeirDataSource weir = open("", "")) {
      String backend = backend(weir);
      Cluster.execute(weir, "load 'plpgsql'");
      String next = backend(weir);
      assertThat(next).isNotEqualTo(backend);
      Cluster.execute(weir, "select setseed(0.5)");
      assertThat(backend(weir)).isNotEqualTo(next);
    }
  }

  @Test
  void sessionInDoubtIsLentAgainAndAgain() throws Exception {
    whileNothingIsKnown(
        () -> {
          try (WeirDataSource weir = open("", "")) {
            String backend = Cluster.query(weir, "select doubt_id()");
            for (int i = 0; i < 20; i++) {
              Cluster.execute(weir, "insert into doubt_row (v) values ('x')");
              assertThat(Cluster.query(weir, "select doubt_id()")).isEqualTo(backend);
            }
          }
        });
  }

  @Test
  void whatIsKnownToStayIsTakenBackToo() throws Exception {
    try (WeirDataSource weir = open("", "")) {
      awaitCatalogue(weir);
      String before = Cluster.query(weir, LEFT);
      String backend = backend(weir);
      Cluster.execute(weir, "select doubt_leaves()");
      Cluster.execute(weir, "do $$ begin perform doubt_leaves(); end $$");
      Cluster.execute(weir, "set session characteristics as transaction read only");
      assertThat(Cluster.query(weir, LEFT)).isEqualTo(before);
      assertThat(backend(weir)).isEqualTo(backend);
    }
  }

  private static void awaitCatalogue(WeirDataSource weir) throws Exception {
    Cluster.await(
        "the catalogue is read",
        () -> !weir.explain("select doubt_id()").cause().contains("catalogue"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settingMadeBeforeItWasKnownGoesAlong(boolean autoCommit) throws Exception {
    WeirDataSource[] weir = new WeirDataSource[1];
    Connection[] c = new Connection[1];
    whileNothingIsKnown(
        () -> {
          weir[0] = Cluster.build(cluster.servers(), b -> b);
          c[0] = weir[0].getConnection();
          c[0].setAutoCommit(autoCommit);
          Cluster.query(c[0], "select doubt_sets('mine')");
        });
    try (WeirDataSource all = weir[0];
        Connection kept = c[0]) {
      if (!autoCommit) {
        kept.commit();
        kept.setAutoCommit(true);
      }
      readsOnReplicas(all, kept);
      assertThat(Cluster.query(kept, "select current_setting('app.doubt')")).isEqualTo("mine");
      assertThat(Cluster.query(kept, "select current_setting('app.doubt') from pg_class limit 1"))
          .isEqualTo("mine");
      for (int i = 0; i < 20; i++) {
        assertThat(Cluster.query(all, "select coalesce(current_setting('app.doubt', true), '')"))
            .isEmpty();
      }
    }
  }

  // ---------------------------------------------------------------- COPY

  private static long copy(Connection c, String sql, String rows) throws Exception {
    return ((PGConnection) c).getCopyAPI().copyIn(sql, new StringReader(rows));
  }

  @Test
  void copyThatFailsLeavesNoPin() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      for (String rows : new String[] {"wrong\n", "a\tb\n"}) {
        assertThatThrownBy(() -> copy(c, "copy doubt_row (v) from stdin", rows))
            .isInstanceOf(SQLException.class);
      }
      assertThatThrownBy(() -> copy(c, "copy doubt_missing (v) from stdin", ""))
          .isInstanceOf(SQLException.class);
      readsOnReplicas(weir, c);
    }
  }

  @Test
  void whatWasInDoubtIsLookedAtAgain() throws Exception {
    WeirDataSource[] weir = new WeirDataSource[1];
    Connection[] c = new Connection[1];
    whileNothingIsKnown(
        () -> {
          weir[0] = Cluster.build(cluster.servers(), b -> b);
          c[0] = weir[0].getConnection();
          assertThat(copy(c[0], "copy doubt_row (v) from stdin", "x\n")).isOne();
          for (int i = 0; i < 2_000; i++) {
            Cluster.query(c[0], "select doubt_id()");
          }
          assertThatThrownBy(() -> copy(c[0], "copy doubt_row (v) from stdin", "wrong\n"))
              .isInstanceOf(SQLException.class);
        });
    try {
      readsOnReplicas(weir[0], c[0]);
    } finally {
      c[0].close();
      weir[0].close();
    }
  }

  private static void readsOnReplicas(WeirDataSource weir, Connection c) throws Exception {
    long before = Cluster.reads(weir);
    Cluster.await(
        "reads go to replicas",
        () -> {
          Cluster.query(c, "select count(*) from doubt_row");
          return Cluster.reads(weir) > before;
        });
  }
}
