package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** For who develops: a read on a replica that may have missed a write is told. */
class StaleReadTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String STALE = "may have missed a write";
  private static final String ANY = "/*+ weir: any */ ";

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table staled (id int primary key)", "create table unstaled (id int)");
  }

  static String saidDuring(Cluster.Action action) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private static int count(String said) {
    return said.split(STALE, -1).length - 1;
  }

  @Test
  void readThatMissedAWriteIsToldOnceAndCountedEachTime() throws Exception {
    try (WeirDataSource weir = cluster.open(builder -> builder.detectStaleReads(true))) {
      String said =
          saidDuring(
              () ->
                  cluster.whileReplicasStandStill(
                      () -> {
                        Cluster.execute(weir, "insert into staled values (1)");
                        for (int i = 0; i < 3; i++) {
                          Cluster.query(
                              weir, ANY + "select count(*) from staled where id = 471147114");
                        }
                        Cluster.query(weir, "/*+ weir: bounded 1h */ select count(*) from staled");
                      }));

      assertThat(count(said)).as(said).isEqualTo(2);
      assertThat(said)
          .contains("test - a read on replica")
          .contains("freshness any allows")
          .contains("freshness bounded 3600s allows")
          .contains("public.staled, written ")
          .contains("ago by insert into staled")
          .containsPattern("committed [0-9]+ ms ago")
          .contains("At dev.weir.Cluster.query(Cluster.java:")
          .contains("select count(*) from staled where id = ")
          .doesNotContain("471147114");
      assertThat(weir.statistics().staleReads()).isEqualTo(4);
    }
  }

  @Test
  void readThatMissedNothingIsNotTold() throws Exception {
    try (WeirDataSource weir = cluster.open(builder -> builder.detectStaleReads(true))) {
      String said =
          saidDuring(
              () -> {
                cluster.whileReplicasStandStill(
                    () -> {
                      Cluster.execute(weir, "insert into staled values (2)");
                      Cluster.query(weir, "select count(*) from staled"); // The primary's.
                      Cluster.query(weir, ANY + "select count(*) from unstaled");
                    });
                Cluster.await(
                    "a replica has the write", () -> weir.statistics().stickiness().count() > 0);
                Cluster.awaitReplicas(weir);
              });

      assertThat(said).doesNotContain(STALE);
      assertThat(weir.statistics().staleReads()).isZero();
    }
  }

  @Test
  void nothingIsDetectedUnlessAskedFor() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      String said =
          saidDuring(
              () ->
                  cluster.whileReplicasStandStill(
                      () -> {
                        Cluster.execute(weir, "insert into staled values (3)");
                        Cluster.query(weir, ANY + "select count(*) from staled");
                      }));

      assertThat(said).doesNotContain(STALE);
      assertThat(weir.statistics().staleReads()).isZero();
    }
  }
}
