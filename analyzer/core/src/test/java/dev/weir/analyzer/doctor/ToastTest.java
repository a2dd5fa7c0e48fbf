package dev.weir.analyzer.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import org.junit.jupiter.api.Test;

class ToastTest {
  private static String table(String name, String options) {
    return "CREATE TABLE %1$s (i int, s text)%2$s; ALTER TABLE %1$s ALTER s SET STORAGE EXTERNAL; INSERT INTO %1$s SELECT i, repeat('x', 2100) FROM generate_series(1, 12000) i"
        .formatted(name, options.isEmpty() ? "" : " WITH (" + options + ")");
  }

  /** What autovacuum does here, PostgreSQL decides. */
  @Test
  void aToastTableFollowsTheOptionsOfItsTableUnlessItHasItsOwn() throws Exception {
    try (PostgresCluster cluster =
            PostgresCluster.builder()
                .setting("autovacuum_naptime", "1s")
                .setting("autovacuum_vacuum_insert_threshold", "-1")
                .start();
        Ward ward = Ward.open(cluster.primary(), "toast")) {
      ward.run(
          table("plain", ""),
          table("off", "autovacuum_enabled = off"),
          table("lazy", "autovacuum_vacuum_threshold = 30000"),
          table("own", "autovacuum_enabled = off, toast.autovacuum_vacuum_threshold = 40"));
      ward.run("ANALYZE");
      for (String name : new String[] {"plain", "off", "lazy", "own"}) {
        ward.run("DELETE FROM %s WHERE i %% 2 = 0".formatted(name));
      }
      Ward.until("those that may be were vacuumed", () -> vacuums(ward, "plain", "own") == 2);
      assertThat(vacuums(ward, "off", "lazy")).isZero();

      Checkup checkup = ward.examine();

      assertThat(Ward.all(checkup, "DT", "plain")).isEmpty();
      assertThat(Ward.all(checkup, "DT", "own")).isEmpty();
      Report.Entry off = Ward.the(checkup, "DT", "off");
      assertThat(off.words())
          .isEqualTo("12,000 dead rows in its TOAST table, 50 % of all; autovacuum is off for it");
      Report.Entry lazy = Ward.the(checkup, "DT", "lazy");
      assertThat(lazy.finding().number("trigger")).isBetween(30_000.0, 35_000.0);

      ward.heal(off);
      ward.heal(lazy);
      assertThat(Ward.all(ward.examine(), "DT", "")).isEmpty();
    }
  }

  private static long vacuums(Ward ward, String... tables) throws Exception {
    return ward.number(
        "SELECT count(*) FROM pg_class WHERE relname IN ('%s') AND pg_stat_get_autovacuum_count(reltoastrelid) > 0"
            .formatted(String.join("', '", tables)));
  }
}
