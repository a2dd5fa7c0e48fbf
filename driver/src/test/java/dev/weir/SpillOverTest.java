package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.consistency.Freshness;
import dev.weir.route.RouteReason;
import dev.weir.route.SpillOver;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What becomes of reads while every replica is too far behind, and the primary is to be spared. */
@Tag("proof")
class SpillOverTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select count(*) from spilled";

  private final Recording heard = new Recording();

  @BeforeEach
  void create() throws Exception {
    cluster.run(
        "drop table if exists spilled, written",
        "create table spilled (n int)",
        "create table written (n int)");
  }

  /** What is done while no replica is within the limit, and none of them knows of a new row. */
  @FunctionalInterface
  private interface Behind {
    void run(WeirDataSource weir) throws Exception;
  }

  private void whileAllAreBehind(UnaryOperator<WeirDataSource.Builder> settings, Behind action)
      throws Exception {
    try (WeirDataSource weir =
        cluster.open(b -> settings.apply(b.maxLag(Duration.ofMillis(300)).listener(heard)))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(cluster.bare(), "insert into spilled values (1)");
            Cluster.await("all are behind", () -> isBehind(weir));
            action.run(weir);
          });
    }
  }

  private static boolean isBehind(WeirDataSource weir) throws SQLException {
    return weir.explain("/*+ weir: own_writes */ " + READ).decision().reason()
        == RouteReason.NO_REPLICA;
  }

  private static SQLException refused(Connection c) {
    return catchThrowableOfType(
        SQLTransientConnectionException.class, () -> Cluster.query(c, READ));
  }

  @Test
  void readBeyondTheCapFailsAndSaysWhy() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(1)),
        weir -> {
          try (Connection one = weir.getConnection();
              Connection other = weir.getConnection()) {
            try (Statement s = one.createStatement();
                ResultSet rows = s.executeQuery(READ)) {
              assertThat(rows.next()).isTrue();
              SQLException refused = refused(other);
              assertThat(refused.getSQLState()).isEqualTo("53300");
              assertThat((Throwable) refused)
                  .hasMessageContaining("1 reads are on the primary")
                  .hasMessageContaining("spillOver 1");
            }
            assertThat(Cluster.query(other, READ)).isEqualTo("1");
            assertThat(heard.reason()).isEqualTo(RouteReason.NO_REPLICA);
          }
        });
  }

  @Test
  void placeIsGivenBackByAReadThatFails() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(1)),
        weir -> {
          try (Connection c = weir.getConnection()) {
            for (int i = 0; i < 3; i++) {
              SQLException thrown =
                  catchThrowableOfType(
                      SQLException.class,
                      () -> Cluster.query(c, "select 1 / (count(*) - count(*)) from spilled"));
              assertThat(thrown.getSQLState()).isEqualTo("22012");
            }
            assertThat(Cluster.query(c, READ)).isEqualTo("1");
          }
        });
  }

  /** A DataSource of the application's that throws what it should not. */
  private static final class Broken extends PGSimpleDataSource {
    volatile boolean broken;

    @Override
    public Connection getConnection() throws SQLException {
      if (broken) {
        throw new IllegalStateException("planned");
      }
      return super.getConnection();
    }
  }

  @Test
  void placeIsGivenBackByAReadThatGetsNoConnection() throws Exception {
    Broken primary = new Broken();
    primary.setUrl(cluster.servers().jdbcUrl());
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(1)).primary(primary),
        weir -> {
          try (Connection c = weir.getConnection()) {
            primary.broken = true;
            assertThatThrownBy(() -> Cluster.query(c, READ)).hasMessage("planned");
            primary.broken = false;
            assertThat(Cluster.query(c, READ)).isEqualTo("1");
          }
        });
  }

  @Test
  void readOnlyTransactionHasItsPlaceUntilItEnds() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(1)),
        weir -> {
          try (Connection one = weir.getConnection();
              Connection other = weir.getConnection()) {
            one.setReadOnly(true);
            one.setAutoCommit(false);
            Cluster.query(one, READ);
            assertThat(refused(other).getSQLState()).isEqualTo("53300");
            Cluster.query(one, READ);
            one.commit();
            assertThat(Cluster.query(other, READ)).isEqualTo("1");
          }
        });
  }

  @Test
  void whatIsThePrimarysIsNotCapped() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(0)),
        weir -> {
          try (Connection c = weir.getConnection()) {
            assertThat(refused(c).getSQLState()).isEqualTo("53300");
            Cluster.execute(c, "insert into written values (1)");
            assertThat(Cluster.query(c, "/*+ weir: primary */ " + READ)).isEqualTo("1");
            c.setAutoCommit(false);
            assertThat(Cluster.query(c, READ)).isEqualTo("1");
            c.commit();
          }
        });
  }

  /** A replica is there, and may catch up: the read is the primary's because of what it reads. */
  @Test
  void readOfOwnWritesIsNotCapped() throws Exception {
    try (WeirDataSource weir =
        cluster.open(b -> b.spillOver(SpillOver.atMost(0)).listener(heard))) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, "insert into written values (1)");
            assertThat(Cluster.query(weir, "select count(*) from written")).isEqualTo("1");
            assertThat(heard.reason()).isEqualTo(RouteReason.OWN_WRITES);
          });
    }
  }

  @Test
  void replicaThatIsBehindTakesWhatIsBeyondTheCap() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(0).orLagging(Duration.ofMinutes(1))),
        weir -> {
          assertThat(Cluster.query(weir, READ)).isEqualTo("0");
          assertThat(heard.reason()).isEqualTo(RouteReason.LAGGING_REPLICA);
          Cluster.execute(weir, "insert into spilled values (2)");
          try (Connection c = weir.getConnection()) {
            assertThat(refused(c).getSQLState()).isEqualTo("53300"); // No replica has that.
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readWaitsForItsTurnOrForAReplica(boolean replica) throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(1).waitingUpTo(Duration.ofSeconds(30))),
        weir -> {
          try (Connection one = weir.getConnection()) {
            one.setReadOnly(true);
            one.setAutoCommit(false);
            Cluster.query(one, READ);
            CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        return String.valueOf(Cluster.query(weir, READ));
                      } catch (SQLException e) {
                        throw new IllegalStateException(e);
                      }
                    });
            assertThat(waiting).isNotDone();
            if (replica) {
              cluster.servers().replicas().forEach(node -> node.resumeReplay());
            } else {
              one.commit();
            }
            assertThat(waiting.get()).isEqualTo("1");
            assertThat(heard.reason())
                .isEqualTo(replica ? RouteReason.READ : RouteReason.NO_REPLICA);
          }
        });
  }

  @Test
  void readWaitsNoLongerThanItMay() throws Exception {
    whileAllAreBehind(
        b -> b.spillOver(SpillOver.atMost(0).waitingUpTo(Duration.ofMillis(50))),
        weir -> {
          try (Connection c = weir.getConnection()) {
            assertThat(refused(c).getSQLState()).isEqualTo("53300");
          }
        });
  }

  // ---------------------------------------------------------------- laggards

  @Test
  void replicaIsKeptForWhoPutsUpWithOldData() throws Exception {
    whileAllAreBehind(
        b -> b.keepLaggards(1).freshness(Freshness.ANY),
        weir -> {
          assertThat(Cluster.query(weir, READ)).isEqualTo("0");
          assertThat(heard.reason()).isEqualTo(RouteReason.LAGGING_REPLICA);
          assertThat(Cluster.query(weir, "/*+ weir: own_writes */ " + READ)).isEqualTo("1");
          assertThat(heard.reason()).isEqualTo(RouteReason.NO_REPLICA);
          try (Connection c = weir.getConnection()) {
            c.setReadOnly(true);
            c.setAutoCommit(false);
            for (int i = 0; i < 2; i++) {
              assertThat(Cluster.query(c, READ)).isEqualTo("0");
              assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
            }
            c.commit();
          }
        });
  }
}
