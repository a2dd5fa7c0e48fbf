package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which of several causes is told of updates that are not HOT. */
class LowHotTest {
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
  void whileSomethingHoldsTheHorizonFullPagesAreItsSymptom() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "held");
        Connection holder = ward.connect("forgetful")) {
      table(ward);
      hold(holder);
      ward.begin();
      update(ward, "status = 'secret'");
      Report.Entry entry = Ward.the(ward.examine(), "LH", "orders");
      assertThat(entry.finding().number("hotShare")).isLessThan(0.5);
      assertThat(entry.advice().fix()).doesNotContain("fillfactor", "in ranges");
      assertThat(entry.advice().statements()).isEmpty();
      assertThat(entry.advice().because())
          .anyMatch(why -> why.contains("forgetful") && why.contains("VACUUM is held back"));
      // And so it is.
      holder.rollback();
      ward.run("VACUUM orders");
      ward.begin();
      update(ward, "status = 'secret'");
      assertThat(Ward.all(ward.examine(), "LH", "")).isEmpty();
    }
  }

  @Test
  void whatHoldsTheHorizonHasItAsASymptomUnlessAnIndexIsInTheWay() throws Exception {
    try (Ward ward = Ward.open(cluster.primary(), "folded");
        Connection holder = ward.connect("forgetful")) {
      table(ward);
      hold(holder);
      ward.begin();
      churn(ward, "status = 'secret'");
      Checkup checkup = ward.examine();
      assertThat(checkup.diagnoses())
          .filteredOn(one -> one.finding().code().equals(HorizonHeld.CODE))
          .singleElement()
          .satisfies(
              held ->
                  assertThat(held.symptoms())
                      .extracting(one -> one.finding().code())
                      .contains(LowHot.CODE));
      ward.run("CREATE INDEX orders_touched ON orders (touched)");
      ward.begin();
      churn(ward, "touched = clock_timestamp()");
      Checkup other = ward.examine();
      assertThat(other.diagnoses())
          .filteredOn(one -> one.finding().code().equals(LowHot.CODE))
          .singleElement()
          .satisfies(
              low ->
                  assertThat(low.entry().advice().because())
                      .anyMatch(why -> why.contains("indexed by orders_touched"))
                      .anyMatch(why -> why.contains("forgetful")));
      // The end of the holder does not help here.
      holder.rollback();
      ward.run("VACUUM orders");
      ward.begin();
      churn(ward, "touched = clock_timestamp()");
      assertThat(Ward.the(ward.examine(), "LH", "orders").finding().number("hotShare")).isZero();
    }
  }

  private static void table(Ward ward) throws SQLException {
    ward.run(
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
        "SELECT pg_stat_statements_reset()",
        "CREATE TABLE orders (id int PRIMARY KEY, status text, touched timestamptz) WITH"
            + " (fillfactor = 80)",
        "INSERT INTO orders SELECT i, 'new', now() FROM generate_series(1, 1000) i",
        "VACUUM ANALYZE orders");
  }

  private static void hold(Connection holder) throws SQLException {
    holder.setAutoCommit(false);
    try (Statement statement = holder.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE kept (id int)");
      statement.execute("INSERT INTO kept VALUES (1)");
    }
  }

  /** A tenth of the rows, again and again: there is room for them where dead ones are removed. */
  private static void update(Ward ward, String set) throws SQLException {
    String update = "UPDATE orders SET %s WHERE id %% 10 = 0".formatted(set);
    ward.run(Collections.nCopies(110, update).toArray(String[]::new));
  }

  /** Updates, with a VACUUM between them now and then. */
  private static void churn(Ward ward, String set) throws SQLException {
    update(ward, set);
    ward.run("VACUUM orders");
    update(ward, set);
    ward.run("VACUUM orders");
  }
}
