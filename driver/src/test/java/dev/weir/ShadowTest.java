package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.consistency.CallerScope;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.meter.DataSourceStatistics.NodeStatistics;
import dev.weir.meter.WeirMetrics;
import dev.weir.route.RouteCount;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In shadow mode all is decided and told as otherwise, and the primary runs all of it. */
class ShadowTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select count(*) from shadowed";
  private static final String ON_STANDBY = "select pg_is_in_recovery(), count(*) from shadowed";

  private final List<Execution> told = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table shadowed (id int primary key)");
  }

  private WeirDataSource open(UnaryOperator<WeirDataSource.Builder> settings) throws Exception {
    WeirDataSource weir =
        Cluster.build(
            cluster.servers(),
            builder ->
                settings
                    .apply(builder.shadow(true))
                    .listener(
                        new ExecutionListener() {
                          @Override
                          public void after(Execution execution, Outcome outcome) {
                            told.add(execution);
                          }
                        }));
    Cluster.awaitReplicas(weir, 2);
    Cluster.await(
        "reads would go to replicas",
        () -> weir.explain(READ).decision().reason() == RouteReason.READ);
    return weir;
  }

  private WeirDataSource open() throws Exception {
    return open(builder -> builder);
  }

  private RouteDecision shadowOfLast() {
    return Objects.requireNonNull(told.get(told.size() - 1).shadow());
  }

  /** The primary ran everything, and the pools of the replicas are empty. */
  private static void assertReplicasUntouched(WeirDataSource weir) {
    for (NodeStatistics node : weir.statistics().nodes().subList(1, 3)) {
      assertThat(node.executions()).isZero();
      assertThat(node.inFlight()).isZero();
      assertThat(Objects.requireNonNull(node.pool()).active()).isZero();
      assertThat(node.pool().idle()).isZero();
    }
  }

  @Test
  void primaryRunsWhatAReplicaWould() throws Exception {
    try (WeirDataSource weir = open()) {
      assertThat(Cluster.query(weir, ON_STANDBY)).isEqualTo("f");

      Execution read = told.get(0);
      assertThat(read.decision())
          .isEqualTo(new RouteDecision(weir.topology().primary(), RouteReason.SHADOW));
      assertThat(shadowOfLast().reason()).isEqualTo(RouteReason.READ);
      assertThat(shadowOfLast().node().name()).startsWith("replica");
      assertReplicasUntouched(weir);
    }
  }

  @Test
  void bothAreCounted() throws Exception {
    try (WeirDataSource weir = open()) {
      for (int i = 0; i < 5; i++) {
        Cluster.query(weir, READ);
      }
      Cluster.execute(weir, "insert into shadowed values (1)");

      assertThat(weir.statistics().shadowMode()).isTrue();
      assertThat(weir.statistics().nodes().get(0).executions()).isEqualTo(6);
      assertThat(weir.routes())
          .extracting(RouteCount::reason, RouteCount::executions)
          .containsExactly(tuple(RouteReason.WRITE, 1L), tuple(RouteReason.SHADOW, 5L));
      assertThat(
              weir.statistics().shadow().stream()
                  .filter(count -> count.reason() == RouteReason.READ)
                  .mapToLong(RouteCount::executions)
                  .sum())
          .isEqualTo(5);
      assertThat(shadowOfLast())
          .isEqualTo(new RouteDecision(weir.topology().primary(), RouteReason.WRITE));
      MeterRegistry registry = new SimpleMeterRegistry();
      new WeirMetrics(weir).bindTo(registry);
      assertThat(
              registry.get("weir.shadow.routes").tag("reason", "READ").functionCounters().stream()
                  .mapToDouble(FunctionCounter::count)
                  .sum())
          .isEqualTo(5);
      assertReplicasUntouched(weir);
    }
  }

  @Test
  void readOnlyTransactionWouldStayOnItsReplica() throws Exception {
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection()) {
      c.setReadOnly(true);
      c.setAutoCommit(false);
      assertThat(Cluster.query(c, ON_STANDBY)).isEqualTo("f");
      RouteDecision first = shadowOfLast();
      assertThat(first.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
      for (int i = 0; i < 10; i++) {
        assertThat(Cluster.query(c, ON_STANDBY)).isEqualTo("f");
        assertThat(shadowOfLast()).isEqualTo(first);
      }
      c.commit();
      c.setReadOnly(false);
      Cluster.execute(c, "insert into shadowed values (2)");
      assertThat(shadowOfLast().reason()).isEqualTo(RouteReason.TRANSACTION);
      c.rollback();
      assertReplicasUntouched(weir);
    }
  }

  /** What its last read saw, it would have seen on that replica. */
  @Test
  @SuppressWarnings("try") // A scope is not named within its block.
  void sessionWouldGoOnOnItsReplica() throws Exception {
    try (WeirDataSource weir = open();
        CallerScope session = Weir.session("a")) {
      Cluster.query(weir, READ);
      RouteDecision first = shadowOfLast();
      assertThat(first.reason()).isEqualTo(RouteReason.READ);
      for (int i = 0; i < 10; i++) {
        Cluster.query(weir, READ);
        assertThat(shadowOfLast().reason()).isEqualTo(RouteReason.READ);
      }
      assertReplicasUntouched(weir);
    }
  }

  @Test
  void openResultSetWouldHoldItsReplica() throws Exception {
    try (WeirDataSource weir = open();
        Connection c = weir.getConnection();
        Statement s = c.createStatement();
        ResultSet rows = s.executeQuery(READ)) {
      RouteDecision first = shadowOfLast();
      for (int i = 0; i < 10; i++) {
        Cluster.query(c, READ);
        assertThat(shadowOfLast()).isEqualTo(first);
      }
      assertThat(rows.next()).isTrue();
      assertReplicasUntouched(weir);
    }
  }

  @Test
  void ownWritesWouldGoToThePrimary() throws Exception {
    try (WeirDataSource weir = open()) {
      cluster.whileReplicasStandStill(
          () -> {
            Cluster.execute(weir, "insert into shadowed values (3)");
            String waiting = "/*+ weir: own_writes wait 1m */ " + READ;
            Cluster.query(weir, waiting); // It does not wait.
            assertThat(shadowOfLast().reason()).isEqualTo(RouteReason.OWN_WRITES);
            assertThat(told.get(told.size() - 1).decision()).isEqualTo(shadowOfLast());
          });
    }
  }

  @Test
  void reportRunsWhereNoReplicaIsThereForIt() throws Exception {
    try (WeirDataSource weir = open()) {
      assertThat(Cluster.query(weir, "/*+ weir: reporting */ " + ON_STANDBY)).isEqualTo("f");
      assertThat(shadowOfLast().reason()).isEqualTo(RouteReason.NO_REPORTING_REPLICA);
      assertThat(told.get(told.size() - 1).decision().reason()).isEqualTo(RouteReason.SHADOW);
    }
  }

  @Test
  void explainTellsBoth() throws Exception {
    try (WeirDataSource weir = open()) {
      assertThat(weir.explain(READ).shadow()).isTrue();
      assertThat(weir.explain(READ).toString())
          .containsPattern("goes to   replica.: READ, but in shadow mode the primary runs it");
      assertReplicasUntouched(weir);
    }
    try (WeirDataSource weir = cluster.open()) {
      assertThat(weir.explain(READ).shadow()).isFalse();
      assertThat(weir.explain(READ).toString()).doesNotContain("shadow mode");
      assertThat(weir.statistics().shadowMode()).isFalse();
    }
  }
}
