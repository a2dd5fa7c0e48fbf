package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.Doubt;
import dev.weir.analyzer.sample.TableSample;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares what is counted and estimated with what is so: a table's size after VACUUM FULL, an
 * index's after REINDEX, the dead rows that pgstattuple finds and those that VACUUM removes. Prints
 * the tables of docs/doctor.md.
 */
@Tag("proof")
class GroundTruthProofTest {
  private static final double POINTS = 0.05;
  private static final Pattern REMOVED = Pattern.compile("tuples: (\\d+) removed");

  /**
   * A way in which a table, or an index of it, may have become as it is.
   *
   * @param what in words
   * @param relation its name
   * @param steps each in a session of its own
   */
  private record Shape(String what, String relation, List<String> steps) {
    boolean isIndex() {
      return relation.startsWith("i_");
    }

    String table() {
      return relation.replaceFirst("^i_", "t_");
    }
  }

  private static Shape shape(String what, String relation, String... steps) {
    return new Shape(what, relation, List.of(steps));
  }

  private static final List<Shape> SHAPES =
      List.of(
          shape(
              "integers, as loaded",
              "t_ints",
              "CREATE TABLE t_ints AS SELECT i AS a, i AS b, i AS c FROM generate_series(1, 400000)"
                  + " i",
              "VACUUM ANALYZE t_ints"),
          shape(
              "texts of 0 to 200 characters, as loaded",
              "t_texts",
              "CREATE TABLE t_texts AS SELECT i, repeat('x', (i * 7919) % 200) AS s FROM"
                  + " generate_series(1, 150000) i",
              "VACUUM ANALYZE t_texts"),
          shape(
              "columns that need padding",
              "t_padded",
              "CREATE TABLE t_padded AS SELECT true AS a, i::bigint AS b, false AS c, now() AS d,"
                  + " i::smallint AS e, md5(i::text)::uuid AS f FROM generate_series(1, 30000) i,"
                  + " generate_series(1, 8)",
              "VACUUM ANALYZE t_padded"),
          shape(
              "ten columns, half of them null",
              "t_nulls",
              "CREATE TABLE t_nulls AS SELECT i AS a, CASE WHEN i % 2 = 0 THEN i END AS b, CASE"
                  + " WHEN i % 3 = 0 THEN 'word' END AS c, CASE WHEN i % 4 = 0 THEN now() END AS d,"
                  + " NULL::int AS e, i::numeric AS f, NULL::text AS g, CASE WHEN i % 2 = 1 THEN"
                  + " md5(i::text) END AS h, i AS i, NULL::bigint AS j FROM generate_series(1,"
                  + " 200000) i",
              "VACUUM ANALYZE t_nulls"),
          shape(
              "jsonb",
              "t_json",
              "CREATE TABLE t_json AS SELECT i, jsonb_build_object('id', i, 'name', md5(i::text),"
                  + " 'tags', jsonb_build_array(i, i % 7)) AS doc FROM generate_series(1, 120000)"
                  + " i",
              "VACUUM ANALYZE t_json"),
          shape(
              "nine of ten rows deleted, vacuumed",
              "t_deleted",
              "CREATE TABLE t_deleted AS SELECT i, md5(i::text) AS s FROM generate_series(1,"
                  + " 300000) i",
              "DELETE FROM t_deleted WHERE i % 10 <> 0",
              "VACUUM ANALYZE t_deleted"),
          shape(
              "half of the rows deleted, not vacuumed",
              "t_dead",
              "CREATE TABLE t_dead AS SELECT i, md5(i::text) AS s FROM generate_series(1, 300000)"
                  + " i",
              "DELETE FROM t_dead WHERE i % 2 = 0",
              "ANALYZE t_dead"),
          shape(
              "all rows updated three times, vacuumed",
              "t_updated",
              "CREATE TABLE t_updated AS SELECT i, 0 AS n, md5(i::text) AS s FROM"
                  + " generate_series(1, 100000) i",
              "UPDATE t_updated SET n = 1",
              "UPDATE t_updated SET n = 2",
              "UPDATE t_updated SET n = 3",
              "VACUUM ANALYZE t_updated"),
          shape(
              "all rows updated three times, nothing since",
              "t_stale",
              "CREATE TABLE t_stale AS SELECT i, 0 AS n, md5(i::text) AS s FROM generate_series(1,"
                  + " 100000) i",
              "ANALYZE t_stale",
              "UPDATE t_stale SET n = 1",
              "UPDATE t_stale SET n = 2",
              "UPDATE t_stale SET n = 3"),
          shape(
              "refilled after a delete",
              "t_refilled",
              "CREATE TABLE t_refilled AS SELECT i, md5(i::text) AS s FROM generate_series(1,"
                  + " 200000) i",
              "DELETE FROM t_refilled WHERE i % 10 <> 0",
              "VACUUM ANALYZE t_refilled",
              "INSERT INTO t_refilled SELECT i, md5(i::text) FROM generate_series(1, 180000) i"),
          shape(
              "fillfactor 50, as loaded",
              "t_filled",
              "CREATE TABLE t_filled (i int, s text) WITH (fillfactor = 50)",
              "INSERT INTO t_filled SELECT i, md5(i::text) FROM generate_series(1, 100000) i",
              "VACUUM ANALYZE t_filled"),
          shape(
              "rows all deleted, vacuumed but for the last",
              "t_emptied",
              "CREATE TABLE t_emptied AS SELECT i, md5(i::text) AS s FROM generate_series(1,"
                  + " 200000) i",
              "DELETE FROM t_emptied WHERE i < 200000",
              "VACUUM ANALYZE t_emptied"),
          shape(
              "rows of 3,000 bytes",
              "t_wide",
              "CREATE TABLE t_wide (i int, s text)",
              "ALTER TABLE t_wide ALTER s SET STORAGE PLAIN",
              "INSERT INTO t_wide SELECT i, repeat('x', 3000) FROM generate_series(1, 5000) i",
              "VACUUM ANALYZE t_wide"),
          shape(
              "texts of 600 characters",
              "t_long",
              "CREATE TABLE t_long AS SELECT i, repeat('x', 560 + i % 80) AS s FROM"
                  + " generate_series(1, 25000) i",
              "VACUUM ANALYZE t_long"),
          shape(
              "texts in a TOAST table",
              "t_toasted",
              "CREATE TABLE t_toasted (i int, a text, s text)",
              "ALTER TABLE t_toasted ALTER s SET STORAGE EXTERNAL",
              "INSERT INTO t_toasted SELECT i, repeat('a', 100), repeat('x', 2100) FROM"
                  + " generate_series(1, 80000) i",
              "DELETE FROM t_toasted WHERE i % 4 <> 0",
              "VACUUM ANALYZE t_toasted"),
          shape(
              "columns of type name",
              "t_names",
              "CREATE TABLE t_names AS SELECT i, i::text::name AS n FROM generate_series(1, 150000)"
                  + " i",
              "VACUUM ANALYZE t_names"),
          shape(
              "a column dropped",
              "t_dropped",
              "CREATE TABLE t_dropped AS SELECT i, md5(i::text) AS s FROM generate_series(1,"
                  + " 250000) i",
              "ALTER TABLE t_dropped DROP COLUMN s",
              "VACUUM ANALYZE t_dropped"),
          shape(
              "never analyzed",
              "t_new",
              "CREATE TABLE t_new AS SELECT i, md5(i::text) AS s FROM generate_series(1, 200000)"
                  + " i"),
          shape(
              "index: unique integers, as built",
              "i_built",
              "CREATE TABLE t_built AS SELECT i FROM generate_series(1, 600000) i",
              "ANALYZE t_built",
              "CREATE INDEX i_built ON t_built (i)"),
          shape(
              "index: unique integers, nine of ten deleted",
              "i_thinned",
              "CREATE TABLE t_thinned AS SELECT i FROM generate_series(1, 600000) i",
              "CREATE INDEX i_thinned ON t_thinned (i)",
              "DELETE FROM t_thinned WHERE i % 10 <> 0",
              "VACUUM ANALYZE t_thinned"),
          shape(
              "index: hashes, inserted at random",
              "i_random",
              "CREATE TABLE t_random (s text)",
              "CREATE INDEX i_random ON t_random (s)",
              "INSERT INTO t_random SELECT md5(i::text) FROM generate_series(1, 200000) i",
              "VACUUM ANALYZE t_random"),
          shape(
              "index: few values that repeat",
              "i_repeated",
              "CREATE TABLE t_repeated AS SELECT i % 100 AS i FROM generate_series(1, 2000000) i",
              "ANALYZE t_repeated",
              "CREATE INDEX i_repeated ON t_repeated (i)"));

  @Test
  void figuresAgreeWithWhatIsSo() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder()
                .setting("autovacuum", "off")
                .setting("max_wal_size", "4GB")
                .start();
        Ward ward = Ward.open(cluster.primary(), "truth")) {
      ward.run("CREATE EXTENSION pgstattuple");
      for (Shape shape : SHAPES) {
        for (String step : shape.steps()) {
          ward.run(step);
        }
      }
      ServerSample estimates = ward.observe().now();
      ward.begin();
      ServerSample measures = ward.observe().now();
      List<String> space = new ArrayList<>();
      List<String> dead = new ArrayList<>();
      List<String> wrong = new ArrayList<>();
      int judged = 0;
      for (Shape shape : SHAPES) {
        if (!shape.isIndex()) {
          dead.add(dead(ward, shape, estimates, wrong));
        }
        SpaceSample guess = file(estimates, shape);
        SpaceSample measure = file(measures, shape);
        double fresh = fresh(ward, shape);
        double truth = 1 - fresh / guess.bytes();
        FreshSize estimate = FreshSize.of(guess, estimates.server());
        FreshSize measured = FreshSize.of(measure, measures.server());
        double guessed = 1 - estimate.bytes() / guess.bytes();
        double seen = 1 - measured.bytes() / measure.bytes();
        space.add(
            "| %s | %s | %s | %s | %s |"
                .formatted(
                    shape.what(),
                    Words.bytes((double) guess.bytes()),
                    percent(truth),
                    percent(seen),
                    estimate.doubt() == null ? percent(guessed) : "none: " + estimate.doubt()));
        boolean least = measure.doubt() == Doubt.DROPPED_COLUMNS;
        if (least ? seen > truth + POINTS : Math.abs(seen - truth) > POINTS) {
          wrong.add(shape.what() + ": measured " + percent(seen) + ", is " + percent(truth));
        }
        if (estimate.doubt() == null) {
          judged++;
          if (Math.abs(guessed - truth) > POINTS) {
            wrong.add(shape.what() + ": estimated " + percent(guessed) + ", is " + percent(truth));
          }
        }
      }
      print("| shape | size | is of no use | measured | estimated |", 5, space);
      print("| shape | dead rows counted | by pgstattuple | removed by VACUUM |", 4, dead);
      assertThat(wrong).isEmpty();
      assertThat(judged).as("shapes with an estimate").isGreaterThanOrEqualTo(12);
    }
  }

  private static String dead(Ward ward, Shape shape, ServerSample sample, List<String> wrong)
      throws SQLException {
    TableStats stats =
        sample.tables().rows().stream()
            .filter(table -> table.name().name().equals(shape.table()))
            .map(TableSample::stats)
            .findFirst()
            .orElseThrow();
    long truth =
        ward.number("SELECT dead_tuple_count FROM pgstattuple('%s')".formatted(shape.table()));
    long removed = removed(ward, shape.table());
    // What pages have dropped in passing stays counted until VACUUM comes.
    boolean pruned = stats.deadRows() > truth;
    if (stats.deadRows() < 0.95 * removed || (!pruned && stats.deadRows() > 1.05 * removed)) {
      wrong.add(
          "%s: %d dead rows counted, %d removed"
              .formatted(shape.what(), stats.deadRows(), removed));
    }
    return "| %s | %,d | %,d | %,d |".formatted(shape.what(), stats.deadRows(), truth, removed);
  }

  /** In its own words. */
  private static long removed(Ward ward, String table) throws SQLException {
    try (Connection connection = ward.connect("vacuum");
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM (VERBOSE, PROCESS_TOAST off) " + table);
      for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
        Matcher matcher = REMOVED.matcher(String.valueOf(each.getMessage()));
        if (matcher.find()) {
          return Long.parseLong(matcher.group(1));
        }
      }
    }
    throw new IllegalStateException("VACUUM did not say what it removed from " + table);
  }

  private static double fresh(Ward ward, Shape shape) throws SQLException {
    ward.run((shape.isIndex() ? "REINDEX INDEX " : "VACUUM FULL ") + shape.relation());
    return ward.number("SELECT pg_relation_size('%s')".formatted(shape.relation()));
  }

  private static SpaceSample file(ServerSample sample, Shape shape) {
    return sample.space().rows().stream()
        .filter(file -> file.name().name().equals(shape.relation()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(shape.relation() + " is not of 10 MB"));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static void print(String head, int columns, List<String> rows) {
    System.out.println("\n" + head + "\n" + "|---".repeat(columns) + "|");
    rows.forEach(System.out::println);
  }
}
