package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.route.RouteReason;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot go with a session keeps its connection on the primary, until it has ended. */
class PinsTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String TENANT = "select current_setting('app.tenant', true)";

  private final Recording heard = new Recording();
  private WeirDataSource weir;
  private Answers answers;

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create procedure pins_nothing() language sql as $$ select 1 $$",
        "create function pins_isolate() returns text language sql as"
            + " $$ select set_config('default_transaction_isolation', 'serializable', false) $$",
        "create function pins_set_any(n text, v text) returns text language sql as"
            + " $$ select set_config(n, v, false) $$",
        "create schema pins_in",
        "create table pins_in.whole (a int) partition by list (a)",
        "create function pins_in.locked(a int) returns int language plpgsql as"
            + " $$ begin perform pg_advisory_lock(4711); return a; end $$");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop procedure pins_nothing",
        "drop function pins_set_any, pins_isolate",
        "drop schema pins_in cascade");
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select pins_set_any('app.tenant', '42')",
        "do $$ begin perform set_config('app.tenant', '42', false); end $$",
        "select pins_isolate()",
        "select setseed(0.5)",
        "set default_transaction_isolation = 'serializable'",
        "set session characteristics as transaction isolation level repeatable read",
      })
  void whatCannotBeReplayedPins(String set) throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, set);
      Cluster.query(c, TENANT);
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
    }
    answers.assertNobodyHas(TENANT, "42");
  }

  /** The statement has run; only the call had asked for another kind of answer. */
  @ParameterizedTest
  @ValueSource(strings = {"update", "query", "call"})
  void whatHasRunPinsThoughItsAnswerIsRefused(String by) throws Exception {
    String set = "select pins_set_any('app.tenant', '43')";
    try (Connection c = weir.getConnection();
        Statement s = c.createStatement()) {
      assertThatThrownBy(
              () -> {
                switch (by) {
                  case "update" -> s.executeUpdate(set);
                  case "query" ->
                      s.executeQuery("do $$ begin perform " + set.substring(7) + "; end $$");
                  default -> {
                    try (CallableStatement call =
                        c.prepareCall("{? = call pins_set_any('app.tenant', '43')}")) {
                      call.registerOutParameter(1, Types.INTEGER);
                      call.execute();
                    }
                  }
                }
              })
          .isInstanceOf(SQLException.class);
      assertThat(Cluster.query(c, TENANT)).isEqualTo("43");
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
    }
    answers.assertNobodyHas(TENANT, "43");
    answers.assertNobodyHas(
        "select current_setting('default_transaction_isolation')", "serializable");
    answers.assertNobodyHas(
        "select current_setting('default_transaction_isolation')", "repeatable read");
  }

  /** Whatever else runs in between, and whoever else inserts. */
  @Test
  void sequenceIsAskedInTheSessionThatAdvancedIt() throws Exception {
    cluster.run("create sequence pins_sequence");
    try (Connection c = weir.getConnection();
        Connection other = weir.getConnection()) {
      Cluster.query(c, "select nextval('pins_sequence')");
      assertThat(Cluster.query(c, "select lastval()")).isEqualTo("1");
      Cluster.query(other, "select nextval('pins_sequence')");
      Cluster.query(c, "select nextval('pins_sequence')");
      Cluster.query(c, "select 1");
      assertThat(Cluster.query(other, "select currval('pins_sequence')")).isEqualTo("2");
      assertThat(Cluster.query(c, "select currval('pins_sequence')")).isEqualTo("3");
    } finally {
      cluster.run("drop sequence pins_sequence");
    }
  }

  // ---------------------------------------------------------------- pins end

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          listen c                                              | unlisten *
          listen c                                              | unlisten c
          prepare p as select 1                                 | deallocate p
          prepare p as select 1                                 | deallocate all
          create temp table pins_temp (id int)              | drop table pins_temp
          create temp table pins_temp (id int)              | discard temp
          declare k cursor with hold for select 1               | close k
          set search_path = pg_temp; create table pins_temp ()  | drop table pins_temp
          set search_path = pg_temp; create type pins_type as enum ('x') | drop type pg_temp.pins_type
          set search_path = pg_temp; select 1 as i into pins_temp | drop table pins_temp
          begin                                                 | commit
          begin                                                 | rollback
          select pg_advisory_lock(4711)                         | select pg_advisory_unlock(4711)
          select pg_advisory_lock(4711), pg_advisory_lock(4712) | select pg_advisory_unlock_all()
          set default_transaction_isolation = 'serializable'    | discard all
          """)
  void pinEndsWithWhatItIsFor(String begin, String end) throws Exception {
    try (Connection c = weir.getConnection()) {
      for (String sql : begin.split("; ", -1)) {
        Cluster.execute(c, sql);
      }
      Cluster.query(c, "select 1");
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
      for (String sql : end.split("; ", -1)) {
        Cluster.execute(c, sql);
      }
      assertThat(answers.onReplica(c, "select 1")).isEqualTo("1");
    }
  }

  /** It is computed when the partition is made. */
  @Test
  void lockOfAPartitionsBoundPins() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(
          c,
          "create table pins_in.part partition of pins_in.whole for values in (pins_in.locked(3))");
      assertThat(Cluster.query(c, "select pg_advisory_unlock(4711)")).isEqualTo("t");
    }
  }

  @Test
  void pinStaysAsLongAsAnythingIsLeft() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "listen c");
      Cluster.execute(c, "select pg_advisory_lock(4711)");
      Cluster.execute(c, "select pg_advisory_lock(4711)");
      Cluster.execute(c, "unlisten *");
      Cluster.execute(c, "select pg_advisory_unlock(4711)");
      Cluster.query(c, "select 1");
      assertThat(heard.reason()).isEqualTo(RouteReason.PINNED);
      Cluster.execute(c, "select pg_advisory_unlock(4711)");
      answers.onReplica(c, "select 1");
    }
  }

  @Test
  void pinEndsWithTheTransactionThatEndsIt() throws Exception {
    try (Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "create temp table pins_temp (id int) on commit drop");
      c.commit();
      c.setAutoCommit(true);
      answers.onReplica(c, "select 1");
    }
  }

  @Test
  void sessionThatWasPinnedKeepsItsSettings() throws Exception {
    try (Connection c = weir.getConnection()) {
      Cluster.execute(c, "listen c");
      Cluster.execute(c, "set app.tenant = '42'");
      Cluster.execute(c, "unlisten *");
      assertThat(answers.onReplica(c, TENANT)).isEqualTo("42");
    }
  }

  @Test
  void callableStatementPinsNothingButHoldsItsConnection() throws Exception {
    try (Connection c = weir.getConnection()) {
      try (Statement call = c.prepareCall("call pins_nothing()")) {
        ((PreparedStatement) call).execute();
        Cluster.query(c, "select 1");
        assertThat(heard.reason()).isEqualTo(RouteReason.PRIMARY_HELD);
      }
      answers.onReplica(c, "select 1");
    }
  }
}
