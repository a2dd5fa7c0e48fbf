package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import dev.weir.route.RouteExplanation;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Weir tells where a statement would go, and every reason for it, and does nothing else. */
@SuppressWarnings("try") // A scope is not named within its block.
class ExplainTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create table told (id int primary key, v int not null)",
        "create table untold (id int primary key)",
        "insert into told values (1, 0)",
        "create function tells() returns int language sql volatile as"
            + " 'update told set v = v + 1 returning v'",
        "create view telling as select tells() as v",
        "create table retold (id int)",
        "create function retells() returns trigger language plpgsql as"
            + " 'begin insert into retold values (new.id); return new; end'",
        "create trigger retell after insert on untold for each row execute function retells()",
        "create view both_told as select t.v from told t, untold u");
  }

  @Test
  void readThatReplicasServeLacksNothing() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      RouteExplanation told = weir.explain("select * from untold where id = 471147114");

      assertThat(told.decision().reason()).isEqualTo(RouteReason.READ);
      assertThat(told.freshness()).isEqualTo(Freshness.OWN_WRITES);
      assertThat(told.freshnessFrom()).isEqualTo("DataSource");
      assertThat(told.cause()).isEmpty();
      assertThat(told.pinned()).isNull();
      assertThat(told.tables())
          .containsExactly(new RouteExplanation.Table("public.untold", "", false, null, ""));
      assertThat(told.replicas()).extracting(RouteExplanation.Replica::lacks).containsOnly("");
      assertThat(told.replicas())
          .allSatisfy(
              replica -> {
                assertThat(replica.confirmedAge()).isPositive();
                assertThat(replica.sampleAge()).isPositive();
              });
      assertThat(told.toString())
          .contains("\n  goes to   replica")
          .contains(": READ\n")
          .contains("\n  freshness own_writes, of the DataSource\n")
          .contains("\n  reads     public.untold, which this DataSource has not written\n")
          .contains("\n  replica   replica1: can serve it; confirmed up to ")
          .doesNotContain("471147114");
    }
  }

  @Test
  void replicasLackTheNewestWrite() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, "update told set v = 5");
            RouteExplanation told = weir.explain("select v from both_told");

            assertThat(told.decision().reason()).isEqualTo(RouteReason.OWN_WRITES);
            assertThat(told.tables())
                .extracting(RouteExplanation.Table::name)
                .containsExactly("public.told", "public.untold");
            assertThat(told.tables().get(0).writtenAgo()).isPositive();
            assertThat(told.tables().get(1).writtenAgo()).isNull();
            assertThat(told.replicas())
                .extracting(RouteExplanation.Replica::lacks)
                .containsOnly("it is not known to have the newest write");
            assertThat(told.toString())
                .containsPattern(
                    "public.told through view both_told, written [0-9.]+ m?s ago by update told");
            try (FreshnessScope scope = Weir.freshness(Freshness.ANY)) {
              RouteExplanation any = weir.explain("select v from both_told");
              assertThat(any.decision().reason()).isEqualTo(RouteReason.READ);
              assertThat(any.freshnessFrom()).isEqualTo("scope");
            }
            RouteExplanation bounded =
                weir.explain("/*+ weir: bounded 0ms */ select v from both_told");
            assertThat(bounded.decision().reason()).isEqualTo(RouteReason.BEYOND_BOUND);
            assertThat(bounded.freshnessFrom()).isEqualTo("hint");
            assertThat(bounded.replicas())
                .extracting(RouteExplanation.Replica::lacks)
                .containsOnly("it is behind the bound");
          });
    }
  }

  @Test
  void causeNamesTheWayThroughViewsAndFunctions() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      RouteExplanation told = weir.explain("select v from telling");

      assertThat(told.decision().reason()).isEqualTo(RouteReason.VOLATILE_FUNCTION);
      assertThat(told.decision().node()).isEqualTo(weir.topology().primary());
      assertThat(told.cause()).contains("telling").contains("tells").contains("told");
      assertThat(told.toString()).contains("\n  because   " + told.cause());
    }
  }

  @Test
  void markTellsWhatWroteTheTableAndByWhichWay() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      c.setAutoCommit(false);
      Cluster.execute(c, "update told set v = 471147114 where id = 1");
      Cluster.execute(c, "insert into untold values (471147114)");
      assertThat(weir.explain("select from retold").tables().get(0).writtenBy()).isEmpty();
      c.commit();

      assertThat(weir.explain("select from told").tables().get(0).writtenBy())
          .startsWith("update told set v = ")
          .doesNotContain("through")
          .doesNotContain("471147114");
      assertThat(weir.explain("select from untold").tables().get(0).writtenBy())
          .startsWith("insert into untold")
          .doesNotContain("through");
      RouteExplanation told = weir.explain("select from retold");
      assertThat(told.tables().get(0).writtenBy())
          .startsWith("insert into untold values (")
          .endsWith(", through table untold: function retells");
      assertThat(told.tables().get(0).way()).isEmpty();
      assertThat(told.toString()).contains(" ago by insert into untold");

      Cluster.execute(weir, "do $$ begin perform 1; end $$");
      assertThat(weir.explain("select from retold").tables().get(0).writtenBy()).startsWith("do ");
      Cluster.execute(weir, "delete from untold where id = 471147114");
      c.rollback();
    }
  }

  @Test
  void connectionTellsOfItsPinAndItsTransaction() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection c = weir.getConnection()) {
      Cluster.query(c, "select pg_advisory_lock(42) is null");
      RouteExplanation told = Weir.explain(c, "select v from told");
      assertThat(told.decision().reason()).isEqualTo(RouteReason.PINNED);
      assertThat(Objects.requireNonNull(told.pinned()).causes())
          .containsExactly("function pg_advisory_lock");
      assertThat(told.pinned().age()).isPositive();
      assertThat(told.toString()).containsPattern("pinned    for .* by function pg_advisory_lock");
      Cluster.query(c, "select pg_advisory_unlock(42)");
      assertThat(Weir.explain(c, "select v from told").pinned()).isNull();

      c.setReadOnly(true);
      c.setAutoCommit(false);
      Cluster.query(c, "/*+ weir: any */ select v from told");
      told = Weir.explain(c, "select v from told");
      assertThat(told.decision().reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      assertThat(told.freshnessFrom()).isEqualTo("first statement of the transaction");
      c.commit();
    }
  }

  @Test
  void explainingDoesNothing() throws Exception {
    try (WeirDataSource weir = cluster.open()) {
      String before = weir.routes().toString();
      weir.explain("update told set v = 9");
      weir.explain("select v from telling");
      assertThat(weir.routes()).hasToString(before);
      assertThat(Cluster.query(weir, "select count(*) from told where v = 9")).isEqualTo("0");
    }
  }

  @Test
  void connectionOfAPoolAroundItExplainsToo() throws Exception {
    try (WeirDataSource weir = cluster.open();
        HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(weir);
      try (Connection c = pool.getConnection()) {
        assertThat(Weir.explain(c, "select v from untold u, told").decision().reason())
            .isEqualTo(RouteReason.READ);
        c.setAutoCommit(false);
        assertThat(Weir.explain(c, "select v from told").decision().reason())
            .isEqualTo(RouteReason.TRANSACTION);
      }
    }
  }

  @Test
  void whatWouldFailFails() throws Exception {
    try (WeirDataSource weir = cluster.open();
        Connection bare = cluster.bare().getConnection()) {
      assertThatThrownBy(() -> weir.explain("/*+ weir: any */ delete from told"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("contradicts");
      assertThatThrownBy(() -> Weir.explain(bare, "select 1")).isInstanceOf(SQLException.class);
      Connection closed = weir.getConnection();
      Weir.explain(closed, "select 1");
      closed.close();
      assertThatThrownBy(() -> closed.unwrap(dev.weir.route.RouteExplainer.class).explain("x"))
          .isInstanceOf(SQLException.class);
      assertThat(weir.explain("/*+ weir: reporting */ select 1").decision().reason())
          .isEqualTo(RouteReason.NO_REPORTING_REPLICA);
    }
  }
}
