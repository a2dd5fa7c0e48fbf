package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What any server answers, one that lives answers; what needs none is answered without one. */
class AnyServerTest {
  private static final Duration SHORT = Duration.ofSeconds(20);

  @Test
  void withoutAPrimaryEverythingThatReadsWorks() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setConnectionTimeout(60_000);
    pool.setMaximumPoolSize(4);
    try (PostgresCluster servers = PostgresCluster.start(1);
        WeirDataSource weir = Cluster.open(servers, b -> b.pool(pool))) {
      Cluster.execute(weir, "create table any_row (id int primary key)");
      Cluster.execute(weir, "insert into any_row select generate_series(1, 10)");
      servers.awaitReplication();
      long before = Cluster.reads(weir);
      Cluster.await(
          "the replica is known to have it",
          () -> {
            Cluster.query(weir, "select count(*) from any_row");
            return Cluster.reads(weir) > before;
          });
      servers.primary().kill();
      Cluster.await(
          "the primary is lost", () -> !weir.topology().nodes().get(0).trouble().isEmpty());

      long start = System.nanoTime();
      try (Connection c = weir.getConnection()) {
        assertThat(c.isValid(1)).isTrue();
        assertThat(c.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(c.getSchema()).isEqualTo("public");
        assertThat(c.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
        assertThat(c.isWrapperFor(org.postgresql.PGConnection.class)).isTrue();
        try (PreparedStatement s =
            c.prepareStatement("select count(*) from any_row where id = any (?)")) {
          s.setArray(1, c.createArrayOf("int4", new Object[] {1, 2}));
          assertThat(s.getMetaData().getColumnCount()).isOne();
          try (ResultSet row = s.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt(1)).isEqualTo(2);
          }
        }
      }
      try (Connection c = weir.getConnection()) {
        c.setNetworkTimeout(Runnable::run, 0);
        assertThat(c.getClientInfo()).isNotNull();
      }
      HikariConfig outer = new HikariConfig();
      outer.setDataSource(weir);
      outer.setMaximumPoolSize(2);
      try (HikariDataSource outside = new HikariDataSource(outer)) {
        for (int i = 0; i < 3; i++) {
          assertThat(Cluster.query(outside, "select count(*) from any_row")).isEqualTo("10");
        }
      }
      answersWhatEveryServerDoes(weir);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("nobody has waited for the pool's timeout of a minute")
          .isLessThan(SHORT);
    }
  }

  private static void answersWhatEveryServerDoes(WeirDataSource weir) throws SQLException {
    for (boolean autoCommit : new boolean[] {true, false}) {
      try (Connection c = weir.getConnection()) {
        c.setReadOnly(!autoCommit);
        c.setAutoCommit(autoCommit);
        assertThat(Cluster.query(c, "values (1)")).isEqualTo("1");
        Cluster.execute(c, "set work_mem to '3MB'");
        assertThat(Cluster.query(c, "show work_mem")).isEqualTo("3MB");
        assertThat(Cluster.query(c, "show transaction isolation level"))
            .isEqualTo("read committed");
        assertThat(Cluster.query(c, "explain select * from any_row")).contains("any_row");
        assertThat(Cluster.query(c, "table any_row order by 1")).isEqualTo("1");
        try (Statement s = c.createStatement()) {
          for (String nothing : new String[] {"", ";", "-- nothing", "/* nothing */ ;"}) {
            assertThat(s.execute(nothing)).isFalse();
            assertThat(s.getUpdateCount()).isZero();
          }
        }
      }
    }
  }

  @Test
  void metadataIsThePrimarysAlsoWhenItsSessionIsOpenedForIt() throws Exception {
    HikariConfig pool = new HikariConfig();
    pool.setMinimumIdle(0);
    try (PostgresCluster servers = PostgresCluster.start(1);
        WeirDataSource weir = Cluster.open(servers, b -> b.pool(pool));
        Connection writer = weir.getConnection();
        Connection reader = weir.getConnection()) {
      servers.primary().latency(Duration.ofMillis(30));
      servers.replicas().get(0).pauseReplay();
      Cluster.execute(writer, "create table any_new (id int)");
      writer.setAutoCommit(false); // So that the reader's session is another one.
      Cluster.execute(writer, "insert into any_new values (1)");

      try (ResultSet tables = reader.getMetaData().getTables(null, "public", "any_new", null)) {
        assertThat(tables.next()).isTrue();
      }
      try (PreparedStatement s = reader.prepareStatement("select id from any_new")) {
        assertThat(s.getMetaData().getColumnCount()).isOne();
      }
      writer.rollback();
      servers.replicas().get(0).resumeReplay();
    }
  }

  @Test
  void arrayOfATypeOfUsersIsSetThoughItsSessionHasGone() throws Exception {
    try (PostgresCluster servers = PostgresCluster.start(1);
        WeirDataSource weir =
            WeirDataSource.builder()
                .primary(servers.primary().dataSource()) // No pool: a session ends when given back.
                .replica(servers.replicas().get(0).dataSource())
                .build()) {
      Cluster.execute(weir, "create type any_mood as enum ('sad', 'ok')");
      Cluster.execute(weir, "create type any_pair as (a int, b int)");
      Cluster.execute(weir, "create domain any_small as int check (value < 9)");
      Cluster.execute(weir, "create type any_span as range (subtype = int4)");
      for (String[] each :
          new String[][] {
            {"any_mood", "ok"}, {"any_pair", "(1,2)"}, {"any_small", "5"}, {"any_span", "[1,3)"}
          }) {
        String sql = "select (?::%s[])[1]::text".formatted(each[0]);
        try (Connection c = weir.getConnection();
            PreparedStatement s = c.prepareStatement(sql)) {
          Array array = c.createArrayOf(each[0], new Object[] {each[1]});
          s.setArray(1, array);
          try (ResultSet row = s.executeQuery()) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(each[1]);
          }
          assertThat(array.getBaseTypeName()).isEqualTo(each[0]);
        }
        assertThat(readAndSetAgain(weir, each[0], each[1])).isEqualTo("{\"" + each[1] + "\"}");
      }
    }
  }

  private static String readAndSetAgain(WeirDataSource weir, String type, String element)
      throws SQLException {
    String read = "select array['%s'::%s]".formatted(element, type);
    String back = "select array[(?::%s[])[1]::text || ' ']::text".formatted(type);
    try (Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement(back)) {
      Array array;
      try (Statement reader = c.createStatement();
          ResultSet row = reader.executeQuery(read)) {
        row.next();
        array = row.getArray(1);
      }
      s.setArray(1, array);
      try (ResultSet row = s.executeQuery()) {
        row.next();
        return row.getString(1).replace(" ", "");
      }
    }
  }

  @Test
  void connectionIsAsValidAsWhatItHolds() throws Exception {
    try (PostgresCluster servers = PostgresCluster.start(0);
        WeirDataSource weir =
            WeirDataSource.builder().name("any").primary(servers.node(0).jdbcUrl()).build()) {
      Connection held = weir.getConnection();
      held.setAutoCommit(false);
      Cluster.query(held, "select 1");
      assertThat(held.isValid(5)).isTrue();
      assertThatThrownBy(() -> held.isValid(-1))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
      servers.primary().kill();
      assertThat(held.isValid(5)).isFalse();
      try (Statement s = held.createStatement()) {
        assertThatThrownBy(() -> s.executeQuery("select 1")).isInstanceOf(SQLException.class);
      }
      held.close();
      assertThat(held.isValid(5)).isFalse();
    }
  }
}
