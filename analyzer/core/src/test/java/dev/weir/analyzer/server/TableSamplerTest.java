package dev.weir.analyzer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.sql.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class TableSamplerTest {

  private static PostgresCluster cluster;
  private static TableSampler sampler;

  @BeforeAll
  static void start() {
    // Autovacuum stays on, for the triggers, but does nothing meanwhile.
    cluster = PostgresCluster.builder().setting("autovacuum_naptime", "1d").start();
    sampler = new TableSampler(cluster.primary().dataSource());
  }

  @AfterAll
  static void close() {
    sampler.close();
    cluster.close();
  }

  @Test
  void deadRowsAndHotUpdatesAreSeen() throws SQLException {
    run(
        "CREATE TABLE plain (id int PRIMARY KEY, n int)",
        "INSERT INTO plain SELECT i, 0 FROM generate_series(1, 100) i",
        "UPDATE plain SET n = 1",
        "DELETE FROM plain WHERE id <= 10");

    TableStats stats = look("plain");

    assertThat(stats.table()).isEqualTo(new TableName("public", "plain"));
    assertThat(stats.liveRows()).isEqualTo(90);
    assertThat(stats.deadRows()).isEqualTo(110);
    assertThat(stats.inserts()).isEqualTo(100);
    assertThat(stats.updates()).isEqualTo(100);
    assertThat(stats.hotUpdates()).isEqualTo(100);
    assertThat(stats.deletes()).isEqualTo(10);
    assertThat(stats.modsSinceAnalyze()).isEqualTo(210);
    assertThat(stats.lastVacuum()).isNull();
    assertThat(stats.sizeBytes()).isGreaterThanOrEqualTo(3 * 8192);
  }

  @Test
  void rowsOfBeforeTheCountersBeganAreThePlanners() throws SQLException {
    run(
        "CREATE TABLE counted (n int)",
        "INSERT INTO counted SELECT generate_series(1, 1000)",
        "CREATE TABLE divided (n int) PARTITION BY RANGE (n)",
        "CREATE TABLE divided_all PARTITION OF divided DEFAULT",
        "INSERT INTO divided SELECT generate_series(1, 1000)",
        "ANALYZE counted, divided");
    run(
        "SELECT pg_stat_reset_single_table_counters(oid) FROM pg_class"
            + " WHERE relname IN ('counted', 'divided', 'divided_all')");
    run("DELETE FROM counted WHERE n <= 100", "INSERT INTO counted VALUES (0)");

    assertThat(look("counted").inserts()).isEqualTo(1);
    assertThat(look("counted").liveRows()).isEqualTo(901);
    assertThat(look("divided_all").liveRows()).isEqualTo(1_000);
    TableName parent = new TableName(null, "divided");
    assertThat(table(sampler.named(Set.of(parent)), parent).liveRows())
        .as("its partitions have them")
        .isZero();
  }

  @Test
  void updatesOfAnIndexedColumnAreNotHot() throws SQLException {
    run(
        "CREATE TABLE indexed (id int PRIMARY KEY, status text, day date)",
        "CREATE INDEX indexed_status ON indexed (status)",
        "CREATE INDEX indexed_day ON indexed USING brin (day)",
        "INSERT INTO indexed SELECT i, 'new', current_date FROM generate_series(1, 100) i",
        "UPDATE indexed SET status = 'old'");
    run("VACUUM ANALYZE indexed"); // Apart: what a session counted itself would be added
    // afterwards.

    TableStats stats = look("indexed");

    assertThat(stats.updates()).isEqualTo(100);
    assertThat(stats.hotUpdates()).isZero();
    assertThat(stats.deadRows()).isZero();
    assertThat(stats.modsSinceAnalyze()).isZero();
    assertThat(stats.lastVacuum()).isNotNull().isBeforeOrEqualTo(stats.at());
    assertThat(stats.lastAnalyze()).isNotNull();
    assertThat(stats.lastAutovacuum()).isNull();
  }

  @Test
  void indexesNameEveryColumnTheyDependOn() throws SQLException {
    run(
        "CREATE TABLE \"Wide\" (id bigint PRIMARY KEY, a varchar(40) NOT NULL, b numeric(10,2),"
            + " c int[], gone int, day date, UNIQUE (b, a))",
        "CREATE INDEX wide_expression ON \"Wide\" (lower(a)) INCLUDE (b) WHERE c IS NOT NULL",
        "CREATE INDEX wide_brin ON \"Wide\" USING brin (day)",
        "ALTER TABLE \"Wide\" DROP COLUMN gone");

    TableStats stats = look("Wide");

    assertThat(stats.columns())
        .containsExactly(
            new Column("id", "bigint", true),
            new Column("a", "character varying(40)", true),
            new Column("b", "numeric(10,2)", false),
            new Column("c", "integer[]", false),
            new Column("day", "date", false));
    assertThat(stats.indexes())
        .extracting(Index::name)
        .containsExactly("Wide_pkey", "Wide_b_a_key", "wide_brin", "wide_expression");
    assertThat(stats.indexes().get(0).primary()).isTrue();
    assertThat(stats.indexes().get(1).columns()).containsExactly("b", "a");
    assertThat(stats.indexes().get(1).unique()).isTrue();
    assertThat(stats.indexes().get(2).summarizing())
        .as("BRIN leaves updates HOT since 16")
        .isEqualTo(cluster.version() >= 16);
    assertThat(stats.indexes().get(3).columns()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(stats.indexes().get(3).summarizing()).isFalse();
  }

  @Test
  void triggersFollowTheServersRule() throws SQLException {
    run(
        "CREATE TABLE rule (id int)",
        "INSERT INTO rule SELECT generate_series(1, 1000)",
        "CREATE TABLE own (id int) WITH (autovacuum_vacuum_threshold = 7,"
            + " autovacuum_vacuum_scale_factor = 0.5, autovacuum_analyze_scale_factor = 0,"
            + " fillfactor = 90)",
        "INSERT INTO own SELECT generate_series(1, 1000)",
        "CREATE TABLE off (id int) WITH (autovacuum_enabled = off)");
    assertThat(look("rule").vacuumTrigger()).as("before the first ANALYZE").isEqualTo(50);

    run("ANALYZE rule, own");

    assertThat(look("rule").vacuumTrigger()).isEqualTo(250);
    assertThat(look("rule").analyzeTrigger()).isEqualTo(150);
    assertThat(look("rule").fillfactor()).isEqualTo(100);
    assertThat(look("own").vacuumTrigger()).isEqualTo(507);
    assertThat(look("own").analyzeTrigger()).isEqualTo(50);
    assertThat(look("own").fillfactor()).isEqualTo(90);
    assertThat(look("off").vacuumTrigger()).isNaN();
    assertThat(look("off").analyzeTrigger()).isNaN();
  }

  @Test
  void triggerIsAtMostWhatTheTableSays() throws SQLException {
    assumeThat(cluster.version()).as("the version that has it").isGreaterThanOrEqualTo(18);
    run(
        "CREATE TABLE capped (id int) WITH (autovacuum_vacuum_max_threshold = 100)",
        "INSERT INTO capped SELECT generate_series(1, 1000)",
        "ANALYZE capped");
    assertThat(look("capped").vacuumTrigger()).isEqualTo(100);
  }

  @Test
  void everyLookSeesWhatIsCountedThen() throws SQLException {
    run("CREATE TABLE fresh (id int)");
    for (int i = 1; i <= 3; i++) {
      run("INSERT INTO fresh VALUES (1)");
      assertThat(look("fresh").inserts()).isEqualTo(i);
    }
  }

  @Test
  void aLockedTableIsReadWithoutWaiting() throws Exception {
    run(
        "CREATE TABLE held (id int PRIMARY KEY, note text)",
        "INSERT INTO held SELECT i, 'x' FROM generate_series(1, 5000) i");
    run("VACUUM held");
    long whole = look("held").sizeBytes();
    try (Connection holder = cluster.primary().dataSource().getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE");

      Look look = sampler.named(Set.of(new TableName(null, "held")));

      TableStats stats = table(look, new TableName(null, "held"));
      assertThat(stats.liveRows()).isEqualTo(5000);
      assertThat(stats.columns()).hasSize(2);
      assertThat(stats.indexes()).hasSize(1);
      assertThat(stats.sizeBytes()).isBetween(whole / 2, whole);
      assertThat(look.unseen()).isEmpty();
    }
  }

  @Test
  void aWaitingLockIsNotWaitedForEither() throws Exception {
    run("CREATE TABLE queued (id int)", "INSERT INTO queued VALUES (1)", "VACUUM queued");
    try (Connection reader = cluster.primary().dataSource().getConnection();
        Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.execute("SELECT * FROM queued");
      Thread waiter = new Thread(() -> quietly("ALTER TABLE queued ADD COLUMN more int"));
      waiter.start();
      awaitTrue(
          "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'queued'::regclass AND NOT granted)");

      Look look = sampler.named(Set.of(new TableName(null, "queued")));

      assertThat(table(look, new TableName(null, "queued")).sizeBytes()).isEqualTo(8192);
      assertThat(look.unseen()).isEmpty();
      reader.rollback();
      waiter.join();
    }
  }

  @Test
  void aPlainRoleSeesTheSame() throws SQLException {
    run(
        "CREATE ROLE nobody LOGIN PASSWORD 'nobody'",
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.secret (id int PRIMARY KEY)",
        "INSERT INTO closed.secret VALUES (1)",
        "CREATE TABLE unreadable (id int)");
    PGSimpleDataSource plain = new PGSimpleDataSource();
    plain.setURL(
        "jdbc:postgresql://%s:%d/postgres"
            .formatted(cluster.primary().host(), cluster.primary().port()));
    plain.setUser("nobody");
    plain.setPassword("nobody");
    TableName secret = new TableName("closed", "secret");
    TableName unreadable = new TableName(null, "unreadable");
    try (TableSampler unprivileged = new TableSampler(plain)) {
      Look look = unprivileged.named(Set.of(secret, unreadable));

      assertThat(look.unseen()).isEmpty();
      assertThat(look.tables()).containsOnlyKeys(secret, unreadable);
      assertThat(table(look, secret).liveRows()).isEqualTo(1);
      assertThat(table(look, secret).sizeBytes()).isPositive();
      assertThat(table(look, secret).indexes()).hasSize(1);
    }
  }

  @Test
  void namesThatAreNoTablesAreAbsent() throws SQLException {
    run("CREATE TABLE viewed (id int)", "CREATE VIEW a_view AS SELECT * FROM viewed");

    Look look =
        sampler.named(
            Set.of(
                new TableName(null, "viewed"),
                new TableName(null, "a_view"),
                new TableName(null, "missing"),
                new TableName("missing", "viewed"),
                new TableName(null, "VIEWED"),
                new TableName(null, "odd\"name.'x'"),
                new TableName("pg_catalog", "pg_class")));

    assertThat(look.tables()).containsOnlyKeys(new TableName(null, "viewed"));
  }

  @Test
  void aPartitionedTableIsSaidToHaveNoNumbersOfItsOwn() throws SQLException {
    run(
        "CREATE TABLE parted (id int) PARTITION BY RANGE (id)",
        "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
        "INSERT INTO parted VALUES (1)");

    Look look = sampler.named(Set.of(new TableName(null, "parted")));

    assertThat(look.unseen()).singleElement().asString().startsWith("public.parted is partitioned");
    assertThat(table(look, new TableName(null, "parted")).columns()).hasSize(1);
    assertThat(look("parted_1").liveRows()).isEqualTo(1);
  }

  @Test
  void theBusiestTablesComeFirst() throws SQLException {
    run(
        "CREATE TABLE busiest (id int)",
        "INSERT INTO busiest SELECT generate_series(1, 200000)",
        "CREATE TABLE idle (id int)");

    Map<TableName, TableStats> one = sampler.busiest(1).tables();

    assertThat(one).containsOnlyKeys(new TableName("public", "busiest"));
    assertThat(sampler.busiest(1000).tables()).containsKey(new TableName("public", "idle"));
  }

  @Test
  void aPoolsOnlyConnectionIsGivenBackAsItWas() throws SQLException {
    run("CREATE TABLE lent (id int)");
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(cluster.primary().jdbcUrl());
    config.setMaximumPoolSize(1);
    config.setConnectionInitSql("set statement_timeout = '7s'");
    config.setAutoCommit(false);
    try (HikariDataSource pool = new HikariDataSource(config);
        TableSampler borrowing = new TableSampler(pool)) {
      assertThat(borrowing.named(Set.of(new TableName(null, "lent"))).tables()).hasSize(1);

      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select current_setting('statement_timeout'), current_setting('lock_timeout'),"
                      + " current_setting('application_name')")) {
        row.next();
        assertThat(row.getString(1)).isEqualTo("7s");
        assertThat(row.getString(2)).isEqualTo("0");
        assertThat(row.getString(3)).isNotEqualTo("weir-stats");
      }
    }
  }

  @Test
  void anUnreachableServerIsSaidInWords() {
    PGSimpleDataSource nowhere = new PGSimpleDataSource();
    nowhere.setURL("jdbc:postgresql://127.0.0.1:1/postgres");
    try (TableSampler blind = new TableSampler(nowhere)) {
      Look look = blind.busiest(10);

      assertThat(look.tables()).isEmpty();
      assertThat(look.unseen())
          .singleElement()
          .asString()
          .startsWith("Table statistics could not be read: ")
          .contains("127.0.0.1:1");
    }
  }

  @Test
  void nothingIsSeenThroughAClosedSampler() {
    TableSampler closed = new TableSampler(cluster.primary().dataSource());
    closed.close();

    assertThat(closed.busiest(1).unseen()).hasSize(1);
  }

  private static TableStats look(String table) {
    TableName name = new TableName(null, table);
    Look look = sampler.named(Set.of(name));
    assertThat(look.unseen()).isEmpty();
    return table(look, name);
  }

  private static TableStats table(Look look, TableName name) {
    return Objects.requireNonNull(look.tables().get(name), name::toString);
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      // What is counted is told now, not when the backend has gone.
      statement.execute("SELECT pg_stat_force_next_flush()");
      statement.execute("SELECT");
    }
  }

  private static void quietly(String sql) {
    try {
      run(sql);
    } catch (SQLException e) {
      // The test only needs it to wait.
    }
  }

  private static void awaitTrue(String query) throws SQLException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      while (true) {
        try (var rows = statement.executeQuery(query)) {
          rows.next();
          if (rows.getBoolean(1)) {
            return;
          }
        }
        assertThat(System.nanoTime()).as(query).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }
}
