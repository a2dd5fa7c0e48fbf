package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL says of being read-only holds, though the pool is Weir's, as on the bare driver. */
class ReadOnlyUrlTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

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
    String url = url("&readOnly=true&readOnlyMode=always").replace("jdbc:", "jdbc:weir:");
    try (Connection c = DriverManager.getConnection(url)) {
      refuses(c, false);
      refuses(c, true);
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
