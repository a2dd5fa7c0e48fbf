package com.shop;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.junit.ExpectRoute;
import dev.weir.analyzer.junit.FindingsExtension;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of which some are to fail, by where what they execute runs. */
public final class RouteCases {
  private static final String READ = "select count(*) from pot";

  private RouteCases() {}

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Has a replica; in shadow mode nothing runs there. */
  abstract static class WithAReplica {
    private final PostgresCluster cluster = PostgresCluster.start(1);
    private final WeirDataSource shop;

    @RegisterExtension final FindingsExtension weir;

    WithAReplica(boolean shadow) {
      shop =
          WeirDataSource.builder()
              .primary(cluster.primary().jdbcUrl())
              .replica(cluster.replicas().get(0).jdbcUrl())
              .shadow(shadow)
              .build();
      weir = FindingsExtension.watching(shop);
    }

    @BeforeAll
    void awaitReplica() throws Exception {
      execute(shop, "create table pot (id int)");
      Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
      while (shop.explain(READ).decision().reason().isPrimary()) {
        if (Instant.now().isAfter(deadline)) {
          throw new IllegalStateException(shop.explain(READ).toString());
        }
        Thread.onSpinWait();
      }
    }

    @AfterAll
    void stop() {
      shop.close();
      cluster.close();
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void readsOnAReplica() throws SQLException {
      execute(shop, READ);
    }

    @Test
    @ExpectRoute(value = ExpectRoute.Role.REPLICA, node = "replica1")
    void readsOnThatReplica() throws SQLException {
      execute(shop, READ);
    }

    @Test
    @ExpectRoute(value = ExpectRoute.Role.REPLICA, node = "replica2")
    void readsOnAnotherReplica() throws SQLException {
      execute(shop, READ);
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void locks() throws SQLException {
      execute(shop, "select id from pot for update");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.PRIMARY)
    void locksOnThePrimary() throws SQLException {
      execute(shop, "select id from pot for update");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.PRIMARY)
    void executesNothing() {}
  }

  /** Routes. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  public static class Routing extends WithAReplica {
    /** On a cluster of its own. */
    public Routing() {
      super(false);
    }
  }

  /** Decides only. */
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  public static class Shadow extends WithAReplica {
    /** On a cluster of its own. */
    public Shadow() {
      super(true);
    }
  }

  /** Has one server. */
  public static class OneServer {
    private final WeirDataSource shop = Weir.observe(Database.dataSource());

    @RegisterExtension final FindingsExtension weir = FindingsExtension.watching(shop);

    @Test
    @ExpectRoute(ExpectRoute.Role.PRIMARY)
    void reads() throws SQLException {
      execute(shop, "select 1");
    }
  }
}
