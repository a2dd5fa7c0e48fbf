package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogReader;
import dev.weir.catalog.Closure.Effect;
import dev.weir.sql.SqlShapes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is believed of everything that PostgreSQL brings along, against the server's own catalogue:
 * a function, cast, operator or type that a later version adds is found here.
 */
class BuiltinsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /**
   * Volatile only because two calls differ, or labelled so without a need: they touch nothing that
   * a standby lacks, and lock, write and advance nothing.
   */
  private static final Set<String> HARMLESS =
      Set.of(
          "array_sample",
          "array_shuffle",
          "bernoulli",
          "clock_timestamp",
          "gen_random_uuid",
          "pg_is_in_recovery",
          "pg_partition_ancestors",
          "pg_partition_tree",
          "pg_sleep",
          "pg_sleep_for",
          "pg_sleep_until",
          "random",
          "random_normal",
          "system",
          "timeofday",
          "uuidv4",
          "uuidv7");

  private static Catalog catalog = Catalog.UNREAD;

  @BeforeAll
  static void read() throws SQLException {
    try (Connection c = cluster.bare().getConnection()) {
      catalog = CatalogReader.read(c);
    }
  }

  private static Set<String> names(String sql) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (Connection c = cluster.bare().getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(sql)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static Effect effect(String function) {
    return catalog.close(SqlShapes.parse("select pg_catalog.\"" + function + "\"(1)")).effect();
  }

  private static Set<String> believedPure(Set<String> functions) {
    Set<String> pure = new TreeSet<>(functions);
    pure.removeIf(function -> effect(function) != Effect.PURE);
    return pure;
  }

  @Test
  void volatileFunctionsAreThePrimarysUnlessTheyAreHarmless() throws SQLException {
    Set<String> volatiles =
        names(
            "select proname from pg_proc where oid < 16384 and provolatile = 'v'"
                + " and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)");
    assertThat(volatiles).hasSizeGreaterThan(150);
    assertThat(HARMLESS).containsAll(believedPure(volatiles));
  }

  /** Views that read no table show what the server or the session is. */
  @Test
  void functionsBehindViewsOfTheServerAreAsNodeSpecificAsTheViews() throws SQLException {
    Set<String> behind =
        names(
            """
            select p.proname
              from pg_rewrite w
              join pg_class c on c.oid = w.ev_class and c.relnamespace = 'pg_catalog'::regnamespace
             cross join lateral regexp_matches(w.ev_action::text, ':funcid ([1-9][0-9]*)', 'g') f(id)
              join pg_proc p on p.oid = f.id[1]::oid and p.provolatile <> 'i'
             where w.ev_action::text !~ ':relid [1-9]'
            """);
    assertThat(behind).contains("pg_show_all_settings", "pg_lock_status");
    assertThat(believedPure(behind)).isEmpty();
  }

  @Test
  void statisticsAreAsNodeSpecificAsTheirViews() throws SQLException {
    Set<String> statistics =
        names("select proname from pg_proc where oid < 16384 and proname ~ '^pg_stat_'");
    assertThat(statistics).hasSizeGreaterThan(100);
    assertThat(believedPure(statistics)).isEmpty();
  }

  /** What differs between two servers that hold the same is no part of the data. */
  @Test
  void whatAPrimaryAndItsReplicaAnswerDifferentlyIsNotReadOnAReplica() throws Exception {
    cluster.servers().awaitReplication();
    List<String> told = new ArrayList<>();
    try (Connection primary = cluster.bare().getConnection();
        Connection other = cluster.bare().getConnection();
        Connection replica = cluster.servers().replicas().get(0).dataSource().getConnection()) {
      for (String function :
          names(
              """
              select proname from pg_proc
               where oid < 16384 and pronargs - pronargdefaults = 0 and prokind = 'f' and provolatile = 's'
                 and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
                 and proname !~ 'xact|txid|event_trigger'
              """)) {
        String sql = "select array_agg(x::text) from pg_catalog." + function + "() x";
        String here = answer(primary, sql);
        if (here.equals(answer(other, sql)) && !here.equals(answer(replica, sql))) {
          told.add(function);
        }
      }
    }
    assertThat(told).contains("pg_postmaster_start_time", "inet_server_port");
    assertThat(believedPure(new TreeSet<>(told))).isEmpty();
  }

  private static String answer(Connection c, String sql) {
    try {
      return String.valueOf(Cluster.query(c, sql));
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  /** Those whose answer is another session's in the same server: process numbers and the like. */
  @Test
  void whatIsKeptFromParallelWorkersIsTheSessions() throws SQLException {
    Set<String> restricted =
        names(
            "select proname from pg_proc where oid < 16384 and provolatile = 's'"
                + " and proparallel = 'r' and pronargs = 0");
    assertThat(restricted).contains("pg_backend_pid", "inet_client_port");
    assertThat(believedPure(restricted)).containsOnly("pg_trigger_depth");
  }

  @Test
  void mostOfWhatPostgresBringsIsRead() throws SQLException {
    Set<String> stable =
        names(
            "select proname from pg_proc where oid < 16384 and provolatile = 'i'"
                + " and pronamespace = 'pg_catalog'::regnamespace");
    Set<String> kept = new TreeSet<>(stable);
    kept.removeAll(believedPure(stable));
    // These have other functions of the same name.
    kept.removeAll(names("select proname from pg_proc where oid < 16384 and provolatile <> 'i'"));
    assertThat(kept).isEmpty();
  }

  /** A setting that no session can change is the server's. */
  @Test
  void settingsOfTheServerAreNotReadOnAReplica() throws SQLException {
    Set<String> settings =
        names("select name from pg_settings where context in ('internal', 'postmaster', 'sighup')");
    settings.add("transaction_read_only");
    settings.removeIf(
        name ->
            catalog.close(SqlShapes.parse("select current_setting('" + name + "')")).effect()
                == Effect.NODE_SPECIFIC);
    assertThat(settings).containsExactly("cluster_name");
    assertThat(catalog.close(SqlShapes.parse("select current_setting('work_mem')")).effect())
        .isEqualTo(Effect.PURE);
    assertThat(catalog.close(SqlShapes.parse("select current_setting('app.x', true)")).effect())
        .isEqualTo(Effect.PURE);
  }

  /** Each can be written as {@code type(expression)}. */
  @Test
  void namesOfTypesAreKnown() throws SQLException {
    for (String type :
        names(
            "select typname from pg_type where oid < 16384 and typtype in ('b', 'd', 'r', 'm')"
                + " and typcategory <> 'A'")) {
      String sql = "select \"" + type + "\"('x')";
      assertThat(catalog.close(SqlShapes.parse(sql)).effect()).as(sql).isNotEqualTo(Effect.UNKNOWN);
    }
  }

  /** Operators and casts of PostgreSQL's own call nothing that a standby could not run. */
  @Test
  void operatorsAndCastsOfPostgresOnlyCompute() throws SQLException {
    Set<String> functions =
        names(
            "select p.proname from pg_operator o join pg_proc p on p.oid = o.oprcode"
                + " where o.oid < 16384 and p.provolatile = 'v'"
                + " union select p.proname from pg_cast c join pg_proc p on p.oid = c.castfunc"
                + " where c.oid < 16384 and p.provolatile = 'v'");
    assertThat(functions).isEmpty();
    for (String symbol : names("select oprname from pg_operator where oid < 16384")) {
      String sql = "select 1 " + symbol.replace("?", "??") + " 2";
      assertThat(SqlShapes.parse(sql).operators()).as(sql).isEmpty();
    }
  }
}
