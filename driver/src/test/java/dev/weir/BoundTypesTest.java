package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PGobject;

/**
 * What is read where a statement's text names nothing: by the type of a value that is bound, by a
 * policy. Nothing is replayed: a read that a replica served would be an old one.
 */
@Tag("proof")
class BoundTypesTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table bound_limit (n int)",
        "insert into bound_limit values (0)",
        "create function bound_ok(x int) returns boolean language sql stable as"
            + " 'select x <= (select max(n) from bound_limit)'",
        "create domain bound_small as int check (bound_ok(value))",
        "create type bound_pair as (a bound_small, b int)",
        "create table bound_rows (id int)",
        "insert into bound_rows values (5)",
        "alter table bound_rows enable row level security",
        "alter table bound_rows force row level security",
        "create policy bound_policy on bound_rows using (bound_ok(id))",
        "create role bound_user",
        "grant select on bound_rows, bound_limit to bound_user");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run(
        "drop table bound_rows",
        "drop type bound_pair",
        "drop domain bound_small",
        "drop function bound_ok",
        "drop table bound_limit",
        "drop role bound_user");
  }

  private static PGobject object(String type, String value) throws SQLException {
    PGobject object = new PGobject();
    object.setType(type);
    object.setValue(value);
    return object;
  }

  private static String asked(Connection c, Object value) throws SQLException {
    try (PreparedStatement s = c.prepareStatement("select ?")) {
      s.setObject(1, value);
      try (ResultSet row = s.executeQuery()) {
        assertThat(row.next()).isTrue();
        return String.valueOf(row.getString(1));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bound_small", "public.bound_small", "\"public\".\"bound_small\""})
  void valueOfADomainIsCheckedByWhatIsThereNow(String type) throws Exception {
    assertIsOfToday(c -> asked(c, object(type, "5")), "5");
  }

  @Test
  void compositeIsCheckedByWhatIsThereNow() throws Exception {
    assertIsOfToday(c -> asked(c, object("bound_pair", "(5,1)")), "(5,1)");
  }

  @Test
  void arrayIsCheckedByWhatIsThereNow() throws Exception {
    assertIsOfToday(
        c -> {
          Array array = c.createArrayOf("bound_small", new Object[] {5});
          return asked(c, array);
        },
        "{5}");
  }

  @Test
  void policyThatCallsSeesWhatIsThereNow() throws Exception {
    assertIsOfToday(
        c -> {
          Cluster.execute(c, "set role bound_user");
          return String.valueOf(Cluster.query(c, "select count(*) from bound_rows"));
        },
        "1");
  }

  /** What is asked of a connection. */
  @FunctionalInterface
  private interface Question {
    String of(Connection c) throws SQLException;
  }

  private static void assertIsOfToday(Question question, String answer) throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      try {
        cluster.whileReplicasStandStill(
            () -> {
              Cluster.execute(weir, "update bound_limit set n = 10");
              for (int i = 0; i < 4; i++) {
                try (Connection c = weir.getConnection()) {
                  assertThat(question.of(c)).isEqualTo(answer);
                }
              }
            });
      } finally {
        cluster.run("update bound_limit set n = 0");
      }
    }
  }
}
