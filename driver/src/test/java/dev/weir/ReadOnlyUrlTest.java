package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.weir.route.RouteReason;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a URL says of being read-only holds, though the pool is Weir's, as on the bare driver. */
class ReadOnlyUrlTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table kept_out (id int)");
  }

  private static String url(String more) {
    return cluster.servers().node(0).jdbcUrl() + more;
  }

  private static void refuses(Connection c, boolean autoCommit) throws SQLException {
    assertThat(c.isReadOnly()).isTrue();
    c.setAutoCommit(autoCommit);
    assertThat(c.isReadOnly()).isTrue();
    try (Statement s = c.createStatement()) {
      assertThatThrownBy(() -> s.executeUpdate("insert into kept_out values (1)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("read-only transaction");
    }
    if (!autoCommit) {
      c.rollback();
    }
  }

  @Test
  void bareDriverRefusesWrites() throws Exception {
    try (Connection c = DriverManager.getConnection(url("&readOnly=true"))) {
      refuses(c, false);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&readOnlyMode=always"})
  void poolOfABuilderRefusesWrites(String more) throws Exception {
    try (WeirDataSource weir =
        WeirDataSource.builder().primary(url("&readOnly=true" + more)).build()) {
      twice(weir, !more.isEmpty());
    }
  }

  /** Also the next borrower, to whom the pool lends the same session. */
  private static void twice(DataSource weir, boolean always) throws SQLException {
    for (int i = 0; i < 2; i++) {
      try (Connection c = weir.getConnection()) {
        refuses(c, false);
      }
      if (always) {
        try (Connection c = weir.getConnection()) {
          refuses(c, true);
        }
      }
    }
  }

  @Test
  void connectionOfAUrlRefusesWrites() throws Exception {
    String url =
        url("&readOnly=true&readOnlyMode=always&weir.linger=0").replace("jdbc:", "jdbc:weir:");
    try (Connection c = DriverManager.getConnection(url)) {
      refuses(c, false);
      refuses(c, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&readOnlyMode=always"})
  void transactionIsRoutedAsOneThatOnlyReads(String more) throws Exception {
    UnaryOperator<WeirDataSource.Builder> url = b -> b.primary(url("&readOnly=true" + more));
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(url("&readOnly=true" + more));
    for (UnaryOperator<WeirDataSource.Builder> primary :
        List.<UnaryOperator<WeirDataSource.Builder>>of(url, b -> b.primary(plain))) {
      try (WeirDataSource weir = cluster.open(b -> primary.apply(b).listener(heard));
          Connection c = weir.getConnection()) {
        Cluster.await("the first connection of its pool has told", c::isReadOnly);
        c.setAutoCommit(false);
        assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
        assertThat(heard.reason()).isEqualTo(RouteReason.READ_ONLY_TRANSACTION);
        c.rollback();
        refuses(c, false);
        c.setReadOnly(false);
        assertThat(Cluster.query(c, "select 1")).isEqualTo("1");
        assertThat(heard.reason()).isEqualTo(RouteReason.TRANSACTION);
        c.rollback();
      }
    }
  }

  /** A transaction that the driver does not make read-only may write, at any time. */
  @ParameterizedTest
  @ValueSource(strings = {"url", "data source", "pool", "pool of a data source"})
  void whatTheDriverIgnoresIsIgnored(String given) throws Exception {
    String url = url("&readOnly=true&readOnlyMode=ignore");
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setUrl(url);
    try (HikariDataSource pool = new HikariDataSource()) {
      if (given.equals("pool")) {
        pool.setJdbcUrl(url);
      } else {
        pool.setDataSource(plain);
      }
      UnaryOperator<WeirDataSource.Builder> primary =
          b ->
              given.equals("url")
                  ? b.primary(url)
                  : b.primary(given.equals("data source") ? plain : pool);
      try (WeirDataSource weir = cluster.open(b -> primary.apply(b).listener(heard));
          Connection c = weir.getConnection()) {
        if (!given.startsWith("pool")) { // Which says that it is not.
          Cluster.await("the first connection of its pool has told", c::isReadOnly);
        }
        for (int i = 0; i < 2; i++) {
          c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          c.setAutoCommit(false);
          assertThat(Cluster.query(c, "select count(*) from kept_out where id = 3")).isEqualTo("0");
          assertThat(heard.reason()).isEqualTo(RouteReason.TRANSACTION);
          Cluster.execute(c, "insert into kept_out values (3)");
          assertThat(Cluster.query(c, "select count(*) from kept_out where id = 3")).isEqualTo("1");
          c.rollback();
          c.setReadOnly(true);
          assertThat(c.isReadOnly()).isTrue();
          c.setAutoCommit(true);
        }
      }
    }
  }

  @Test
  void whoSaysOtherwiseMayWrite() throws Exception {
    try (WeirDataSource weir = WeirDataSource.builder().primary(url("&readOnly=true")).build();
        Connection c = weir.getConnection()) {
      c.setReadOnly(false);
      c.setAutoCommit(false);
      Cluster.execute(c, "insert into kept_out values (2)");
      c.rollback();
    }
  }
}
