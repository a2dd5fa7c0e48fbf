package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.DatabaseSample;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IndexesTest {
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
  void redundantIndexesAreTheSameOrTheBeginningOfAnother() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "redundant")) {
      ward.run(
          "CREATE TABLE p (id int PRIMARY KEY)",
          "CREATE TABLE d (id int PRIMARY KEY, a int, b int, c text, deleted bool, \"No\"\"w\""
              + " int)",
          "CREATE INDEX d_a ON d (a)",
          "CREATE INDEX d_a2 ON d (a)",
          "CREATE INDEX d_ab ON d (a, b)",
          "CREATE INDEX d_ab_desc ON d (a DESC, b)",
          "CREATE INDEX d_a_inc ON d (a) INCLUDE (b)",
          "CREATE INDEX d_c ON d (c)",
          "CREATE INDEX d_c_pat ON d (c text_pattern_ops)",
          "CREATE INDEX d_c_c ON d (c COLLATE \"C\")",
          "CREATE INDEX d_a_part ON d (a) WHERE NOT deleted",
          "CREATE INDEX d_a_hash ON d USING hash (a)",
          "CREATE INDEX d_lower ON d (lower(c))",
          "CREATE INDEX d_lower2 ON d (lower(c))",
          "CREATE UNIQUE INDEX d_id ON d (id)",
          "CREATE INDEX \"d \"\"x\"\"; drop\" ON d (\"No\"\"w\")",
          "CREATE INDEX \"d \"\"y\"\"\" ON d (\"No\"\"w\")");
      Checkup checkup = ward.examine();
      assertThat(Ward.all(checkup, "IXR", ""))
          .extracting(
              entry -> entry.finding().subject().text().replaceAll("^public\\.(.*) on .*", "$1"))
          .containsExactlyInAnyOrder("d_a", "d_a2", "d_a_inc", "d_lower2", "d_id", "d \"y\"");
      assertThat(Ward.the(checkup, "IXR", "d_lower2").advice().undo()).isEmpty();
      assertThat(Ward.verdict(checkup, Area.INDEXES).state()).isEqualTo(State.LOOK);

      Report.Entry hostile = Ward.the(checkup, "IXR", "d \"y\"");
      for (Report.Entry entry : Ward.all(checkup, "IXR", "")) {
        ward.heal(entry);
      }
      assertThat(Ward.all(ward.examine(), "IXR", "")).isEmpty();
      ward.relapse(hostile);
      Ward.the(ward.examine(), "IXR", "d \"y\"");
    }
  }

  @Test
  void anIndexWhoseBuildFailedIsDropped() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "invalid")) {
      ward.run("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1), (1)");
      assertThatThrownBy(() -> ward.run("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)"))
          .isInstanceOf(SQLException.class);
      Report.Entry entry = Ward.the(ward.examine(), "IXI", "t_a");
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "IXI", "")).isEmpty();
      ward.run("DELETE FROM t");
      ward.relapse(entry);
      assertThat(
              ward.number(
                  "SELECT count(*) FROM pg_index WHERE indisunique AND indisvalid"
                      + " AND indexrelid = 't_a'::regclass"))
          .isEqualTo(1);
    }
  }

  @Test
  void ofAPartitionedTableTheWholeIndexIsRedundant() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "parted")) {
      ward.run(
          "CREATE TABLE p (id int, a int, b int) PARTITION BY RANGE (id)",
          "CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (1000)",
          "CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (1000) TO (20000)",
          "INSERT INTO p SELECT i, i, i FROM generate_series(1, 10000) i",
          "CREATE INDEX p_ab ON p (a, b)",
          "CREATE INDEX p_a ON p (a)",
          "CREATE INDEX p_b ON p (b)",
          "CREATE INDEX p_b2 ON p (b)",
          "CREATE INDEX p_1_alone ON p_1 (a)",
          "VACUUM ANALYZE");
      Checkup checkup = ward.examine();
      assertThat(Ward.all(checkup, "IXR", ""))
          .extracting(
              entry -> entry.finding().subject().text().replaceAll("^public\\.(.*) on .*", "$1"))
          .containsExactlyInAnyOrder("p_a", "p_b2", "p_1_alone");
      Report.Entry whole = Ward.the(checkup, "IXR", "p_b2");
      assertThat(whole.finding().number("sizeBytes")).isGreaterThan(100_000);
      assertThat(whole.advice().fix()).contains("of all its partitions", "ACCESS EXCLUSIVE");
      assertThat(whole.advice().because()).anyMatch(why -> why.contains("pg_get_indexdef("));
      for (Report.Entry entry : Ward.all(checkup, "IXR", "")) {
        ward.heal(entry);
      }
      assertThat(Ward.all(ward.examine(), "IXR", "")).isEmpty();
      assertThat(ward.number("SELECT count(*) FROM pg_indexes WHERE tablename ~ '^p_'"))
          .isEqualTo(4);
    }
  }

  @Test
  void aForeignKeyWithoutAnIndexHurtsWhereRowsAreDeleted() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "keys")) {
      ward.run(
          "CREATE TABLE parent (id int PRIMARY KEY, other int UNIQUE)",
          "CREATE TABLE child (id int PRIMARY KEY, \"parent\"\"Id\" int REFERENCES parent (id),"
              + " other int REFERENCES parent (other))",
          "CREATE INDEX child_other ON child (other) WHERE other IS NOT NULL",
          "INSERT INTO parent SELECT i, i FROM generate_series(1, 100) i",
          "INSERT INTO child SELECT i, i % 100 + 1, NULL FROM generate_series(1, 10000) i");
      ward.run("ANALYZE");
      Report.Entry quiet = Ward.the(ward.examine(), "FKI", "parent\"Id");
      assertThat(quiet.finding().severity()).isEqualTo(Severity.INFO);
      ward.run("INSERT INTO parent VALUES (1000, 1000)", "DELETE FROM parent WHERE id = 1000");
      Report.Entry entry = Ward.the(ward.examine(), "FKI", "parent\"Id");
      assertThat(entry.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(entry.finding().count("parentDeletes")).isEqualTo(1);
      assertThat(entry.finding().count("rows")).isEqualTo(10_000);
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "FKI", "")).isEmpty();
      ward.relapse(entry);
      Ward.the(ward.examine(), "FKI", "");
    }
  }

  @Test
  void aForeignKeyOfAPartitionedTableCountsTheRowsOfItsPartitions() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "partitioned_keys")) {
      ward.run(
          "CREATE TABLE parent (id int PRIMARY KEY) PARTITION BY RANGE (id)",
          "CREATE TABLE parent_1 PARTITION OF parent FOR VALUES FROM (0) TO (1000)",
          "CREATE TABLE child (id int, parent_id int REFERENCES parent) PARTITION BY RANGE (id)",
          "CREATE TABLE child_1 PARTITION OF child FOR VALUES FROM (0) TO (6000)",
          "CREATE TABLE child_2 PARTITION OF child FOR VALUES FROM (6000) TO (20000)",
          "INSERT INTO parent SELECT generate_series(1, 100)",
          "INSERT INTO child SELECT i, i % 99 + 1 FROM generate_series(1, 10000) i",
          "DELETE FROM parent WHERE id = 100");
      ward.run("ANALYZE");
      Report.Entry entry = Ward.the(ward.examine(), "FKI", "");
      assertThat(entry.finding().severity()).isEqualTo(Severity.WARNING);
      assertThat(entry.finding().count("rows")).isEqualTo(10_000);
      assertThat(entry.finding().count("parentDeletes")).isEqualTo(1);
      assertThat(entry.advice().fix()).contains("stops writes");
      ward.heal(entry);
      assertThat(Ward.all(ward.examine(), "FKI", "")).isEmpty();
      ward.relapse(entry);
      Ward.the(ward.examine(), "FKI", "");
    }
  }

  @Test
  void anIndexIsUnusedOnlyAfterFiveWeeks() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "unused")) {
      ward.run(
          "CREATE TABLE t (id int PRIMARY KEY, a text, b text)",
          "CREATE INDEX t_a ON t (a)",
          "CREATE INDEX t_b ON t (b)",
          "INSERT INTO t SELECT i, md5(i::text), md5(i::text) FROM generate_series(1, 200000) i",
          "VACUUM ANALYZE t",
          "SET enable_seqscan = off; SELECT count(*) FROM t WHERE b = 'x'",
          "SELECT pg_stat_reset_shared('bgwriter')");
      Checkup young = ward.examine();
      assertThat(Ward.all(young, "IXU", "")).isEmpty();
      assertThat(Ward.verdict(young, Area.INDEXES).state()).isEqualTo(State.NOT_JUDGED);
      assertThat(Ward.verdict(young, Area.INDEXES).why()).contains("35 days", "nobody knows when");

      Observation now = ward.observe();
      Checkup old = Doctor.examine(counting(now, Duration.ofDays(36)));
      Report.Entry entry = Ward.the(old, "IXU", "t_a");
      assertThat(entry.finding().number("sizeBytes")).isGreaterThan(10 << 20);
      assertThat(Ward.all(old, "IXU", "t_b")).isEmpty();
      ward.heal(entry);
      assertThat(Ward.all(Doctor.examine(counting(ward.observe(), Duration.ofDays(36))), "IXU", ""))
          .isEmpty();
      ward.relapse(entry);
      assertThat(ward.number("SELECT count(*) FROM pg_indexes WHERE indexname = 't_a'"))
          .isEqualTo(1);
    }
  }

  /** The same, with counters that began long ago. */
  private static Observation counting(Observation observation, Duration age) {
    ServerSample now = observation.now();
    List<DatabaseSample> databases =
        now.databases().rows().stream()
            .map(
                one ->
                    new DatabaseSample(
                        one.name(),
                        one.current(),
                        one.xidAge(),
                        one.multixactAge(),
                        one.commits(),
                        one.rollbacks(),
                        one.blocksRead(),
                        one.blocksHit(),
                        one.tempFiles(),
                        one.tempBytes(),
                        one.deadlocks(),
                        one.sessionsMade(),
                        now.at().minus(age)))
            .toList();
    return new Observation(
        observation.name(),
        observation.before(),
        new ServerSample(
            now.at(),
            now.server(),
            now.sessions(),
            now.prepared(),
            now.slots(),
            now.standbys(),
            now.replay(),
            now.connections(),
            Answer.of(databases, now.at()),
            now.vacuums(),
            now.tables(),
            now.indexes(),
            now.redundantIndexes(),
            now.foreignKeys(),
            now.sequences(),
            now.statements(),
            now.space(),
            now.partitions(),
            now.toasts()),
        List.of());
  }
}
