package com.shop;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.junit.ExpectRoute;
import dev.weir.analyzer.junit.FindingsExtension;
import dev.weir.consistency.Freshness;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests of which some are to fail, by where what they execute runs. */
public final class RouteCases {
  private static final String READ = "select count(*) from pot";

  private RouteCases() {}

  private static void execute(DataSource dataSource, String... texts) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
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
  abstract static class WithOneServer {
    private final WeirDataSource shop;

    @RegisterExtension final FindingsExtension weir;

    WithOneServer(WeirDataSource shop) {
      this.shop = shop;
      this.weir = FindingsExtension.watching(shop);
    }

    @BeforeEach
    void create() throws SQLException {
      execute(shop, "drop table if exists kettle, pan", "create table kettle (id int)");
    }

    @AfterEach
    void close() {
      shop.close();
    }

    @Test
    @ExpectRoute(value = ExpectRoute.Role.REPLICA, node = "replica1")
    void reads() throws SQLException {
      execute(shop, "select id from kettle");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void readsAndLocks() throws SQLException {
      execute(shop, "select id from kettle");
      execute(shop, "select id from kettle for update");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.PRIMARY)
    void writes() throws SQLException {
      execute(shop, "insert into kettle values (1)");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.PRIMARY)
    void readsInATransaction() throws SQLException {
      try (Connection connection = shop.getConnection()) {
        connection.setAutoCommit(false);
        read(connection);
        connection.rollback();
      }
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void readsInAReadOnlyTransaction() throws SQLException {
      try (Connection connection = shop.getConnection()) {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        read(connection);
        connection.rollback();
      }
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    @SuppressWarnings("try") // The scope is used by being open.
    void readsWhatThePrimaryIsAskedFor() throws SQLException {
      execute(shop, "select id from kettle");
      try (var scope = Weir.freshness(Freshness.PRIMARY)) {
        execute(shop, "select id from kettle");
      }
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void readsATableThatItHasMade() throws SQLException {
      execute(shop, "create table pan (id int)", "select id from pan");
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void hasAHintThatIsNone() throws SQLException {
      execute(shop, "/*+ weir: nearest */ select id from kettle");
    }

    private static void read(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("select id from kettle");
      }
    }
  }

  /** Is observed. */
  public static class Observed extends WithOneServer {
    /** Without a pool. */
    public Observed() {
      super(Weir.observe(Database.dataSource()));
    }
  }

  /** Is Weir's own. */
  public static class Alone extends WithOneServer {
    /** With a pool of its own. */
    public Alone() {
      super(WeirDataSource.builder().primary(Database.url()).build());
    }
  }

  /** Is another database. */
  public static class OtherDatabase {
    private final WeirDataSource shop = Weir.observe(memory());

    @RegisterExtension final FindingsExtension weir = FindingsExtension.watching(shop);

    private static DataSource memory() {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setUrl("jdbc:h2:mem:kettle");
      return memory;
    }

    @Test
    @ExpectRoute(ExpectRoute.Role.REPLICA)
    void reads() throws SQLException {
      execute(shop, "select 1");
    }
  }
}
