package dev.weir.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Cluster;
import dev.weir.WeirDataSource;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What holds for every client. Each step is done on the bare driver and through Weir, from the same
 * rows: it returns or throws the same, leaves the same rows, and goes where it should.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("proof")
abstract class ClientContract {
  @RegisterExtension static final Cluster cluster = new Cluster();

  /** Not a multiple of the fetch size. */
  private static final int ROWS = 1_050;

  final Routes routes = new Routes();
  WeirDataSource weir;
  HikariDataSource bare;
  private Notes direct;
  private Notes steered;

  /** The application, by the client that is tested. */
  abstract Notes notes(DataSource dataSource);

  /** Makes the tables that only this client needs. */
  void prepare() throws Exception {}

  /** One step of the application. */
  @FunctionalInterface
  interface Step<T> {
    T on(Notes notes);
  }

  /**
   * What came of a step.
   *
   * @param result what it returned; null if it threw
   * @param thrown what it threw and the causes of that, by type and text
   * @param rows what was in the table afterwards
   */
  record Outcome<T>(@Nullable T result, List<String> thrown, List<String> rows) {}

  @BeforeAll
  void open() throws Exception {
    cluster.run(
        "drop table if exists notes",
        "create table notes (id bigserial primary key," + " text varchar(255) not null unique)");
    prepare();
    HikariConfig onPrimary = pool();
    onPrimary.setJdbcUrl(cluster.servers().primary().jdbcUrl());
    bare = new HikariDataSource(onPrimary);
    weir = cluster.open(builder -> builder.pool(pool()).listener(routes));
    direct = notes(bare);
    steered = notes(weir);
  }

  private static HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(3);
    pool.setMinimumIdle(0);
    return pool;
  }

  @AfterAll
  void close() {
    direct.close();
    steered.close();
    weir.close();
    bare.close();
  }

  /** The rows that every test begins with, on every server. */
  @BeforeEach
  void fill() throws Exception {
    cluster.run(
        "truncate notes restart identity",
        "insert into notes (text) select 'note ' || n from generate_series(1, %d) n"
            .formatted(ROWS));
    awaitBothReplicas();
    routes.forget();
  }

  /** Waits until each replica is known to have what was written before, on a warm connection. */
  private void awaitBothReplicas() throws Exception {
    Cluster.await(
        "both replicas serve reads of what was written",
        () -> {
          routes.forget();
          for (int i = 0; i < 8; i++) {
            try (Connection c = weir.getConnection();
                Statement s = c.createStatement()) {
              c.setAutoCommit(true);
              s.executeQuery("select count(*) from notes");
            }
          }
          return routes.reasons().equals(Set.of(RouteReason.READ)) && routes.nodes().size() == 2;
        });
  }

  @AfterEach
  void everyConnectionIsBack() {
    assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
  }

  /** Does a step on the bare driver, then through Weir, which is asserted to come to the same. */
  final <T> Outcome<T> both(Step<T> step) throws Exception {
    Outcome<T> expected = outcome(step, direct);
    fill();
    Outcome<T> actual = outcome(step, steered);
    assertThat(actual).isEqualTo(expected);
    return actual;
  }

  private <T> Outcome<T> outcome(Step<T> step, Notes notes) throws SQLException {
    T result = null;
    List<String> thrown = new ArrayList<>();
    try {
      result = step.on(notes);
    } catch (RuntimeException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        thrown.add(cause.toString());
      }
    }
    return new Outcome<>(result, thrown, rows());
  }

  /** What is in the table, by the bare driver. */
  private List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection c = bare.getConnection();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select id, text from notes order by id")) {
      while (r.next()) {
        rows.add(r.getLong(1) + " " + r.getString(2));
      }
    }
    return rows;
  }

  private void assertOnReplicas(RouteReason reason) {
    assertThat(routes.reasons()).as("%s", routes).containsExactly(reason);
  }

  private void assertOnPrimary() {
    assertThat(routes.reasons())
        .as("%s", routes)
        .isNotEmpty()
        .isSubsetOf(RouteReason.WRITE, RouteReason.TRANSACTION);
  }

  @Test
  void readByKeyIsServedByAReplica() throws Exception {
    assertThat(both(notes -> notes.text(7)).result()).isEqualTo("note 7");
    assertOnReplicas(RouteReason.READ);
  }

  @Test
  void listIsServedByAReplica() throws Exception {
    assertThat(both(Notes::texts).result()).hasSize(ROWS).startsWith("note 1", "note 2");
    assertOnReplicas(RouteReason.READ);
  }

  @Test
  void writeOnThePrimaryReturnsTheKeyThatTheServerGave() throws Exception {
    Outcome<Long> outcome = both(notes -> notes.add("new"));
    assertThat(outcome.result()).isEqualTo(ROWS + 1);
    assertThat(outcome.rows()).hasSize(ROWS + 1).endsWith((ROWS + 1) + " new");
    assertOnPrimary();
  }

  @Test
  void batchGoesToThePrimaryAsABatch() throws Exception {
    List<String> texts = IntStream.range(0, 20).mapToObj(n -> "batched " + n).toList();
    Outcome<Boolean> outcome =
        both(
            notes -> {
              notes.addAll(texts);
              return true;
            });
    assertThat(outcome.rows()).hasSize(ROWS + 20);
    assertOnPrimary();
    assertThat(routes.batched()).isEqualTo(20);
  }

  @Test
  void readOnlyTransactionIsServedByOneReplica() throws Exception {
    assertThat(both(notes -> notes.report(7)).result())
        .containsExactly("note 7", Integer.toString(ROWS));
    assertOnReplicas(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(routes.nodes()).hasSize(1);
  }

  @Test
  void readsOfATransactionThatWritesAreThePrimarys() throws Exception {
    assertThat(both(notes -> notes.addAndRead("new")).result()).isEqualTo("new");
    assertThat(routes.reasons()).as("%s", routes).containsExactly(RouteReason.TRANSACTION);
  }

  @Test
  void failedTransactionLeavesNothing() throws Exception {
    Outcome<Boolean> outcome =
        both(
            notes -> {
              notes.addTwice("twice");
              return true;
            });
    assertThat(outcome.thrown()).last().asString().contains("notes_text_key");
    assertThat(outcome.rows()).hasSize(ROWS);
    assertOnPrimary();
  }

  @Test
  void writeInAReadOnlyTransactionIsRefusedAsByTheBareDriver() throws Exception {
    Outcome<Boolean> outcome =
        both(
            notes -> {
              notes.addReadOnly("refused");
              return true;
            });
    assertThat(outcome.thrown()).last().asString().contains("read-only transaction");
    assertThat(outcome.rows()).hasSize(ROWS);
  }

  @Test
  void streamIsServedByOneReplica() throws Exception {
    assertThat(both(Notes::stream).result()).isEqualTo(ROWS);
    assertOnReplicas(RouteReason.READ_ONLY_TRANSACTION);
    assertThat(routes.nodes()).hasSize(1);
  }

  @Test
  void ownWriteIsReadAtOnceAndOnAReplicaWhenOneHasIt() throws Exception {
    cluster.whileReplicasStandStill(
        () -> {
          long id = steered.add("own");
          routes.forget();
          assertThat(steered.text(id)).isEqualTo("own");
          assertThat(routes.reasons()).containsExactly(RouteReason.OWN_WRITES);
          routes.forget();
          assertThat(steered.report(id)).containsExactly("own", Integer.toString(ROWS + 1));
          assertThat(routes.reasons())
              .containsExactly(RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY);
        });
    Cluster.await(
        "a replica serves what was written",
        () -> {
          routes.forget();
          assertThat(steered.text(ROWS + 1)).isEqualTo("own");
          return routes.reasons().equals(Set.of(RouteReason.READ));
        });
  }
}
