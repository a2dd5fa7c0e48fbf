package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.samples.cluster.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A URL's DataSource outlives its last connection, for a while. */
class LingerTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final List<Later> later = new ArrayList<>();
  private final WeirDriver driver = new WeirDriver(this::after);

  /** Something that the driver wants to be done. */
  private record Later(Duration delay, Runnable work, Future<?> cancelled) {}

  private Future<?> after(Duration delay, Runnable work) {
    Later one = new Later(delay, work, new CompletableFuture<>());
    later.add(one);
    return one.cancelled();
  }

  /** The time has come for all that was not cancelled. */
  private void passTime() {
    later.stream().filter(one -> !one.cancelled().isCancelled()).forEach(one -> one.work().run());
    later.clear();
  }

  @AfterEach
  void end() {
    passTime();
    assertThat(driver.open()).isZero();
  }

  private Connection connect(String more) throws SQLException {
    String servers =
        cluster.servers().nodes().stream()
            .map(node -> node.host() + ":" + node.port())
            .collect(Collectors.joining(","));
    return Objects.requireNonNull(
        driver.connect(
            "jdbc:weir:postgresql://"
                + servers
                + "/postgres?user=postgres&password=postgres&weir.monitorInterval=100ms"
                + more,
            new Properties()));
  }

  private WeirDataSource used(String more) throws SQLException {
    try (Connection c = connect(more)) {
      Cluster.query(c, "select 1");
      return c.unwrap(WeirDataSource.class);
    }
  }

  @Test
  void whoOpensOneConnectionAfterAnotherReachesReplicas() throws Exception {
    WeirDataSource first = used("");
    Cluster.awaitReplicas(first);
    for (int i = 0; i < 5; i++) {
      try (Connection c = connect("")) {
        assertThat(Cluster.query(c, "select pg_is_in_recovery()")).isEqualTo("t");
        assertThat(c.unwrap(WeirDataSource.class)).isSameAs(first);
      }
    }
  }

  @Test
  void lingersFor30SecondsOrAsTheUrlSays() throws Exception {
    used("");
    used("&weir.linger=5s");
    assertThat(later)
        .extracting(Later::delay)
        .containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(5));
  }

  @Test
  void isClosedWhenItsTimeHasCome() throws Exception {
    WeirDataSource weir = used("");
    assertThat(weir.isClosed()).isFalse();
    passTime();
    assertThat(weir.isClosed()).isTrue();
    assertThat(used("")).isNotSameAs(weir);
  }

  @Test
  void connectionInTimeKeepsIt() throws Exception {
    WeirDataSource weir = used("");
    try (Connection c = connect("")) {
      passTime();
      assertThat(weir.isClosed()).isFalse();
      assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
    }
    passTime();
    assertThat(weir.isClosed()).isTrue();
  }

  @Test
  void doesNotLingerWhereItIsNotTo() throws Exception {
    assertThat(used("&weir.linger=0").isClosed()).isTrue();
    assertThat(later).isEmpty();
  }

  @Test
  void oneThatSomebodyHasClosedIsMadeAnew() throws Exception {
    used("").close();
    assertThat(used("").isClosed()).isFalse();
  }

  @Test
  void oneThatCannotBeMadeDoesNotLinger() {
    PostgresNode primary = cluster.servers().primary();
    assertThatThrownBy(
            () ->
                driver.connect(
                    "jdbc:weir:postgresql://%s:%d/postgres?user=nobody&password=hush"
                        .formatted(primary.host(), primary.port()),
                    new Properties()))
        .isInstanceOf(SQLException.class);
    assertThat(later).isEmpty();
    assertThat(driver.open()).isZero();
  }
}
