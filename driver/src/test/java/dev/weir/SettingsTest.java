package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SQL sets in a session goes with the session wherever it reads, and to nobody else. */
class SettingsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String TENANT = "select current_setting('app.tenant', true)";

  private final Recording heard = new Recording();
  private WeirDataSource weir;
  private Answers answers;

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create role settings_user",
        "create schema settings_tenant",
        "create table settings_where (place text)",
        "insert into settings_where values ('public')",
        "create table settings_tenant.settings_where (place text)",
        "insert into settings_tenant.settings_where values ('tenant')",
        "grant usage on schema settings_tenant to settings_user",
        "grant select, insert on settings_where, settings_tenant.settings_where to settings_user",
        "create table settings_deferred (id int unique deferrable initially deferred)",
        "create function settings_set(v text) returns text language sql as"
            + " $$ select set_config('app.tenant', v, false) $$",
        "create function settings_set_deep(v text) returns text language plpgsql as"
            + " $$ begin return settings_set(v); end $$");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop function settings_set, settings_set_deep",
        "drop schema settings_tenant cascade",
        "drop table settings_where, settings_deferred",
        "drop role settings_user");
  }

  @BeforeEach
  void open() throws Exception {
    weir = cluster.open(b -> b.listener(heard));
    answers = new Answers(weir, heard);
    heard.forget();
  }

  @AfterEach
  void close() {
    weir.close();
  }

  // ---------------------------------------------------------------- where it goes

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          set app.tenant = '42'                          | select current_setting('app.tenant', true) | 42
          set statement_timeout = '5s'                   | select current_setting('statement_timeout') | 5s
          set session work_mem = 8192                    | select current_setting('work_mem') | 8MB
          set time zone 'Asia/Tokyo'                     | select current_setting('timezone') | Asia/Tokyo
          set time zone interval '+02:00' hour to minute | select current_setting('timezone') | <+02>-02
          set search_path = settings_tenant, "$user", public | select current_setting('search_path') | settings_tenant, "$user", public
          set search_path = "A, b"                       | select current_setting('search_path') | "A, b"
          set role settings_user                         | select current_user::text                  | settings_user
          set session authorization settings_user        | select session_user::text                  | settings_user
          set app.a = 'x'; set app.b = 'y'               | select concat(current_setting('app.a'), current_setting('app.b')) | xy
          select set_config('app.tenant', concat('4', '2'), false) | select current_setting('app.tenant')   | 42
          select settings_set('42')                      | select current_setting('app.tenant')       | 42
          select settings_set_deep('42')                 | select current_setting('app.tenant')       | 42
          """)
  void settingGoesWithTheSession(String set, String read, String value) throws Exception {
    String other = Cluster.query(weir, read.contains("app.") ? "select 'unset'" : read);
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, set);
      assertThat(heard.reason().isPrimary()).isTrue();
      for (int i = 0; i < 5; i++) {
        assertThat(answers.onReplica(c, read)).isEqualTo(value);
      }
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, read)).isEqualTo(value);
      assertThat(heard.reason()).isEqualTo(RouteReason.TRANSACTION);
      c.rollback();
    }
    assertThat(other).isNotEqualTo(value);
    answers.assertNobodyHas(
        read.replace("('app.tenant')", "('app.tenant', true)")
            .replace("('app.a')", "('app.a', true)")
            .replace("('app.b')", "('app.b', true)"),
        value);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void settingIsShownWhereAReadWouldAskForIt(boolean readOnly) throws Exception {
    RouteReason read = readOnly ? RouteReason.READ_ONLY_TRANSACTION : RouteReason.READ;
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(readOnly);
      c.setAutoCommit(!readOnly);
      Cluster.execute(c, "set app.tenant = '42'");
      assertThat(Cluster.query(c, "show app.tenant")).isEqualTo("42");
      assertThat(heard.reason()).isEqualTo(read);
      Cluster.execute(c, "");
      assertThat(heard.reason()).isEqualTo(read);
      if (!readOnly) {
        assertThat(Cluster.query(c, "show transaction_read_only")).isEqualTo("off");
        assertThat(heard.reason()).isEqualTo(RouteReason.NODE_SPECIFIC);
      }
      assertThat(Cluster.query(c, "show in_hot_standby")).isEqualTo("off");
      assertThat(heard.last().node().index()).isZero();
      Cluster.execute(c, "show all");
      assertThat(heard.last().node().index()).isZero();
    }
  }

  @Test
  void settingOfAParameterGoesWithTheSession() throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement set = c.prepareStatement("select set_config('app.tenant', ?, false)")) {
      for (String tenant : List.of("1", "2", "3")) {
        set.setString(1, tenant);
        set.executeQuery().close();
        assertThat(answers.onReplica(c, TENANT)).isEqualTo(tenant);
      }
    }
    answers.assertNobodyHas(TENANT, "3");
  }

  @Test
  void settingOfACallableStatementGoesWithTheSession() throws Exception {
    try (Connection c = weir.getConnection()) {
      try (CallableStatement set = c.prepareCall("{? = call set_config('app.tenant', ?, false)}")) {
        set.registerOutParameter(1, Types.VARCHAR);
        set.setString(2, "7");
        set.execute();
      }
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("7");
    }
    answers.assertNobodyHas(TENANT, "7");
  }

  @Test
  void resetSettingIsTheOriginalOneEverywhere() throws Exception {
    try (Connection c = weir.getConnection()) {
      String before = answers.onReplica(c, "select current_setting('work_mem')");
      Cluster.execute(c, "set work_mem = '9MB'");
      assertThat(answers.onReplica(c, "select current_setting('work_mem')")).isEqualTo("9MB");
      Cluster.execute(c, "reset work_mem");
      assertThat(answers.onReplica(c, "select current_setting('work_mem')")).isEqualTo(before);
      Cluster.execute(c, "set work_mem = '9MB'");
      Cluster.execute(c, "reset all");
      assertThat(answers.onReplica(c, "select current_setting('work_mem')")).isEqualTo(before);
    }
  }

  @Test
  void settingThatFailsChangesNothing() throws Exception {
    try (Connection c = weir.getConnection()) {
      String before = answers.onReplica(c, "select current_setting('work_mem')");
      for (String wrong : List.of("set work_mem = 'much'", "set no_such_setting = 1")) {
        assertThatThrownBy(() -> Cluster.execute(c, wrong)).isInstanceOf(SQLException.class);
      }
      assertThat(answers.onReplica(c, "select current_setting('work_mem')")).isEqualTo(before);
    }
  }

  @Test
  void settingOfTheUrlIsTheOriginalOne() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setConnectionInitSql("set app.tenant = 'nobody'");
    pool.setMaximumPoolSize(2);
    try (WeirDataSource own = cluster.open(b -> b.pool(pool).listener(heard))) {
      try (Connection c = own.getConnection()) {
        Cluster.execute(c, "set app.tenant = '42'");
        assertThat(answers.onReplica(c, TENANT)).isEqualTo("42");
      }
      for (int i = 0; i < 5; i++) {
        try (Connection c = own.getConnection()) {
          assertThat(answers.onReplica(c, TENANT)).isEqualTo("nobody");
          assertThat(Answers.onPrimary(c, TENANT)).isEqualTo("nobody");
        }
      }
    }
  }

  /** Written by one name in one session, read by another in another. */
  @ParameterizedTest
  @ValueSource(strings = {"set search_path = settings_tenant", "set role settings_user"})
  void ownWriteIsReadBackWhateverItsNameMeans(String set) throws Exception {
    try (Connection other = weir.getConnection();
        Connection own = weir.getConnection();
        PreparedStatement read = own.prepareStatement("select count(*) from settings_where")) {
      answers.onReplica(other, "select 1 from settings_tenant.settings_where");
      Cluster.execute(own, set);
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(other, "insert into settings_tenant.settings_where values ('a')");
            read.executeQuery().close();
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          });
      Cluster.await(
          "replicas have it",
          () -> {
            read.executeQuery().close();
            return heard.reason() == RouteReason.READ;
          });
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(own, "insert into settings_where values ('b')");
            Cluster.query(own, "select count(*) from settings_where");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
            Cluster.query(other, "select count(*) from settings_tenant.settings_where");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          });
    }
  }

  @Test
  void ownWriteIsReadBackAfterALocalSearchPath() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "set local search_path = settings_tenant");
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(c, "insert into settings_where values ('local')");
            c.commit();
            c.setAutoCommit(true);
            Cluster.query(c, "select count(*) from settings_tenant.settings_where");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          });
    }
  }

  // ---------------------------------------------------------------- transactions

  @Test
  void settingFollowsCommitAndRollback() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "set app.tenant = 'before'");
      c.setAutoCommit(false);
      Cluster.execute(c, "set app.tenant = 'rolled back'");
      c.rollback();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("before");
      c.setAutoCommit(false);
      Cluster.execute(c, "set app.tenant = 'committed'");
      c.commit();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("committed");
      c.setAutoCommit(false);
      Cluster.execute(c, "reset app.tenant");
      c.rollback();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("committed");
    }
    answers.assertNobodyHas(TENANT, "committed");
  }

  /** PostgreSQL leaves it as it is, and so it goes along. */
  @Test
  void roleSurvivesResetOfAll() throws Exception {
    String who = "select current_user::text";
    try (Connection c = weir.getConnection()) {
      for (String text : List.of("set app.tenant = 'x'; reset all", "reset all")) {
        Cluster.execute(c, "set role settings_user");
        Cluster.execute(c, "set app.tenant = 'gone'");
        Cluster.execute(c, text);
        assertThat(Cluster.query(c, who)).as(text).isEqualTo("settings_user");
        assertThat(Cluster.query(c, TENANT)).as(text).isNotEqualTo("gone");
        Cluster.execute(c, "discard all");
        assertThat(Cluster.query(c, who)).as(text).isNotEqualTo("settings_user");
      }
      Cluster.execute(c, "set role settings_user");
      Cluster.execute(c, "reset all");
      assertThat(answers.onReplica(c, who)).isEqualTo("settings_user");
      Cluster.execute(c, "discard all");
      assertThat(Cluster.query(c, who)).isNotEqualTo("settings_user");
    }
    answers.assertNobodyHas(who, "settings_user");
  }

  /** Whether it is told so or not. */
  @ParameterizedTest
  @ValueSource(strings = {"select 1 / 0", "insert into public.settings_deferred values (1), (1)"})
  void commitOfWhatHasFailedIsARollback(String fails) throws Exception {
    try (Connection c = weir.getConnection()) {
      String before = Cluster.query(c, "show search_path");
      c.setAutoCommit(false);
      c.setSchema("settings_tenant");
      boolean failed = catchThrowable(() -> Cluster.execute(c, fails)) != null;
      assertThat(failed || catchThrowable(c::commit) != null).isTrue();
      c.commit();
      assertThat(Cluster.query(c, "show search_path")).isEqualTo(before);
    }
  }

  /** As {@code commit()} of it is. */
  @ParameterizedTest
  @ValueSource(strings = {"commit", "end", "commit and chain"})
  void commitByTextOfWhatHasFailedIsARollback(String commit) throws Exception {
    try (Connection c = weir.getConnection()) {
      String before = Cluster.query(c, "show search_path");
      c.setAutoCommit(false);
      c.setSchema("settings_tenant");
      assertThatThrownBy(() -> Cluster.execute(c, "select 1 / 0")).isInstanceOf(SQLException.class);
      Cluster.execute(c, commit);
      assertThat(Cluster.query(c, "show search_path")).isEqualTo(before);
      c.setSchema("settings_tenant");
      Cluster.execute(c, commit);
      assertThat(Cluster.query(c, "show search_path")).isEqualTo("settings_tenant");
      c.rollback();
    }
  }

  /** The driver sets it past a transaction that has not begun. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void nameOfTheApplicationIsNotPartOfATransactionThatBeginsLater(boolean pinned) throws Exception {
    List<List<String>> shown = new ArrayList<>();
    for (DataSource dataSource : List.of(cluster.bare(), weir)) {
      List<String> names = new ArrayList<>();
      try (Connection c = dataSource.getConnection()) {
        if (pinned) {
          Cluster.execute(c, "listen settings_channel");
        }
        c.setAutoCommit(false);
        c.setClientInfo("ApplicationName", "first");
        Cluster.execute(c, "set app.tenant = 'x'");
        c.rollback();
        names.add(Cluster.query(c, "show application_name"));
        c.setClientInfo("ApplicationName", "second");
        c.rollback();
        names.add(Cluster.query(c, "show application_name"));
        Cluster.execute(c, "unlisten *");
        c.rollback();
      }
      shown.add(names);
    }
    assertThat(shown.get(1)).isEqualTo(shown.get(0)).isEqualTo(List.of("first", "first"));
  }

  @Test
  void chainedTransactionBeginsWithoutWhatWasTakenBack() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      c.setSchema("settings_tenant");
      assertThat(Cluster.query(c, "show search_path")).isEqualTo("settings_tenant");
      for (String end : List.of("rollback and chain", "select 1", "rollback", "commit")) {
        Cluster.execute(c, end);
        assertThat(Cluster.query(c, "select place from settings_where"))
            .as(end)
            .isEqualTo("public");
      }
    }
  }

  @Test
  void propertiesThatAFailedTransactionRefusesAreRefusedInTheDriversWords() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "shop");
    List<String> refusals = new ArrayList<>();
    for (DataSource dataSource : List.of(cluster.bare(), weir)) {
      try (Connection c = dataSource.getConnection()) {
        c.setAutoCommit(false);
        assertThatThrownBy(() -> Cluster.execute(c, "select 1 / 0"))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> c.setClientInfo(properties))
            .isInstanceOfSatisfying(
                SQLClientInfoException.class, e -> refusals.add(e.getSQLState() + e.getMessage()));
        c.rollback();
      }
    }
    assertThat(refusals.get(1)).isEqualTo(refusals.get(0));
  }

  @Test
  void resetOfAllFollowsRollback() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "set app.tenant = 'kept'");
      c.setAutoCommit(false);
      Cluster.execute(c, "reset all");
      c.rollback();
      c.setAutoCommit(true);
      assertThat(Cluster.query(c, TENANT)).isEqualTo("kept");
    }
  }

  @Test
  void settingFollowsSavepoints() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "set app.tenant = 'kept'");
      Savepoint jdbc = c.setSavepoint();
      Cluster.execute(c, "set app.tenant = 'lost'");
      c.rollback(jdbc);
      Cluster.execute(c, "savepoint sql");
      Cluster.execute(c, "set app.tenant = 'lost, too'");
      Cluster.execute(c, "rollback to sql");
      c.commit();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("kept");
    }
  }

  @Test
  void settingOfAFailedTransactionIsLost() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "set app.tenant = 'lost'");
      assertThatThrownBy(() -> Cluster.execute(c, "select 1 / 0")).isInstanceOf(SQLException.class);
      c.commit();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, TENANT)).isNotEqualTo("lost");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set local app.tenant = '42'",
        "select set_config('app.tenant', '42', true)",
      })
  void localSettingIsMadeOnTheReplicaOfAReadOnlyTransaction(String set) throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.execute(c, set);
      assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      assertThat(Cluster.query(c, TENANT)).isEqualTo("42");
      assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      // What a replica cannot tell joins on the primary, with the setting.
      assertThat(Answers.onPrimary(c, TENANT)).isEqualTo("42");
      assertThat(heard.last().node().index()).isZero();
      c.commit();
      assertThat(Cluster.query(c, TENANT)).isNotEqualTo("42");
      assertThat(Answers.onPrimary(c, TENANT)).isNotEqualTo("42");
      c.commit();
    }
    answers.assertNobodyHas(TENANT, "42");
  }

  @Test
  void settingsOfAReadOnlyTransactionJoinOnThePrimaryAsTheyAre() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      for (boolean commit : new boolean[] {true, false}) {
        c.setAutoCommit(false);
        Cluster.execute(c, "set local app.tenant = 'local'");
        Cluster.execute(c, "set app.lasting = '" + commit + "'");
        assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
        assertThat(Answers.onPrimary(c, "select current_setting('app.lasting')"))
            .isEqualTo("" + commit);
        Cluster.execute(c, "set app.more = '" + commit + "'");
        assertThat(heard.last().node().index()).isZero();
        if (commit) {
          c.commit();
        } else {
          c.rollback();
        }
        c.setAutoCommit(true);
        assertThat(answers.onReplica(c, "select current_setting('app.lasting')")).isEqualTo("true");
        assertThat(answers.onReplica(c, "select current_setting('app.more')")).isEqualTo("true");
        assertThat(answers.onReplica(c, TENANT)).isNotEqualTo("local");
      }
    }
  }

  @Test
  void sessionSettingInAReadOnlyTransactionOutlivesIt() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.execute(c, "set local app.tenant = 'local'");
      Cluster.execute(c, "set app.lasting = 'yes'");
      c.commit();
      assertThat(Cluster.query(c, "select current_setting('app.lasting')")).isEqualTo("yes");
      assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      assertThat(Cluster.query(c, TENANT)).isNotEqualTo("local");
      c.commit();
    }
  }

  // ---------------------------------------------------------------- through JDBC

  @Test
  void schemaGoesWithTheSession() throws Exception {
    String where = "select place from settings_where";
    try (Connection c = weir.getConnection()) {
      c.setSchema("settings_tenant");
      assertThat(answers.onReplica(c, where)).isEqualTo("tenant");
      assertThat(c.getSchema()).isEqualTo("settings_tenant");
      c.setSchema("pub\"lic");
      assertThat(answers.onReplica(c, "select current_setting('search_path')"))
          .isEqualTo("\"pub\"\"lic\"");
      c.setSchema(null);
      assertThat(answers.onReplica(c, where)).isEqualTo("public");
    }
    answers.assertNobodyHas(where, "tenant");
  }

  @Test
  void schemaFollowsCommitAndRollback() throws Exception {
    String where = "select place from settings_where";
    try (Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      c.setSchema("settings_tenant");
      assertThat(Cluster.query(c, where)).isEqualTo("tenant");
      assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      c.setSchema("public");
      assertThat(Cluster.query(c, where)).isEqualTo("public");
      c.rollback();
      assertThat(Cluster.query(c, where)).isEqualTo("public");
      c.setSchema("settings_tenant");
      c.commit();
      c.setAutoCommit(true);
      assertThat(answers.onReplica(c, where)).isEqualTo("tenant");
    }
    answers.assertNobodyHas(where, "tenant");
  }

  /** A pool that sets the schema back when it sees it changed must not do so unknown to us. */
  @Test
  void schemaOfThePoolIsTheOriginalOne() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setSchema("public");
    pool.setMaximumPoolSize(1);
    String where = "select place from settings_where where place in ('public', 'tenant')";
    try (WeirDataSource own = cluster.open(b -> b.pool(pool).listener(heard))) {
      try (Connection c = own.getConnection()) {
        c.setAutoCommit(false);
        Cluster.query(c, where);
        c.setSchema("settings_tenant");
        assertThat(Cluster.query(c, where)).isEqualTo("tenant");
        c.commit();
        assertThat(Cluster.query(c, where)).isEqualTo("tenant");
        c.commit();
        c.setAutoCommit(true);
        assertThat(answers.onReplica(c, where)).isEqualTo("tenant");
        assertThat(Answers.onPrimary(c, where)).isEqualTo("tenant");
      }
      try (Connection c = own.getConnection()) {
        assertThat(answers.onReplica(c, where)).isEqualTo("public");
        assertThat(Answers.onPrimary(c, where)).isEqualTo("public");
      }
    }
  }

  @Test
  void schemaIsChangedWhileRowsAreOpen() throws Exception {
    String where = "select place from settings_where";
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet open = s.executeQuery(where)) {
      assertThat(heard.reason()).isEqualTo(RouteReason.READ);
      c.setSchema("settings_tenant");
      assertThat(answers.onReplica(c, where)).isEqualTo("tenant");
      Cluster.execute(c, "set search_path = public");
      assertThat(answers.onReplica(c, where)).isEqualTo("public");
      assertThat(open.next()).isTrue();
    }
  }

  @Test
  void applicationNameGoesWithTheSession() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setClientInfo("ApplicationName", "mine");
      assertThat(answers.onReplica(c, "select current_setting('application_name')"))
          .isEqualTo("mine");
      assertThat(c.getClientInfo("ApplicationName")).isEqualTo("mine");
      Properties properties = new Properties();
      properties.setProperty("ApplicationName", "other");
      c.setClientInfo(properties);
      assertThat(answers.onReplica(c, "select current_setting('application_name')"))
          .isEqualTo("other");
    }
    answers.assertNobodyHas("select current_setting('application_name')", "other");
  }

  @Test
  void poolOfTheApplicationGetsItsSessionsBackAsTheyWere() throws Exception {
    try (HikariDataSource primary = pool(0);
        HikariDataSource replica = pool(1);
        WeirDataSource own =
            WeirDataSource.builder()
                .name("given")
                .primary(primary)
                .replica(replica)
                .listener(heard)
                .build()) {
      Cluster.awaitReplicas(own);
      try (Connection c = own.getConnection()) {
        Cluster.execute(c, "set app.tenant = '42'");
        Cluster.execute(c, "set role settings_user");
        assertThat(answers.onReplica(c, TENANT)).isEqualTo("42");
        assertAsItWas(primary);
        assertAsItWas(replica);
        c.setAutoCommit(false);
        Cluster.execute(c, "set app.tenant = '43'");
      }
      assertAsItWas(primary);
      try (Connection c = own.getConnection()) {
        Cluster.execute(c, "listen settings_channel");
        Cluster.execute(c, "set app.tenant = '44'");
      }
      assertAsItWas(primary);
      assertThat(Cluster.query(primary, "select count(*) from pg_listening_channels()"))
          .isEqualTo("0");
    }
  }

  @Test
  void settingsEndWithTheirConnectionWhereNothingIsRouted() throws Exception {
    HikariConfig settings = new HikariConfig();
    settings.setMaximumPoolSize(1);
    String url = cluster.servers().node(0).jdbcUrl();
    try (WeirDataSource single = WeirDataSource.builder().primary(url).pool(settings).build()) {
      assertSettingEndsWithItsConnection(single);
    }
    try (HikariDataSource pool = pool(0);
        WeirDataSource single = WeirDataSource.builder().primary(pool).build()) {
      assertSettingEndsWithItsConnection(single);
      assertAsItWas(pool);
    }
  }

  private static void assertSettingEndsWithItsConnection(WeirDataSource single) throws Exception {
    for (int i = 0; i < 3; i++) {
      try (Connection c = single.getConnection()) {
        assertThat(Cluster.query(c, TENANT)).isNullOrEmpty();
        Cluster.execute(c, "set app.tenant = '42'");
        assertThat(Cluster.query(c, TENANT)).isEqualTo("42");
        c.setAutoCommit(false);
        Cluster.execute(c, "set app.tenant = '43'");
        c.rollback();
        assertThat(Cluster.query(c, TENANT)).isEqualTo("42");
      }
    }
  }

  private static HikariDataSource pool(int node) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(cluster.servers().node(node).jdbcUrl());
    config.setMaximumPoolSize(3); // One is the monitor's, one the catalogue's.
    return new HikariDataSource(config);
  }

  private static void assertAsItWas(HikariDataSource pool) throws SQLException {
    try (Connection one = pool.getConnection();
        Connection other = pool.getConnection()) {
      for (Connection c : List.of(one, other)) {
        assertThat(Cluster.query(c, TENANT)).isNullOrEmpty();
        assertThat(Cluster.query(c, "select current_role = session_user")).isEqualTo("t");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset all", "discard all"})
  void levelOfTransactionsIsTakenBackWithAllSettings(String sql) throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      Cluster.execute(c, "create temp table if not exists level (i int)"); // It keeps its session.
      Cluster.execute(c, sql);
      assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
      assertThat(Cluster.query(c, "show transaction_isolation")).isEqualTo("read committed");
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, "show transaction_isolation")).isEqualTo("read committed");
      c.rollback();
    }
  }
}
