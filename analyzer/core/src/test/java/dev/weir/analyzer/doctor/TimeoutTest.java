package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The timeout of sessions that forget to end their transactions, where somebody has set one. */
class TimeoutTest {
  private static final String NAME = "idle_in_transaction_session_timeout";

  private static final TableName TABLE = new TableName("public", "job");

  private static final String FIVE =
      "SELECT count(*) FROM pg_file_settings WHERE name = 'work_mem' AND setting IN ('5MB', '5120')";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().setting("autovacuum_naptime", "1d").start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void isSetAndTakenBackWhereNobodyHasSetOne() throws Exception {
    try (Ward ward = ward("none")) {
      Report.Entry entry = held(ward, "");
      assertThat(entry.advice().fix()).contains("The timeout keeps it from coming back");
      ward.heal(entry);
      assertThat(own(ward)).isEqualTo("60s");
      ward.relapse(entry);
      assertThat(own(ward)).isNull();
    }
  }

  @Test
  void isLeftWhereItsRoleOrItsDatabaseHasOne() throws Exception {
    for (String whose : new String[] {"ROLE app_kept", "DATABASE kept", "ROLE ALL"}) {
      try (Ward ward = ward("kept")) {
        Report.Entry entry = held(ward, "ALTER %s SET %s = '1h'".formatted(whose, NAME));
        assertThat(entry.advice().fix()).doesNotContain("The timeout keeps it");
        assertThat(entry.advice().statements()).singleElement().asString().contains("terminate");
        assertThat(entry.advice().because())
            .anyMatch(why -> why.contains(NAME + " = 1h") && why.contains("app_kept"));
        ward.run("ALTER %s RESET %s".formatted(whose, NAME));
      }
    }
  }

  @Test
  void isPutBackAsItWas() throws Exception {
    try (Ward ward = ward("zero")) {
      Report.Entry entry =
          held(ward, "ALTER ROLE app_zero IN DATABASE zero SET %s = '0'".formatted(NAME));
      ward.heal(entry);
      assertThat(own(ward)).isEqualTo("60s");
      ward.relapse(entry);
      assertThat(own(ward)).isEqualTo("0");
    }
  }

  @Test
  void thatOfWhoeverAsksIsNotTheServers() throws Exception {
    try (Ward ward = ward("asked")) {
      ward.run("ALTER ROLE postgres IN DATABASE asked SET %s = '5min'".formatted(NAME));
      Report.Entry entry = held(ward, "");
      assertThat(entry.advice().statements()).hasSize(2);
    }
  }

  @Test
  void whatAlterSystemHasSetIsPutBack() throws Exception {
    try (Ward ward = Ward.of(cluster.primary())) {
      ward.run("ALTER SYSTEM SET work_mem = '5MB'", "SELECT pg_reload_conf()");
      Ward.until("it is read", () -> ward.number(FIVE) == 1);
      Card card =
          new Card(
              LateVacuum.CODE, Severity.INFO, Confidence.CERTAIN, new Subject.Table("", TABLE));
      Report.Entry entry =
          Settings.change(
                  card.fact("n", 1), ward.observe().now().server(), "work_mem", "'8MB'", "why")
              .entry();
      ward.heal(entry);
      ward.relapse(entry);
      Ward.until("it is as it was", () -> ward.number(FIVE) == 1);
      ward.run("ALTER SYSTEM RESET work_mem", "SELECT pg_reload_conf()");
    }
  }

  private static Ward ward(String name) throws SQLException {
    Ward ward = Ward.open(cluster.primary(), name);
    ward.run(
        "CREATE TABLE job (id int)",
        "INSERT INTO job SELECT generate_series(1, 2000)",
        "DROP ROLE IF EXISTS app_" + name,
        "CREATE ROLE app_%s LOGIN PASSWORD 'x'".formatted(name),
        "GRANT ALL ON job TO app_" + name);
    return ward;
  }

  /** What is said of a session that somebody else's setting came too late for. */
  private static Report.Entry held(Ward ward, String meanwhile) throws SQLException {
    String database = ward.url().replaceFirst(".*/([a-z]+)\\?.*", "$1");
    try (Connection held =
            DriverManager.getConnection(
                ward.url().substring(0, ward.url().indexOf('?')), "app_" + database, "x");
        Statement statement = held.createStatement()) {
      held.setAutoCommit(false);
      statement.execute("INSERT INTO job VALUES (0)");
      if (!meanwhile.isEmpty()) {
        ward.run(meanwhile);
      }
      ward.begin();
      ward.run("UPDATE job SET id = id", "VACUUM job", "VACUUM job");
      return Ward.the(ward.examine(), "VH", "app_" + database);
    }
  }

  private static @Nullable String own(Ward ward) throws SQLException {
    try (Connection connection = ward.connect("looks");
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT split_part(c, '=', 2) FROM pg_db_role_setting s, unnest(s.setconfig) c, pg_database d"
                    + " WHERE d.oid = s.setdatabase AND d.datname = current_database() AND c LIKE 'idle_in%'")) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
