package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tenants that share tables and pools, kept apart by row-level security and one setting. */
class RowSecurityTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final int THREADS = 8;
  private static final int READS = 50_000;
  private static final int ROWS_OF_A_TENANT = 3;
  private static final List<String> TENANTS = List.of("blue", "red");

  private final AtomicInteger reads = new AtomicInteger();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run(
        "create role tenants in role pg_monitor",
        "create table item (tenant text, n int)",
        "insert into item select t, n from unnest(array['blue', 'red']) t, generate_series(1, 3) n",
        "alter table item enable row level security",
        "create policy own on item using (tenant = current_setting('app.tenant', true))",
        "grant select, update on item to tenants",
        "create function become(t text) returns text language plpgsql as"
            + " $$ begin return set_config('app.tenant', t, false); end $$");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table item", "drop function become", "drop role tenants");
  }

  @Test
  @Tag("proof")
  void noTenantEverSeesARowOfAnother() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(THREADS / 2); // Fewer than threads: each serves all tenants in turn.
    pool.setConnectionInitSql("set role tenants");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (WeirDataSource weir = cluster.open(b -> b.pool(pool))) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(i);
        running.add(threads.submit(() -> visit(weir, random)));
      }
      for (Future<?> one : running) {
        one.get(5, TimeUnit.MINUTES);
      }
      assertThat(weir.routes())
          .anyMatch(r -> r.node().index() == 0 && r.reason().name().equals("OWN_WRITES"))
          .anyMatch(r -> r.node().index() == 1 && r.executions() > READS / 10)
          .anyMatch(r -> r.node().index() == 2 && r.executions() > READS / 10);
    } finally {
      threads.shutdownNow();
    }
  }

  private @Nullable Void visit(WeirDataSource weir, Random random) throws SQLException {
    while (reads.get() < READS) {
      try (Connection c = weir.getConnection()) {
        if (random.nextInt(10) == 0) {
          assertThat(rows(c)).as("nobody's").isEmpty();
        }
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        become(c, tenant, random);
        for (int i = random.nextInt(5); i >= 0; i--) {
          assertThat(rows(c)).as("own rows").hasSize(ROWS_OF_A_TENANT).containsOnly(tenant);
        }
        if (random.nextInt(50) == 0) {
          Cluster.execute(c, "update item set n = n where n = 1");
        }
      }
    }
    return null;
  }

  /** Each of the ways in which a session becomes a tenant's, and some in which it does not. */
  private void become(Connection c, String tenant, Random random) throws SQLException {
    switch (random.nextInt(7)) {
      case 0 -> Cluster.execute(c, "set app.tenant = '" + tenant + "'");
      case 1 -> call(c, "select set_config('app.tenant', ?, false)", tenant);
      case 2 -> call(c, "select become(?)", tenant);
      case 3 -> {
        call(c, "select become(?)", tenant);
        c.setAutoCommit(false);
        call(c, "select become(?)", other(tenant));
        assertThat(rows(c)).containsOnly(other(tenant));
        c.rollback();
        c.setAutoCommit(true);
      }
      case 4 -> {
        c.setAutoCommit(false);
        Cluster.execute(c, "set app.tenant = '" + tenant + "'");
        Cluster.execute(c, "savepoint before");
        Cluster.execute(c, "set app.tenant = '" + other(tenant) + "'");
        Cluster.execute(c, "rollback to before");
        c.commit();
        c.setAutoCommit(true);
      }
      case 5 -> {
        c.setReadOnly(true);
        c.setAutoCommit(false);
        call(c, "select set_config('app.tenant', ?, true)", other(tenant));
        assertThat(rows(c)).containsOnly(other(tenant));
        c.commit();
        assertThat(rows(c)).as("nobody's").isEmpty();
        c.commit();
        c.setAutoCommit(true);
        c.setReadOnly(false);
        Cluster.execute(c, "set app.tenant = '" + tenant + "'");
      }
      default -> {
        Cluster.execute(c, "set app.tenant = '" + other(tenant) + "'");
        assertThat(rows(c)).containsOnly(other(tenant));
        Cluster.execute(c, "set app.tenant = '" + tenant + "'");
      }
    }
  }

  private static String other(String tenant) {
    return TENANTS.get(1 - TENANTS.indexOf(tenant));
  }

  private static void call(Connection c, String sql, String tenant) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      s.setString(1, tenant);
      s.executeQuery().close();
    }
  }

  private List<String> rows(Connection c) throws SQLException {
    reads.incrementAndGet();
    List<String> tenants = new ArrayList<>();
    try (Statement s = c.createStatement();
        ResultSet rows = s.executeQuery("select tenant from item")) {
      while (rows.next()) {
        tenants.add(rows.getString(1));
      }
    }
    return tenants;
  }
}
