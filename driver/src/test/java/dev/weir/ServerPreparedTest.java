package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.BaseConnection;

/**
 * What the driver has prepared on a server is never executed where its names mean other tables: in
 * a transaction that would be an error, "cached plan must not change result type".
 */
class ServerPreparedTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String READ = "select * from prepared_item";

  /** What each tenant's table has. */
  private static final List<String> TENANTS = List.of("prepared_one", "prepared_two");

  @BeforeAll
  static void create() throws Exception {
    cluster.run(
        "create role prepared_one superuser",
        "create role prepared_two superuser",
        "create schema prepared_one",
        "create schema prepared_two",
        "create table prepared_item (nobodys text)",
        "create table prepared_one.prepared_item (a int)",
        "create table prepared_two.prepared_item (b text, c text)",
        "create function prepared_become(tenant text) returns text language sql as"
            + " $$ select set_config('search_path', tenant, false) $$");
  }

  @AfterAll
  static void drop() throws Exception {
    cluster.run(
        "drop function prepared_become",
        "drop table prepared_item",
        "drop schema prepared_one, prepared_two cascade",
        "drop role prepared_one, prepared_two");
  }

  /** Every session prepares every statement, and is lent to all in turn. */
  private static WeirDataSource open(UnaryOperator<WeirDataSource.Builder> settings)
      throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(1);
    pool.addDataSourceProperty("prepareThreshold", "1");
    pool.setAutoCommit(false);
    return cluster.open(b -> settings.apply(b.pool(pool)));
  }

  private static void become(Connection c, String way, String tenant) throws SQLException {
    if (way.equals("setSchema")) {
      c.setSchema(tenant);
    } else {
      Cluster.execute(c, way.formatted(tenant));
    }
  }

  private static String columns(Connection c) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(READ);
        ResultSet rows = s.executeQuery()) {
      StringBuilder names = new StringBuilder();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        names.append(rows.getMetaData().getColumnName(i));
      }
      return names.toString();
    }
  }

  private static String expected(String tenant) {
    return tenant.equals("prepared_one") ? "a" : "bc";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "setSchema",
        "set search_path = %s",
        "select set_config('search_path', '%s', false)",
        "select prepared_become('%s')",
        "set role %s",
        "set session authorization %s",
      })
  void sessionsOfTenantsAreLentInTurn(String way) throws Exception {
    // What else the application moves itself, the driver does not hear of, with Weir or without.
    boolean heard = way.equals("setSchema") || way.startsWith("set search_path");
    try (WeirDataSource weir = open(b -> b)) {
      for (int i = 0; i < 6; i++) {
        for (boolean readOnly : new boolean[] {false, true}) {
          String tenant = TENANTS.get(i % 2);
          if (heard) {
            try (Connection c = weir.getConnection()) {
              c.setReadOnly(readOnly);
              assertThat(columns(c)).isEqualTo("nobodys");
              c.commit();
            }
          }
          try (Connection c = weir.getConnection()) {
            c.setReadOnly(readOnly);
            become(c, way, tenant);
            c.commit();
            for (int n = 0; n < 2; n++) {
              assertThat(columns(c)).isEqualTo(expected(tenant));
              c.commit();
            }
          }
        }
      }
    }
  }

  /** As the pool that it was given gets it back. */
  @Test
  void givenPoolGetsItsSessionBackUnprepared() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(cluster.servers().node(0).jdbcUrl());
    pool.setMaximumPoolSize(1);
    pool.addDataSourceProperty("prepareThreshold", "1");
    pool.setAutoCommit(false);
    try (HikariDataSource given = new HikariDataSource(pool);
        WeirDataSource weir = WeirDataSource.builder().primary(given).build()) {
      for (int i = 0; i < 4; i++) {
        try (Connection c = weir.getConnection()) {
          c.setSchema(TENANTS.get(i % 2));
          assertThat(columns(c)).isEqualTo(expected(TENANTS.get(i % 2)));
          c.commit();
        }
        try (Connection c = given.getConnection()) {
          assertThat(columns(c)).isEqualTo("nobodys");
          c.commit();
        }
      }
    }
  }

  /** The same text again, after others have moved the session by other means. */
  @Test
  void schemaThatIsSetInATransactionIsHeardEachTime() throws Exception {
    try (WeirDataSource weir = open(b -> b);
        Connection c = weir.getConnection()) {
      for (int i = 0; i < 4; i++) {
        Cluster.query(c, "select 1");
        c.setSchema("prepared_one");
        assertThat(columns(c)).isEqualTo("a");
        Cluster.execute(c, "select set_config('search_path', 'public', true)");
        c.rollback();
      }
      for (int i = 0; i < 4; i++) {
        Cluster.query(c, "select 1");
        c.setSchema("prepared_one");
        assertThat(columns(c)).isEqualTo("a");
        c.setSchema(null);
        assertThat(columns(c)).isEqualTo("nobodys");
        c.setSchema(null);
        assertThat(columns(c)).isEqualTo("nobodys");
        c.commit();
      }
    }
  }

  /** Whoever has told the driver to keep what it has prepared is not left without it. */
  @Test
  void sessionIsBroughtWhateverTheDriverIsToldOfDeallocate() throws Exception {
    try (WeirDataSource weir = open(b -> b)) {
      for (int i = 0; i < 6; i++) {
        try (Connection c = weir.getConnection()) {
          c.unwrap(BaseConnection.class).setFlushCacheOnDeallocate(false);
          c.setReadOnly(true);
          c.setSchema(TENANTS.get(i % 2));
          assertThat(columns(c)).isEqualTo(expected(TENANTS.get(i % 2)));
          c.commit();
          c.setSchema(TENANTS.get((i + 1) % 2));
          assertThat(columns(c)).isEqualTo(expected(TENANTS.get((i + 1) % 2)));
          c.commit();
        }
      }
    }
  }
}
