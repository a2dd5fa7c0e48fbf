package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a check-up costs a server whose database has 5,000 tables, each with two indexes and a TOAST
 * table, by its own pg_stat_statements. Prints the table of docs/doctor.md; how long it takes is no
 * assertion, that every question is answered is: none takes the 5 s that it may.
 */
@Tag("proof")
class CostProofTest {
  private static final int TABLES = 5_000;
  private static final int BATCH = 500;

  @Test
  void everyQuestionIsAnsweredByADatabaseOfManyTables() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder()
                .setting("autovacuum", "off")
                .setting("pg_stat_statements.track_planning", "on")
                .setting("max_locks_per_transaction", "1024")
                .start();
        Ward ward = Ward.open(cluster.primary(), "many")) {
      ward.run("CREATE EXTENSION pg_stat_statements", "CREATE EXTENSION pgstattuple");
      for (int from = 1; from <= TABLES; from += BATCH) {
        ward.run(
            ("DO $$ BEGIN FOR i IN %d..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY"
                    + " KEY, a int, s text)', i); EXECUTE format('CREATE INDEX ON t%%s (a)', i);"
                    + " EXECUTE format('INSERT INTO t%%s SELECT g, g, ''x'' FROM generate_series(1,"
                    + " 20) g', i); END LOOP; END $$")
                .formatted(from, from + BATCH - 1));
      }
      ward.run(
          "INSERT INTO t1 SELECT g, g, repeat('x', 1000) FROM generate_series(21, 50000) g",
          "ANALYZE");
      ward.begin();
      ward.observe();
      ward.run("SELECT pg_stat_statements_reset()");
      ward.begin();
      ServerSample sample = ward.observe().now();
      assertThat(unseen(sample)).as("questions without an answer").isEmpty();
      print(ward);

      try (Connection connection = ward.connect("alter");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("LOCK TABLE t1, t2 IN ACCESS EXCLUSIVE MODE");
        assertThat(unseen(ward.observe().now())).as("without an answer beside a lock").isEmpty();
      }
    }
  }

  private static List<String> unseen(ServerSample sample) {
    Map<String, Answer<?>> answers = new TreeMap<>();
    answers.put("sessions", sample.sessions());
    answers.put("prepared", sample.prepared());
    answers.put("slots", sample.slots());
    answers.put("standbys", sample.standbys());
    answers.put("connections", sample.connections());
    answers.put("databases", sample.databases());
    answers.put("vacuums", sample.vacuums());
    answers.put("tables", sample.tables());
    answers.put("indexes", sample.indexes());
    answers.put("redundantIndexes", sample.redundantIndexes());
    answers.put("foreignKeys", sample.foreignKeys());
    answers.put("sequences", sample.sequences());
    answers.put("statements", sample.statements());
    answers.put("space", sample.space());
    answers.put("partitions", sample.partitions());
    answers.put("toasts", sample.toasts());
    List<String> unseen = new ArrayList<>();
    answers.forEach(
        (name, answer) -> {
          if (!answer.isSeen()) {
            unseen.add(name + ": " + answer.unseen());
          }
        });
    return unseen;
  }

  private static void print(Ward ward) throws Exception {
    try (Connection connection = ward.connect("ward");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT left(regexp_replace(query, '[|\\s]+', ' ', 'g'), 90) AS question, calls,"
                    + " total_exec_time + total_plan_time AS ms,"
                    + " sum(total_exec_time + total_plan_time) OVER () AS all_ms"
                    + " FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE"
                    + " datname = current_database()) ORDER BY 3 DESC LIMIT 25")) {
      System.out.println("\n| question | asked | ms |\n|---|---|---|");
      double all = 0;
      while (rows.next()) {
        System.out.printf(
            "| %s | %d | %.0f |%n", rows.getString(1), rows.getLong(2), rows.getDouble(3));
        all = rows.getDouble(4);
      }
      System.out.printf("| all | | %.0f |%n", all);
    }
  }
}
