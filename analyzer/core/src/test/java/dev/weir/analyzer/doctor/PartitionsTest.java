package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.server.ServerSampler;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PartitionsTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().setting("autovacuum_naptime", "1d").start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** One for each of some months from this one on: 0 is this month. */
  private static String months(String table, int from, int to) {
    return """
    DO $$ BEGIN FOR i IN %2$d..%3$d LOOP EXECUTE format('CREATE TABLE %1$s_m%%s PARTITION OF %1$s FOR VALUES FROM (%%L) TO (%%L)',
    replace(i::text, '-', 'before'), (date_trunc('month', now()) + i * interval '1 month')::date,
    (date_trunc('month', now()) + (i + 1) * interval '1 month')::date); END LOOP; END $$
    """
        .formatted(table, from, to);
  }

  @Test
  void theNextRangeIsMissedWithItsRowsInDefaultAsASymptom() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "ranges")) {
      ward.run(
          "CREATE TABLE \"Or;ders\" (id int GENERATED ALWAYS AS IDENTITY, at date NOT NULL, n int,"
              + " double int GENERATED ALWAYS AS (n * 2) STORED, PRIMARY KEY (id, at))"
              + " PARTITION BY RANGE (at)",
          months("\"Or;ders\"", -3, -1).replace("TABLE \"Or;ders\"_m", "TABLE orders_m"),
          "CREATE TABLE rest PARTITION OF \"Or;ders\" DEFAULT",
          "INSERT INTO \"Or;ders\" (at, n) SELECT current_date, i FROM generate_series(1, 500) i",
          "CREATE TABLE well (at timestamptz NOT NULL) PARTITION BY RANGE (at)",
          months("well", 0, 1),
          "CREATE TABLE archive (at date NOT NULL) PARTITION BY RANGE (at)",
          months("archive", -9, -8),
          "INSERT INTO well SELECT now() FROM generate_series(1, 100)",
          "CREATE TABLE endless (at date NOT NULL) PARTITION BY RANGE (at)",
          months("endless", -2, -2),
          "CREATE TABLE last PARTITION OF endless FOR VALUES FROM ('2999-01-01') TO (MAXVALUE)");
      Checkup checkup = ward.examine();
      assertThat(checkup.diagnoses()).hasSize(1);
      Diagnosis cause = checkup.diagnoses().get(0);
      assertThat(cause.finding().code().id()).isEqualTo("PN");
      assertThat(cause.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(cause.entry().words()).contains("rows beyond it go to public.rest");
      Report.Entry rows = Ward.the(checkup, "PD", "Or;ders");
      assertThat(cause.symptoms()).containsExactly(rows);
      assertThat(rows.finding().number("defaultRows")).isEqualTo(500);
      assertThat(rows.words()).isEqualTo("about 500 rows in public.rest");
      assertThat(Ward.verdict(checkup, Area.PARTITIONS).state()).isEqualTo(State.LOOK);

      ward.heal(cause.entry());
      assertThat(ward.number("SELECT count(*) FROM rest")).isZero();
      assertThat(ward.number("SELECT sum(double) FROM \"Or;ders\"")).isEqualTo(250_500);
      ward.run("ANALYZE \"Or;ders\", rest");
      Checkup healed = ward.examine();
      assertThat(Ward.all(healed, "PD", "")).isEmpty();
      assertThat(Ward.all(healed, "PN", ""))
          .as("this month is there now; whether the next one is near depends on the day")
          .allMatch(entry -> entry.words().startsWith("the last range ends in "));
    }
  }

  @Test
  void rangesOfNumbersEndWhereTheSequenceIs() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "numbers")) {
      ward.run(
          "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int) PARTITION BY RANGE (id)",
          "CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (1000)",
          "INSERT INTO t (n) SELECT i FROM generate_series(1, 500) i");
      assertThat(Ward.all(ward.examine(), "PN", "")).isEmpty();
      ward.run("INSERT INTO t (n) SELECT i FROM generate_series(1, 400) i");
      Report.Entry entry = Ward.the(ward.examine(), "PN", "public.t");
      assertThat(entry.words()).isEqualTo("the last range ends in 100 of id: rows beyond it fail");
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "PN", "")).isEmpty();
      ward.relapse(entry);
      assertThat(Ward.all(ward.examine(), "PN", "")).hasSize(1);
    }
  }

  @Test
  void aRangeThatHasEndedWithoutDefaultIsAnError() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "ended")) {
      ward.run(
          "CREATE TABLE t (at timestamptz NOT NULL) PARTITION BY RANGE (at)",
          "DO $$ BEGIN EXECUTE format('CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (%L) TO (%L)',"
              + " now() - interval '25 hours', now() - interval '1 hour'); END $$");
      Report.Entry entry = Ward.the(ward.examine(), "PN", "public.t");
      assertThat(entry.finding().severity()).isEqualTo(Severity.ERROR);
      assertThat(entry.words()).matches("the last range has ended .* ago: rows beyond it fail");
      ward.heal(entry);
      ward.run("INSERT INTO t VALUES (now())");
      Checkup healed = ward.examine();
      assertThat(Ward.all(healed, "PN", ""))
          .extracting(one -> one.finding().severity())
          .as("it is there, and the next one after it is due within a day")
          .containsExactly(Severity.WARNING);
      ward.run("DELETE FROM t");
      ward.relapse(entry);
      assertThat(Ward.the(ward.examine(), "PN", "").finding().severity()).isEqualTo(Severity.ERROR);
    }
  }

  @Test
  void theNextMonthIsOneInTheZoneOfItsBoundsAndCalledSo() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "zones")) {
      ward.run(
          "CREATE TABLE t (at timestamptz NOT NULL) PARTITION BY RANGE (at)",
          "DO $$ DECLARE m timestamp := date_trunc('month', now() AT TIME ZONE 'UTC'); BEGIN"
              + " EXECUTE format('CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (%L) TO (%L)',"
              + " (m - interval '1 month') AT TIME ZONE 'UTC', m AT TIME ZONE 'UTC'); END $$");
      Report.Entry entry;
      try (ServerSampler sampler =
          new ServerSampler(
              () -> {
                Connection connection = ward.connect("doctor");
                try (Statement statement = connection.createStatement()) {
                  statement.execute("SET TimeZone = 'America/New_York'");
                }
                return connection;
              })) {
        ServerSample sample = sampler.sample(null);
        entry =
            Ward.the(
                Doctor.examine(new Observation("zones", sample, sample, List.of())), "PN", "t");
      }
      String month =
          DateTimeFormatter.ofPattern("yyyy_MM").format(OffsetDateTime.now(ZoneOffset.UTC));
      assertThat(entry.advice().statements().get(0).sql())
          .startsWith("CREATE TABLE public.t_%s (".formatted(month));
      ward.heal(entry);
      assertThat(
              ward.number(
                  "SELECT count(*) FROM pg_class WHERE relname = 't_%s'".formatted(month)
                      + " AND pg_get_expr(relpartbound, 0) = format('FOR VALUES FROM (%L) TO (%L)',"
                      + " date_trunc('month', now(), 'UTC'),"
                      + " date_trunc('month', now() + interval '31 days', 'UTC'))"))
          .isEqualTo(1);
    }
  }

  @Test
  void thePartitionsOfATableThatIsPartitionedFurtherAreSoToo() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "further")) {
      ward.run(
          "CREATE TABLE t (at date NOT NULL, country text) PARTITION BY RANGE (at)",
          "CREATE TABLE t_old PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2025-01-01')",
          "DO $$ BEGIN EXECUTE format('CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (%L) TO (%L)"
              + " PARTITION BY LIST (country)', current_date - 30, current_date); END $$",
          "CREATE TABLE t_1_x PARTITION OF t_1 DEFAULT",
          "CREATE TABLE \"t_%s\" (taken int)"
              .formatted(ward.text("SELECT to_char(current_date, 'YYYY_MM_DD')")));
      Report.Entry entry = Ward.the(ward.examine(), "PN", "public.t");
      assertThat(entry.advice().fix()).contains("partitioned further");
      ward.heal(entry);
      assertThat(
              ward.number(
                  "SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                      + " WHERE i.inhparent = 't'::regclass AND c.relkind = 'p'"))
          .isEqualTo(2);
      ward.relapse(entry);
    }
  }

  @Test
  void rowsInTheDefaultOfAListMayBeMeantSo() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "lists")) {
      ward.run(
          "CREATE TABLE t (country text, n int) PARTITION BY LIST (country)",
          "CREATE TABLE t_de PARTITION OF t FOR VALUES IN ('a secret')",
          "CREATE TABLE t_rest PARTITION OF t DEFAULT");
      assertThat(Ward.verdict(ward.examine(), Area.PARTITIONS).why())
          .isEqualTo("1 partitioned table");
      ward.run("INSERT INTO t SELECT 'fr', i FROM generate_series(1, 10) i");
      Checkup checkup = ward.examine();
      Report.Entry entry = Ward.the(checkup, "PD", "public.t");
      assertThat(entry.finding().severity()).isEqualTo(Severity.INFO);
      assertThat(checkup.toString()).doesNotContain("a secret");
      ward.heal(entry);
    }
  }
}
