package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is written is not what was known when the statement was sent. */
class ChangedMeanwhileTest {
  private static final String COUNT = "select count(*) from noted";
  private static final String NOTING =
      "create trigger noting after insert on watched for each row execute function note()";

  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeEach
  void create() throws Exception {
    cluster.run(
        "create table watched (id int)",
        "create table noted (id int)",
        "create function note() returns trigger language plpgsql as $$ begin"
            + " insert into noted values (new.id); return null; end $$");
  }

  @AfterEach
  void drop() throws Exception {
    cluster.run("drop table watched, noted cascade", "drop function note");
  }

  private static void readsAreRight(WeirDataSource weir, Connection own) throws Exception {
    String there = Cluster.query(cluster.bare(), COUNT);
    assertThat(there).isEqualTo("1");
    assertThat(Cluster.query(own, COUNT)).isEqualTo(there);
    assertThat(Cluster.query(weir, COUNT)).isEqualTo(there);
  }

  private static void awaitReadsOnReplicas(WeirDataSource weir, Recording heard) throws Exception {
    Cluster.await(
        "reads of it are served by replicas",
        () -> {
          Cluster.query(weir, COUNT);
          return !heard.reason().isPrimary();
        });
  }

  @Test
  void triggerThatCameWhileATextRanIsSeen() throws Exception {
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open();
        Connection gate = weir.getConnection();
        Connection writer = weir.getConnection()) {
      weir.addListener(heard);
      gate.setAutoCommit(false);
      Cluster.query(gate, "select pg_advisory_xact_lock(779)");
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(
              () ->
                  execute(
                      writer, "select pg_advisory_xact_lock(779); insert into watched values (1)"));
      Cluster.await("it waits", () -> isAwaited());
      Cluster.execute(weir, NOTING);
      awaitReadsOnReplicas(weir, heard);
      cluster.whileReplicasStandStill(
          () -> {
            gate.rollback();
            written.get();
            readsAreRight(weir, writer);
          });
    }
  }

  /** Another session has committed it. */
  @Test
  void whatAFunctionCommittedByItselfIsSeenAfterARollback() throws Exception {
    cluster.run("create extension dblink");
    URI server = URI.create(cluster.servers().primary().jdbcUrl().substring("jdbc:".length()));
    String remote = "host=%s port=%d dbname=postgres user=postgres";
    String call =
        "select dblink_exec('%s', 'insert into noted values (1)')"
            .formatted(remote.formatted(server.getHost(), server.getPort()));
    Recording heard = new Recording();
    try (WeirDataSource weir = cluster.open();
        Connection writer = weir.getConnection()) {
      weir.addListener(heard);
      awaitReadsOnReplicas(weir, heard);
      writer.setAutoCommit(false);
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(writer, call);
            writer.rollback();
            writer.setAutoCommit(true);
            readsAreRight(weir, writer);
          });
    } finally {
      cluster.run("drop extension dblink");
    }
  }

  private static boolean isAwaited() throws SQLException {
    return !"0"
        .equals(Cluster.query(cluster.bare(), "select count(*) from pg_locks where not granted"));
  }

  private static void execute(Connection c, String sql) {
    try {
      Cluster.execute(c, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
