package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SessionSample;
import dev.weir.analyzer.server.ServerSampler;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same illness, seen by who may see little, much and all. */
class RightsTest {
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().setting("autovacuum_naptime", "1s").start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void eachRoleIsHonestAboutWhatItDoesNotSee() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "rights")) {
      ward.run(
          "CREATE EXTENSION pg_stat_statements",
          "CREATE ROLE \"no\"\"body\" LOGIN PASSWORD 'x'",
          "CREATE ROLE watcher LOGIN PASSWORD 'x' IN ROLE pg_monitor",
          "CREATE TABLE queue (id serial PRIMARY KEY, n int)",
          "CREATE TABLE audit (t text)",
          "INSERT INTO queue (n) SELECT 0 FROM generate_series(1, 2000)");
      ward.run("VACUUM ANALYZE queue");
      try (Connection held = ward.connect("billing");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("INSERT INTO audit VALUES ('a secret')");
        for (int i = 0; i < 10; i++) {
          ward.run("UPDATE queue SET n = n + 1");
        }
        Ward.until(
            "autovacuum ran",
            () -> ward.number("SELECT pg_stat_get_autovacuum_count('queue'::regclass)") > 0);
        ward.begin();
        Ward.until(
            "autovacuum ran again",
            () ->
                ward.number("SELECT pg_stat_get_autovacuum_count('queue'::regclass)")
                    > ward.first().tables().rows().stream()
                        .filter(table -> table.name().name().equals("queue"))
                        .findFirst()
                        .orElseThrow()
                        .autovacuums());

        Checkup nobody = ward.examineAs("no\"body", "x");
        Report.Entry hidden = Ward.the(nobody, "VH", "billing");
        assertThat(hidden.finding().subject().text()).contains("what it does is hidden");
        assertThat(hidden.advice().statements()).isEmpty();
        assertThat(hidden.advice().fix()).contains("GRANT pg_monitor TO \"no\"\"body\"");
        assertThat(nobody.binds()).contains("the vacuum horizon binds");
        assertThat(nobody.unseen())
            .anyMatch(why -> why.contains("GRANT pg_monitor TO \"no\"\"body\""));
        assertThat(Ward.verdict(nobody, Area.SEQUENCES).state()).isEqualTo(State.NOT_JUDGED);
        assertThat(Ward.verdict(nobody, Area.SEQUENCES).why()).contains("may not read 1 of 1");

        Checkup watcher = ward.examineAs("watcher", "x");
        Report.Entry seen = Ward.the(watcher, "VH", "billing");
        assertThat(seen.finding().subject().text()).contains("idle in transaction");
        assertThat(seen.advice().statements()).isNotEmpty();
        assertThat(seen.advice().because()).anyMatch(why -> why.contains("INSERT INTO audit"));
        assertThat(watcher.unseen()).noneMatch(why -> why.contains("pg_monitor"));
        assertThat(Ward.verdict(watcher, Area.SEQUENCES).state()).isEqualTo(State.NOT_JUDGED);

        Checkup superuser = ward.examine();
        assertThat(Ward.the(superuser, "VH", "billing").finding().subject().text())
            .isEqualTo(seen.finding().subject().text());
        assertThat(Ward.verdict(superuser, Area.SEQUENCES).state()).isEqualTo(State.OK);
        assertThat(nobody + " " + watcher + superuser).doesNotContain("a secret");
      }
    }
  }

  @Test
  void whoDoesNotSeeWhatASessionDoesIsNotToldToCancelIt() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "hidden")) {
      ward.run("CREATE ROLE unseeing LOGIN PASSWORD 'x'", "CREATE TABLE t (id int)");
      List<FutureTask<Void>> waiting = new ArrayList<>();
      try (Connection held = ward.connect("billing");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("LOCK TABLE t");
        for (int i = 0; i < 3; i++) {
          FutureTask<Void> wait =
              new FutureTask<>(
                  () -> {
                    ward.run("SELECT count(*) FROM t");
                    return null;
                  });
          new Thread(wait).start();
          waiting.add(wait);
        }
        Ward.until(
            "they wait", () -> ward.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 3);
        Report.Entry entry = Ward.the(ward.examineAs("unseeing", "x"), "LC", "billing");
        assertThat(entry.advice().statements()).isEmpty();
        assertThat(entry.advice().fix())
            .contains("hidden from this role (GRANT pg_monitor TO unseeing)")
            .doesNotContain("Cancel it");
        assertThat(entry.advice().because())
            .anyMatch(why -> why.contains("waits on public.t for AccessShareLock"))
            .noneMatch(why -> why.contains("null"));
        Report.Entry seen = Ward.the(ward.examine(), "LC", "billing");
        ward.heal(seen);
        for (FutureTask<Void> each : waiting) {
          each.get();
        }
      }
    }
  }

  @Test
  void aWorkerOfAutovacuumIsNobodysSession() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "workers")) {
      ward.run(
          "CREATE ROLE outsider LOGIN PASSWORD 'x'",
          "CREATE TABLE t (id int, s text) WITH (autovacuum_vacuum_threshold = 2000000000,"
              + " autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_threshold = 1,"
              + " autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)",
          "INSERT INTO t SELECT i, repeat('x', 500) FROM generate_series(1, 20000) i");
      Ward.until(
          "one is at it",
          () ->
              ward.number(
                      "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
                          + " AND datname = 'workers' AND backend_xmin IS NOT NULL")
                  == 1);
      String address = ward.url().substring(0, ward.url().indexOf('?'));
      try (ServerSampler sampler =
          new ServerSampler(() -> DriverManager.getConnection(address, "outsider", "x"))) {
        ServerSample sample = sampler.sample(null);
        assertThat(sample.sessions().rows())
            .filteredOn(session -> session.role() == null)
            .isNotEmpty()
            .allMatch(SessionSample::vacuums);
        assertThat(sample.connections().rows()).allMatch(group -> group.role() != null);
      }
    }
  }

  @Test
  void aTableThatIsLockedDelaysNothing() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "locked")) {
      ward.run(
          "CREATE TABLE t (id serial PRIMARY KEY, a int)",
          "CREATE INDEX t_a ON t (a)",
          "CREATE INDEX t_a2 ON t (a)");
      try (Connection held = ward.connect("migration");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
        Checkup checkup = ward.examine();
        Report.Entry entry = Ward.the(checkup, "IXR", "t_a2");
        assertThat(entry.advice().undo()).isEmpty();
        assertThat(checkup.unseen()).noneMatch(why -> why.contains("could not be read"));
      }
    }
  }

  @Test
  void anIndexThatSomebodyBuildsIsNotLeftByABuildThatFailed() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "building")) {
      ward.run(
          "CREATE ROLE blind LOGIN PASSWORD 'x'",
          "CREATE TABLE t (a int)",
          "INSERT INTO t VALUES (1)");
      try (Connection held = ward.connect("billing");
          Statement statement = held.createStatement()) {
        held.setAutoCommit(false);
        statement.execute("UPDATE t SET a = 2");
        FutureTask<Void> build =
            new FutureTask<>(
                () -> {
                  ward.run("CREATE INDEX CONCURRENTLY t_a ON t (a)");
                  return null;
                });
        new Thread(build).start();
        Ward.until(
            "the build waits",
            () -> ward.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 1);
        assertThat(Ward.all(ward.examineAs("blind", "x"), "IXI", "")).isEmpty();
        assertThat(Ward.all(ward.examine(), "IXI", "")).isEmpty();
        held.rollback();
        build.get();
      }
    }
  }
}
