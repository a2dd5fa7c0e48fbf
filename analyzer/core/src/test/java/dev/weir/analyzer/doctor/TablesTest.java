package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
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
  void deadRowsAreVacuumedByHand() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "dead")) {
      ward.run(
          "CREATE TABLE job (id int, n int)",
          "INSERT INTO job SELECT i, 0 FROM generate_series(1, 20000) i");
      // What a session counted itself is added after what its VACUUM found.
      ward.run("VACUUM ANALYZE job");
      ward.run("UPDATE job SET n = 1");
      Report.Entry entry = Ward.the(ward.examine(), "DR", "job");
      assertThat(entry.finding().count("deadRows")).isEqualTo(20_000);
      assertThat(entry.finding().count("trigger")).isEqualTo(4_050);
      assertThat(entry.words()).contains("20,000 dead rows", "50 %", "4.9 times the 4,050");
      assertThat(entry.finding().severity()).isEqualTo(Severity.WARNING);
      ward.heal(entry);
      assertThat(ward.examine().diagnoses()).isEmpty();
    }
  }

  @Test
  void statisticsOfATableThatChangedAreStale() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "stale")) {
      ward.run(
          "CREATE TABLE loaded (id int)",
          "INSERT INTO loaded SELECT generate_series(1, 20000)",
          "CREATE TABLE grown (id int)",
          "INSERT INTO grown SELECT generate_series(1, 20000)");
      ward.run("ANALYZE grown");
      ward.run("INSERT INTO grown SELECT generate_series(1, 12000)");
      Checkup checkup = ward.examine();
      assertThat(Ward.the(checkup, "ST", "loaded").words()).contains("never analyzed, 20,000 rows");
      assertThat(Ward.the(checkup, "ST", "grown").finding().count("changedRows")).isEqualTo(12_000);
      for (Report.Entry entry : Ward.all(checkup, "ST", "")) {
        ward.heal(entry);
      }
      Checkup healed = ward.examine();
      assertThat(healed.diagnoses()).isEmpty();
      assertThat(Ward.verdict(healed, Area.STATISTICS).state()).isEqualTo(State.OK);
    }
  }

  @Test
  void anIndexedColumnThatUpdatesSetKeepsThemFromBeingHot() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "hot")) {
      ward.run(
          "CREATE EXTENSION pg_stat_statements",
          "CREATE TABLE orders (id int PRIMARY KEY, status text, touched timestamptz) WITH"
              + " (fillfactor = 50)",
          "CREATE INDEX orders_touched ON orders (touched)",
          "INSERT INTO orders SELECT i, 'new', now() FROM generate_series(1, 1000) i",
          "VACUUM ANALYZE orders");
      ward.begin();
      for (int i = 0; i < 11; i++) {
        ward.run("UPDATE orders SET status = 'secret', touched = clock_timestamp()");
      }
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "LH", "orders");
      assertThat(entry.finding().count("updates")).isEqualTo(11_000);
      assertThat(entry.finding().number("hotShare")).isZero();
      assertThat(entry.advice().because())
          .anyMatch(
              why ->
                  why.contains("touched is set by UPDATEs and indexed by orders_touched (0 scans"));
      assertThat(checkup.toString()).doesNotContain("secret");
      ward.heal(entry);
      ward.run("VACUUM orders");
      ward.begin();
      for (int i = 0; i < 11; i++) {
        ward.run("UPDATE orders SET status = 'secret', touched = clock_timestamp()");
      }
      assertThat(Ward.all(ward.examine(), "LH", "")).isEmpty();
      ward.relapse(entry);
    }
  }

  @Test
  void aTableThatIsReadWholeAgainAndAgainNeedsAnIndex() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "scans")) {
      ward.run(
          "CREATE EXTENSION pg_stat_statements",
          "CREATE TABLE customers (id int PRIMARY KEY, email text)",
          "INSERT INTO customers SELECT i, i || '@example.org' FROM generate_series(1, 50000) i",
          "VACUUM ANALYZE customers");
      ward.begin();
      look(ward, 50);
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "SQ", "customers");
      assertThat(entry.finding().count("rowsPerScan")).isEqualTo(50_000);
      assertThat(entry.words()).contains("50 scans");
      assertThat(entry.advice().because()).anyMatch(why -> why.contains("begins with email"));
      ward.heal(entry);
      ward.begin();
      look(ward, 50);
      assertThat(Ward.all(ward.examine(), "SQ", "")).isEmpty();
      ward.relapse(entry);
    }
  }

  @Test
  void patternsInALargeTableLackAnIndexOfTrigrams() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "patterns")) {
      ward.run(
          "CREATE EXTENSION pg_stat_statements",
          "SELECT pg_stat_statements_reset()",
          "CREATE TABLE members (id int PRIMARY KEY, name text)",
          "INSERT INTO members SELECT i, md5(i::text) FROM generate_series(1, 50000) i",
          "VACUUM ANALYZE members");
      ward.begin();
      search(ward, "SELECT id FROM members WHERE name LIKE ?", "%abcdef%");
      Report.Entry entry = Ward.the(ward.examine(), "SQ", "members");
      assertThat(entry.advice().because()).anyMatch(why -> why.contains("no pattern in name"));
      ward.heal(entry);
      ward.run("VACUUM ANALYZE members");
      ward.begin();
      search(ward, "SELECT id FROM members WHERE name LIKE ?", "%abcdef%");
      assertThat(Ward.all(ward.examine(), "SQ", "")).isEmpty();
      ward.relapse(entry);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "elements, ? = ANY (tags), Write tags @> ARRAY[?]",
    "parts, 'tags @> string_to_array(?, '','')', USING gin (tags) for arrays",
    "words, 'to_tsvector(''english'', body) @@ plainto_tsquery(?)', on the left of @@",
  })
  void searchOfALargeTableIsToldWhatServesIt(String database, String condition, String fix)
      throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), database)) {
      ward.run(
          "CREATE EXTENSION pg_stat_statements",
          "SELECT pg_stat_statements_reset()",
          "CREATE TABLE posts (id int PRIMARY KEY, body text, tags text[])",
          "INSERT INTO posts SELECT i, md5(i::text), ARRAY[i::text] FROM generate_series(1, 20000) i",
          "VACUUM ANALYZE posts");
      ward.begin();
      search(ward, "SELECT id FROM posts WHERE " + condition, "a");
      assertThat(Ward.the(ward.examine(), "SQ", "posts").advice().fix()).contains(fix);
    }
  }

  private static void search(Ward ward, String sql, String value) throws Exception {
    try (Connection connection = ward.connect("shop");
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < 20; i++) {
        statement.setString(1, value);
        statement.executeQuery().close();
      }
    }
  }

  private static void look(Ward ward, int times) throws Exception {
    try (Connection connection = ward.connect("shop");
        PreparedStatement statement =
            connection.prepareStatement("SELECT id FROM customers WHERE email = ?")) {
      for (int i = 0; i < times; i++) {
        statement.setString(1, i + "@example.org");
        statement.executeQuery().close();
      }
    }
  }

  @Test
  void sequencesEndWhereTheirColumnsDo() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "sequences")) {
      ward.run(
          "CREATE TABLE \"T\" (id serial PRIMARY KEY, \"Big\" bigserial)",
          "SELECT setval('\"T_id_seq\"', 2000000000), setval('\"T_Big_seq\"', 2000000000)");
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "SE", "T_id_seq");
      assertThat(entry.finding().severity()).isEqualTo(Severity.ERROR);
      assertThat(entry.finding().count("left")).isEqualTo(147_483_647);
      assertThat(Ward.all(checkup, "SE", "")).hasSize(1);
      ward.heal(entry);
      Checkup healed = ward.examine();
      assertThat(healed.diagnoses()).isEmpty();
      assertThat(Ward.verdict(healed, Area.SEQUENCES).state()).isEqualTo(State.OK);
    }
  }

  @Test
  void whatUsesAColumnStandsBeforeItsNewType() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "dependents")) {
      ward.run(
          "CREATE TABLE t (id serial PRIMARY KEY, n int, twice int GENERATED ALWAYS AS (id * 2) STORED)",
          "CREATE VIEW seen AS SELECT id FROM t",
          "CREATE MATERIALIZED VIEW kept AS SELECT id FROM t",
          "CREATE POLICY mine ON t USING (id > 0)",
          "CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
          "CREATE TRIGGER changed BEFORE UPDATE OF id ON t FOR EACH ROW EXECUTE FUNCTION noop()",
          "CREATE FUNCTION most() RETURNS int BEGIN ATOMIC SELECT max(id) FROM t; END",
          "CREATE PUBLICATION told FOR TABLE t (id, n)",
          "SELECT setval('t_id_seq', 2000000000)");
      Report.Entry entry = Ward.the(ward.examine(), "SE", "t_id_seq");
      assertThat(entry.advice().statements()).isEmpty();
      assertThat(entry.advice().fix())
          .contains("refuses that while")
          .contains(
              "view public.seen", "materialized view public.kept", "policy mine on table public.t")
          .contains("trigger changed on table public.t", "function public.most()")
          .contains("column twice of table public.t", "publication told");
      ward.run(
          "DROP VIEW seen",
          "DROP MATERIALIZED VIEW kept",
          "DROP POLICY mine ON t",
          "DROP TRIGGER changed ON t",
          "DROP FUNCTION most",
          "DROP PUBLICATION told",
          "ALTER TABLE t DROP COLUMN twice");
      ward.heal(Ward.the(ward.examine(), "SE", "t_id_seq"));
      assertThat(Ward.all(ward.examine(), "SE", "")).isEmpty();
    }
  }

  @Test
  void theTypeOfAPartitionKeyStays() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "keyed")) {
      ward.run(
          "CREATE TABLE t (id serial, n int) PARTITION BY RANGE (id)",
          "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (2147483647)",
          "SELECT setval('t_id_seq', 2000000000)");
      Report.Entry entry = Ward.the(ward.examine(), "SE", "t_id_seq");
      assertThat(entry.advice().statements()).isEmpty();
      assertThat(entry.advice().fix()).contains("partitioned by it");
    }
  }

  @Test
  void whatCostsNextToNothingIsNoWarning() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "cheap")) {
      ward.run(
          "CREATE TABLE few (id int, n int)",
          "INSERT INTO few SELECT i, i FROM generate_series(1, 10000) i",
          "CREATE TABLE parent (id int PRIMARY KEY)",
          "CREATE TABLE child (parent int REFERENCES parent ON DELETE CASCADE)",
          "INSERT INTO parent SELECT generate_series(1, 10)",
          "INSERT INTO child SELECT 1 FROM generate_series(1, 100)",
          "DELETE FROM parent WHERE id > 5");
      ward.run("VACUUM ANALYZE");
      ward.begin();
      try (Connection connection = ward.connect("shop");
          var statement = connection.createStatement()) {
        statement.execute("SET work_mem = '64kB'");
        for (int i = 0; i < 6; i++) {
          statement.execute("SELECT n FROM few WHERE n = 1");
          statement.execute(
              "SELECT count(*) FROM (SELECT n FROM generate_series(1, 2000) n ORDER BY n DESC) s");
        }
        statement.execute("SELECT pg_stat_force_next_flush()");
      }
      Observation observed = ward.observe();
      Observation minute =
          new Observation(
              "cheap",
              observed.before().asOf(observed.now().at().minusSeconds(30)),
              observed.now(),
              List.of());
      Checkup checkup = Doctor.examine(minute);
      assertThat(Ward.the(checkup, "SQ", "few").finding().severity()).isEqualTo(Severity.INFO);
      assertThat(Ward.the(checkup, "TF", "cheap").finding().severity()).isEqualTo(Severity.INFO);
      Report.Entry key = Ward.the(checkup, "FKI", "child");
      assertThat(key.finding().severity()).isEqualTo(Severity.INFO);
      assertThat(key.words()).contains("about 100 rows");
    }
  }

  @Test
  void aSequenceThatEndsBeforeItsColumnIsRaisedAlone() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "raised")) {
      ward.run(
          "CREATE TABLE grown (id serial PRIMARY KEY)",
          "ALTER TABLE grown ALTER COLUMN id TYPE bigint",
          "CREATE SEQUENCE small AS smallint",
          "CREATE SEQUENCE down INCREMENT -1 MINVALUE -1000",
          "SELECT setval('grown_id_seq', 2000000000), setval('small', 32000),"
              + " setval('down', -990)");
      Checkup checkup = ward.examine();
      Report.Entry grown = Ward.the(checkup, "SE", "grown_id_seq");
      assertThat(grown.advice().statements()).hasSize(1);
      assertThat(grown.advice().fix()).doesNotContain("Make the column");
      assertThat(grown.advice().because()).isEmpty();
      assertThat(Ward.the(checkup, "SE", "down").advice().fix()).contains("Lower its MINVALUE");
      assertThat(Ward.the(checkup, "SE", "small").advice().fix()).contains("Raise its MAXVALUE");
      ward.heal(grown);
      assertThat(Ward.all(ward.examine(), "SE", "grown")).isEmpty();
    }
  }

  @Test
  void sortsThatDoNotFitInMemoryWriteFiles() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "sorts")) {
      ward.run("CREATE EXTENSION pg_stat_statements", "SELECT pg_stat_statements_reset()");
      ward.begin();
      try (Connection connection = ward.connect("report");
          var statement = connection.createStatement()) {
        statement.execute("SET work_mem = '64kB'");
        for (int i = 0; i < 6; i++) {
          statement.execute(
              "SELECT count(*) FROM (SELECT n FROM generate_series(1, 500000) n ORDER BY n DESC)"
                  + " s");
        }
      }
      Report.Entry entry = Ward.the(ward.examine(), "TF", "sorts");
      assertThat(entry.finding().count("files")).isGreaterThanOrEqualTo(6);
      assertThat(entry.advice().because()).anyMatch(why -> why.contains("generate_series"));
      ward.begin();
      ward.run("SELECT count(*) FROM (SELECT n FROM generate_series(1, 1000) n ORDER BY n DESC) s");
      assertThat(Ward.all(ward.examine(), "TF", "")).isEmpty();
    }
  }
}
