package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Advice.FixStatement;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.CheckupText;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names that no line of a report has room for. */
class NamesTest {
  private static final String NAME = " odd\nSELECT \"x\\y\" FROM here";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        PostgresCluster.builder()
            .setting("autovacuum_naptime", "1d")
            .setting("max_prepared_transactions", "5")
            .start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void whateverIsInANameTheReportKeepsItsLinesAndItsSqlRuns() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "odd")) {
      String table = odd("t");
      ward.run(
          "CREATE TABLE %s (%s serial, a int, at date NOT NULL, PRIMARY KEY (%2$s))"
              .formatted(table, odd("c")),
          "INSERT INTO %s (a, at) SELECT i, now() FROM generate_series(1, 20000) i"
              .formatted(table),
          "CREATE INDEX %s ON %s (a)".formatted(odd("i"), table),
          "CREATE INDEX %s ON %s (a)".formatted(odd("j"), table),
          "CREATE TABLE %s (id int REFERENCES %s)".formatted(odd("child"), table),
          "CREATE TABLE %s WITH (autovacuum_enabled = false) AS SELECT generate_series(1, 10000)"
              .formatted(odd("off")),
          "CREATE TABLE %s (LIKE %s) PARTITION BY RANGE (at)".formatted(odd("p"), table),
          "CREATE TABLE %s PARTITION OF %s DEFAULT".formatted(odd("d"), odd("p")),
          ("CREATE TABLE %s PARTITION OF %s FOR VALUES FROM" + " ('2020-01-01') TO ('2030-01-01')")
              .formatted(odd("old"), odd("p")),
          "INSERT INTO %s VALUES (1, 1, '2035-01-01')".formatted(odd("d")),
          "SELECT setval(pg_get_serial_sequence('%s', 'c' || '%s'), 2000000000)"
              .formatted(table, NAME));
      ward.run("VACUUM ANALYZE");
      ward.run("UPDATE %s SET at = now()".formatted(table), "ANALYZE " + odd("d"));
      ward.begin();
      Checkup checkup = ward.examine();
      List<Report.Entry> entries = checkup.report().entries();
      assertThat(entries)
          .extracting(one -> one.finding().code().id())
          .contains("DR", "SE", "FKI", "IXR", "AO", "PD", "ST");
      assertLines(checkup);
      for (Report.Entry entry : entries) {
        ward.heal(entry);
        ward.relapse(entry);
      }
    }
  }

  @Test
  void rolesAndTransactionsToo() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "odder")) {
      ward.run(
          "CREATE TABLE job (id int)",
          "INSERT INTO job SELECT generate_series(1, 2000)",
          "CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(odd("role")),
          "GRANT ALL ON job TO %s".formatted(odd("role")));
      try (Connection held = as(ward, "role" + NAME);
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("INSERT INTO job VALUES (0)");
        ward.begin();
        ward.run("UPDATE job SET id = id", "VACUUM job", "VACUUM job");
        healed(ward);
      }
      try (Connection held = ward.connect("prepares");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("INSERT INTO job VALUES (0)");
        statement.execute("PREPARE TRANSACTION 'gid%s'".formatted(NAME));
        ward.begin();
        ward.run("UPDATE job SET id = id", "VACUUM job", "VACUUM job");
        healed(ward);
      }
      ward.run("DROP OWNED BY %s".formatted(odd("role")), "DROP ROLE " + odd("role"));
    }
  }

  private static void healed(Ward ward) throws Exception {
    Checkup checkup = ward.examine();
    assertLines(checkup);
    Report.Entry entry = Ward.the(checkup, "VH", "odd");
    ward.heal(entry);
    ward.relapse(entry);
  }

  private static Connection as(Ward ward, String role) throws SQLException {
    return DriverManager.getConnection(ward.url().substring(0, ward.url().indexOf('?')), role, "x");
  }

  private static String odd(String beginning) {
    return '"' + (beginning + NAME).replace("\"", "\"\"") + '"';
  }

  private static Stream<String> sql(Report.Entry entry) {
    return Stream.concat(entry.advice().statements().stream(), entry.advice().undo().stream())
        .map(FixStatement::sql);
  }

  /** No line begins with what is in a name, and no statement has more than one. */
  private static void assertLines(Checkup checkup) {
    assertThat(CheckupText.plain().render(checkup).lines())
        .noneMatch(line -> line.startsWith("SELECT"))
        .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
        .anyMatch(line -> line.contains("odd\\nSELECT"));
    assertThat(checkup.report().entries())
        .flatExtracting(entry -> sql(entry).toList())
        .isNotEmpty()
        .noneMatch(sql -> sql.toString().chars().anyMatch(Character::isISOControl));
  }
}
