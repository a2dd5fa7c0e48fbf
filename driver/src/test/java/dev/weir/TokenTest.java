package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.consistency.CallerScope;
import dev.weir.consistency.MemoryTokenStore;
import dev.weir.route.RouteReason;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two DataSources, as in two processes: one reads what the other wrote. */
@SuppressWarnings("try") // A scope is not named within its block.
class TokenTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select v from carried where id = 1";

  private WeirDataSource writing;
  private WeirDataSource reading;

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table carried (id int primary key, v int not null)",
        "insert into carried values (1, 0)");
  }

  @BeforeEach
  void open() throws Exception {
    cluster.run("update carried set v = 0");
    writing = cluster.open();
    reading = cluster.open();
  }

  @AfterEach
  void close() {
    writing.close();
    reading.close();
  }

  private @Nullable String read() throws SQLException {
    return Cluster.query(reading, READ);
  }

  private RouteReason reason() throws SQLException {
    return reading.explain(READ).decision().reason();
  }

  private void write(int value) throws SQLException {
    Cluster.execute(writing, "update carried set v = " + value);
  }

  @Test
  void tokenIsTimelineAndLsn() throws Exception {
    write(1);
    assertThat(writing.token()).matches("[1-9][0-9]*/[0-9A-F]+");
  }

  @Test
  void readAfterATokenSeesWhatItsAuthorWrote() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          write(1);
          String token = writing.token();
          assertThat(read()).isEqualTo("0"); // Nobody has told it.
          try (CallerScope session = Weir.session("a")) {
            reading.resume(token);
            assertThat(read()).isEqualTo("1");
          }
          try (CallerScope other = Weir.session("b")) {
            assertThat(read()).isEqualTo("0");
          }
          reading.resume(token);
          assertThat(read()).isEqualTo("1");
        });
  }

  @Test
  void tokenOfASessionIsOfItsCaller() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          String before;
          try (CallerScope session = Weir.session("a")) {
            Cluster.execute(writing, "create table carried_a (i int)");
            before = writing.token();
          }
          try (CallerScope other = Weir.session("b")) {
            write(1);
            assertThat(writing.token()).isNotEqualTo(before);
          }
          try (CallerScope session = Weir.session("a")) {
            assertThat(writing.token()).isEqualTo(before);
          }
        });
    cluster.run("drop table carried_a");
  }

  @Test
  void tokenThatAReplicaHasReplayedCostsNothing() throws Exception {
    write(1);
    String token = writing.token();
    cluster.servers().awaitReplication();
    write(0);
    cluster.servers().awaitReplication();
    Cluster.await(
        "the reader has sampled that",
        () -> {
          String now = reading.token();
          reading.resume(now);
          return reason() == RouteReason.READ;
        });
    cluster.whileReplicasStandStill(
        () -> {
          try (CallerScope session = Weir.session("a")) {
            reading.resume(token);
            assertThat(reason()).isEqualTo(RouteReason.READ);
          }
        });
  }

  @Test
  void tokenGoesOnFromProcessToProcess() throws Exception {
    try (WeirDataSource third = cluster.open()) {
      cluster.whileReplicasStandStill(
          () -> {
            write(1);
            String first = writing.token();
            String second;
            try (CallerScope session = Weir.session("a")) {
              reading.resume(first);
              second = reading.token(); // It wrote nothing itself.
            }
            third.resume(second);
            assertThat(Cluster.query(third, READ)).isEqualTo("1");
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "garbage", "0/0", "9/1", "1/FFFFFFFFFFFFFFFF", "4294967296/1", "1/2; drop"})
  void whatCannotBeComparedIsSafe(String token) throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          write(1);
          assertThat(read()).isEqualTo("0");
          try (CallerScope session = Weir.session("a")) {
            reading.resume(token);
            assertThat(read()).isEqualTo("1");
          }
        });
    Cluster.await("replicas serve it again", () -> reason() == RouteReason.READ);
  }

  @Test
  @SuppressWarnings("NullAway") // It is what is tested.
  void nullIsAnError() {
    assertThatThrownBy(() -> reading.resume(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("token");
  }

  @Test
  void tokenOfADataSourceThatKnowsNoPositionIsSafe() throws Exception {
    try (WeirDataSource observed = Weir.observe(cluster.bare())) {
      assertThat(observed.token()).isEqualTo("0/0");
    }
  }

  @Test
  void storeThatForgetsTooSoonIsRejected() {
    assertThatThrownBy(
            () ->
                WeirDataSource.builder()
                    .primary("jdbc:postgresql://localhost/none")
                    .maxLag(Duration.ofSeconds(5))
                    .tokenStore(new MemoryTokenStore(Duration.ofMillis(4_999)))
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeToLive of the tokenStore must be at least maxLag, 5000 ms")
        .hasMessageContaining("4999 ms");
  }
}
