package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.event.StatementLog;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** For who develops: each execution on one line, as it could be typed. */
class StatementLogTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String LOGGER = "INFO statements - ";
  private static final String SECRET = "sesame";

  @BeforeAll
  static void create() throws SQLException {
    cluster.run("create table logged (id int primary key, name text)");
  }

  private static WeirDataSource open(boolean log) {
    return WeirDataSource.builder()
        .name("shop")
        .primary(cluster.servers().jdbcUrl())
        .statementLog(log)
        .build();
  }

  /** Lines of the statement log, without times. */
  private static List<String> lines(List<String> said) {
    return said.stream()
        .filter(line -> line.contains(LOGGER))
        .map(line -> line.substring(line.indexOf(LOGGER) + LOGGER.length()))
        .map(line -> line.replaceAll("\\d+\\.\\d{3} ms", "T ms"))
        .toList();
  }

  /** What is logged while something is done on a connection. */
  private static List<String> logged(Work work) throws Exception {
    return lines(
        Logs.during(
            () -> {
              try (WeirDataSource weir = open(true);
                  Connection c = weir.getConnection()) {
                work.on(c);
              }
            }));
  }

  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException;
  }

  @Test
  void executionsOfAllKindsAreOneLineEach() throws Exception {
    List<String> lines =
        logged(
            c -> {
              c.setAutoCommit(false);
              try (PreparedStatement s =
                  c.prepareStatement("insert into logged\n  values (?, ?) -- new\n")) {
                s.setInt(1, 1);
                s.setString(2, "O'Brien");
                s.executeUpdate();
                for (int i = 2; i < 7; i++) {
                  s.setInt(1, i);
                  s.setNull(2, Types.VARCHAR);
                  s.addBatch();
                }
                s.executeBatch();
              }
              c.commit();
              try (Statement s = c.createStatement()) {
                s.executeQuery("select 'a ?' from logged").close();
                s.addBatch("delete from logged where id = 6");
                s.addBatch("delete from logged where id > 4");
                s.executeBatch();
                assertThatThrownBy(() -> s.execute("insert into logged values (1)"))
                    .isInstanceOf(SQLException.class);
              }
              c.rollback();
            });

    assertThat(lines)
        .containsExactly(
            "shop #1 | T ms | primary SINGLE_NODE | 1 row | insert into logged values (1,"
                + " 'O''Brien')",
            "shop #1 | T ms | primary SINGLE_NODE | 5 rows | batch of 5 | insert into logged values"
                + " (2, NULL); insert into logged values (3, NULL); insert into logged values (4,"
                + " NULL); .. 2 more",
            "shop #1 | T ms | commit",
            "shop #1 | T ms | primary SINGLE_NODE | select 'a ?' from logged",
            "shop #1 | T ms | primary SINGLE_NODE | 2 rows | batch of 2 | delete from logged where"
                + " id = 6; delete from logged where id > 4",
            "shop #1 | T ms | primary SINGLE_NODE | 23505 ERROR: duplicate key value violates"
                + " unique constraint \"logged_pkey\" | insert into logged values (1)",
            "shop #1 | T ms | rollback");
  }

  @Test
  void readsNameTheirReplica() throws Exception {
    List<String> lines =
        lines(
            Logs.during(
                () -> {
                  try (WeirDataSource weir = cluster.open(b -> b.statementLog(true))) {
                    Cluster.query(weir, "select 42");
                  }
                }));

    assertThat(lines)
        .anyMatch(line -> line.matches("test #\\d+ \\| T ms \\| replica[12] READ \\| select 42"));
  }

  /** In shadow mode it did not run there. */
  @Test
  void shadowModeTellsWhereItWouldBe() throws Exception {
    List<String> lines =
        lines(
            Logs.during(
                () -> {
                  try (WeirDataSource weir =
                      Cluster.build(cluster.servers(), b -> b.shadow(true).statementLog(true))) {
                    Cluster.await(
                        "replicas would serve reads",
                        () -> weir.explain("select 42").decision().node().index() > 0);
                    Cluster.query(weir, "select 42");
                  }
                }));

    assertThat(lines).anyMatch(line -> line.matches(".*, would be replica[12] READ \\| select 42"));
  }

  @Test
  void valuesAreLiterals() throws Exception {
    UUID id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
    List<String> lines =
        logged(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select ?::int, ?::int-?, ?::bool, ?::text, ?::float, ?::numeric, ?::uuid,"
                          + " ?::timestamp, ?::date, ?::text[], ?::bytea, ?::bytea, ?::text,"
                          + " ?::text, ?::text where ? is null")) {
                s.setInt(1, 7);
                s.setInt(2, 1);
                s.setInt(3, -1);
                s.setBoolean(4, true);
                s.setString(5, "a\\b'c\nd\u2028e");
                s.setDouble(6, Double.NaN);
                s.setBigDecimal(7, new BigDecimal("1.50"));
                s.setObject(8, id);
                s.setTimestamp(9, Timestamp.valueOf("2026-01-02 03:04:05.6"));
                s.setObject(10, LocalDate.of(2026, 1, 2));
                s.setArray(11, c.createArrayOf("text", new Object[] {"x", null, "y\"z"}));
                s.setBytes(12, new byte[] {1, (byte) 0xfe});
                s.setBytes(13, new byte[40]);
                s.setString(14, "x".repeat(201));
                s.setCharacterStream(15, new StringReader("read when set"));
                s.setString(16, "\\");
                s.setNull(17, Types.INTEGER);
                s.executeQuery().close();
              }
              try (PreparedStatement s = c.prepareStatement("select ?::bytea")) {
                s.setBinaryStream(1, new ByteArrayInputStream(new byte[] {1}));
                s.executeQuery().close();
              }
            });

    assertThat(lines)
        .extracting(line -> line.substring(line.indexOf("select")))
        .containsExactly(
            "select 7::int, 1::int- -1, true::bool, E'a\\\\b''c\\nd\\u2028e'::text, 'NaN'::float,"
                + " 1.50::numeric, '"
                + id
                + "'::uuid, '2026-01-02 03:04:05.6'::timestamp, '2026-01-02'::date,"
                + " '{\"x\",NULL,\"y\\\"z\"}'::text[], '\\x01fe'::bytea, '\\x"
                + "00".repeat(32)
                + "...' /* 40 bytes */::bytea, '"
                + "x".repeat(200)
                + "...'::text, 'read when set'::text, '\\'::text where NULL is null",
            "select '\\x01'::bytea");
  }

  /** They are in strings, names, comments, or operators. */
  @Test
  void whatIsNoParameterStays() throws Exception {
    List<String> lines =
        logged(
            c -> {
              try (PreparedStatement s =
                  c.prepareStatement(
                      "select '?''?', $$?$$, E'\\'?', \"?\" /* ? */ from (values (1)) v(\"?\") --"
                          + " ?\n where '{\"a\":1}'::jsonb ?? 'a' and\n\t1=? and 'two\nlines' <>"
                          + " ''")) {
                s.setInt(1, 1);
                s.executeQuery().close();
              }
            });

    assertThat(lines)
        .singleElement()
        .asString()
        .endsWith(
            "select '?''?', $$?$$, E'\\'?', \"?\" /* ? */ from (values (1)) v(\"?\") where"
                + " '{\"a\":1}'::jsonb ?? 'a' and 1=1 and 'two lines' <> ''");
  }

  @Test
  void switchingItOnWarnsOnce() throws Exception {
    List<String> said =
        Logs.during(
            () -> {
              try (WeirDataSource weir = open(true)) {
                Cluster.query(weir, "select 1");
                Cluster.query(weir, "select 2");
              }
            });

    assertThat(said)
        .filteredOn(line -> line.contains("WARN"))
        .singleElement()
        .asString()
        .endsWith(
            "shop - statementLog: the log dev.weir.statements shows the values of all statements;"
                + " this is for development");
  }

  @Test
  void urlSwitchesItOn() throws Exception {
    String url = cluster.servers().jdbcUrl().replace("jdbc:", "jdbc:weir:");
    String with =
        url
            + (url.contains("?") ? '&' : '?')
            + "weir.name=by-url&weir.statementLog=true&weir.linger=0";

    List<String> lines =
        lines(
            Logs.during(
                () -> {
                  try (Connection c = DriverManager.getConnection(with)) {
                    Cluster.query(c, "select 42");
                  }
                }));

    assertThat(lines).singleElement().asString().startsWith("by-url #1 |").endsWith("select 42");
  }

  @Test
  void observedDataSourceHasItAsAListener() throws Exception {
    List<String> lines =
        lines(
            Logs.during(
                () -> {
                  try (WeirDataSource weir = Weir.observe("bare", cluster.bare())) {
                    weir.addListener(new StatementLog("bare"));
                    Cluster.query(weir, "select 42");
                  }
                }));

    assertThat(lines).singleElement().asString().startsWith("bare #1 |").endsWith("select 42");
  }

  private static void work(WeirDataSource weir) throws Exception {
    try (Connection c = weir.getConnection();
        PreparedStatement s =
            c.prepareStatement("insert into logged values (?::int, 'x') returning id")) {
      for (String value : List.of("70", SECRET)) {
        s.setString(1, value);
        try {
          s.executeQuery().close();
        } catch (SQLException e) {
          assertThat(value).isEqualTo(SECRET);
        }
      }
      c.setAutoCommit(false);
      s.setString(1, SECRET);
      s.addBatch();
      assertThatThrownBy(s::executeBatch).isInstanceOf(SQLException.class);
      c.rollback();
      c.setAutoCommit(true);
      try (PreparedStatement read =
          c.prepareStatement("/*+ weir: any */ select id from logged where name = ?")) {
        read.setString(1, SECRET);
        read.executeQuery().close();
      }
    } finally {
      cluster.run("delete from logged where id = 70");
    }
  }

  @Test
  void valuesAreInNoOtherLog() throws Exception {
    List<String> said =
        Logs.during(
            () -> {
              try (WeirDataSource weir =
                  cluster.open(b -> b.statementLog(true).detectStaleReads(true))) {
                work(weir);
              }
            });

    assertThat(said).anyMatch(line -> line.contains(LOGGER) && line.contains(SECRET));
    assertThat(said).noneMatch(line -> !line.contains(LOGGER) && line.contains(SECRET));
  }

  @Test
  void offNothingIsLogged() throws Exception {
    List<String> said =
        Logs.during(
            () -> {
              try (WeirDataSource weir = cluster.open(b -> b.detectStaleReads(true))) {
                work(weir);
              }
            });

    assertThat(said).isNotEmpty();
    assertThat(said).noneMatch(line -> line.contains(LOGGER) || line.contains(SECRET));
  }
}
