package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Loader;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Report;
import dev.weir.samples.cluster.PostgresCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which row and which table, through real drivers. */
class RowsOnServerTest {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static PostgresCluster cluster;

  /** How the application reaches its database. */
  enum Way {
    ROUTED,
    OBSERVED,
    PROXIED
  }

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.start(0);
    try (Connection connection = cluster.primary().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table item (id int primary key, n int, name text)");
      statement.execute("insert into item select i, 0, 'x' from generate_series(0, 999) i");
      statement.execute("create table task (id int primary key, shop int, code int unique, n int)");
      statement.execute("insert into task select i, i, i, 0 from generate_series(1, 9) i");
      statement.execute("analyze task");
      statement.execute(
          "create table label (id serial primary key, shop int, n int not null default 0, name text)");
      statement.execute(
          "insert into label (shop, name) select 1 + i % 3, 'x' from generate_series(1, 90) i");
      statement.execute("create table pair (a int, b int, n int, primary key (a, b))");
      statement.execute("insert into pair select i, 1, 0 from generate_series(1, 30) i");
      statement.execute("create table part (number int, n int)");
      statement.execute("insert into part select i % 10, 0 from generate_series(1, 500) i");
      statement.execute("create table counter (id text primary key, n int)");
      statement.execute("insert into counter values ('public', 0)");
      for (int tenant = 0; tenant < 6; tenant++) {
        statement.execute("create schema tenant" + tenant);
        statement.execute(
            "create table tenant%d.counter (id int primary key, n int)".formatted(tenant));
        statement.execute("insert into tenant%d.counter values (1, 0)".formatted(tenant));
      }
      statement.execute("create function price(int) returns int language sql as 'select $1'");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** What an application does. */
  private interface Work {
    void run(Loader loader) throws SQLException;
  }

  private static Report report(Way way, Work... units) throws SQLException {
    DataSource bare = cluster.primary().dataSource();
    try (Analyzer analyzer = Analyzer.create(BothPathsTest.STATEMENTS)) {
      if (way == Way.PROXIED) {
        DataSource proxy = ProxyDataSourceBuilder.create(bare).build();
        analyzer.watch("proxied", proxy);
        return report(analyzer, proxy, units);
      }
      try (WeirDataSource weir =
          way == Way.OBSERVED
              ? Weir.observe("observed", bare)
              : WeirDataSource.builder().primary(bare).build()) {
        return report(analyzer.watch(weir), weir, units);
      }
    }
  }

  @SuppressWarnings("try") // The unit is there to be closed.
  private static Report report(Analyzer analyzer, DataSource dataSource, Work... units)
      throws SQLException {
    for (Work work : units) {
      try (Unit unit = analyzer.unit("page");
          Connection connection = dataSource.getConnection()) {
        work.run(new Loader(connection));
      }
    }
    return analyzer.report(WAIT);
  }

  private static List<String> found(Report report) {
    return report.entries().stream()
        .map(entry -> entry.finding().code().id() + " " + entry.finding().severity())
        .toList();
  }

  private static Object[] numbers(int count) {
    return IntStream.range(0, count).boxed().toArray();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void arraysAreAsWideAsTheyAre(Way way) throws SQLException {
    String sql = "select * from item where id = any (?)";
    assertThat(found(report(way, loader -> loader.arrays(12, sql, 50)))).isEmpty();
    assertThat(found(report(way, loader -> loader.objects(12, sql, 50)))).isEmpty();
    assertThat(found(report(way, loader -> loader.arrays(12, sql, 16)))).containsExactly("N1 INFO");
    assertThat(found(report(way, loader -> loader.arrays(12, sql, 1)))).containsExactly("N1 ERROR");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void callsAreLoops(Way way) throws SQLException {
    Report report =
        report(
            way,
            loader -> loader.each("select price(?)", numbers(20)),
            loader -> loader.call("{call price(?)}", numbers(20)),
            loader -> loader.each("select n from item where id = ? for update", numbers(20)),
            loader -> loader.each("select exists (select 1 from item where id = ?)", numbers(20)));
    assertThat(found(report)).containsExactly("N1 ERROR", "N1 ERROR", "N1 ERROR", "N1 ERROR");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void upsertsAreOfTheirRow(Way way) throws SQLException {
    String sql =
        "insert into item (id, n) values (?, 1) on conflict (id) do update set n = item.n +"
            + " excluded.n";
    Report loop = report(way, loader -> loader.each(sql, numbers(50)));
    assertThat(found(loop)).containsExactly("LI ERROR");
    assertThat(loop.entries().get(0).advice().fix()).contains("21000");

    Object[] same = Stream.generate(() -> 7).limit(300).toArray();
    assertThat(found(report(way, loader -> loader.each(sql, same)))).containsExactly("HR ERROR");
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource(Way.class)
  void tenantsAreToldApart(Way way) throws SQLException {
    Work[] units = new Work[120];
    for (int i = 0; i < units.length; i++) {
      int tenant = i % 6;
      units[i] =
          loader -> {
            loader.run("set search_path to tenant" + tenant);
            loader.each("update counter set n = n + 1 where id = ?", 1);
            loader.run("reset search_path");
          };
    }
    assertThat(found(report(way, units))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void numbersAreOfTheTableThatTheSessionSaw(Way way) throws SQLException {
    Report report =
        report(
            way,
            loader -> {
              loader.run("set search_path to tenant3");
              Object[] same = Stream.generate(() -> 1).limit(150).toArray();
              loader.each("update counter set n = n + 1 where id = ?", same);
              loader.run("reset search_path");
            });
    assertThat(found(report)).containsExactly("HR ERROR");
    assertThat(report.entries().get(0).tables())
        .extracting(table -> table.now().table().toString())
        .containsExactly("tenant3.counter");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsNoKeyNamesNoRow(Way way) throws SQLException {
    Object[] same = Stream.generate(() -> 1).limit(150).toArray();
    String sql = "update task set n = n + 1 where %s = ?";
    assertThat(found(report(way, loader -> loader.each(sql.formatted("shop"), same)))).isEmpty();
    assertThat(found(report(way, loader -> loader.each(sql.formatted("code"), same))))
        .containsExactly("HR ERROR");
    assertThat(found(report(way, loader -> loader.each(sql.formatted("id"), same))))
        .containsExactly("HR ERROR");
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUTED", "OBSERVED"})
  void rowsThatAWriteReturnsAreCounted(Way way) throws SQLException {
    String item = "update item set n = n + 1 where id = ? returning n";
    Object[] missing = IntStream.range(5_000, 5_030).boxed().toArray();
    Object[] same = Stream.generate(() -> 1).limit(150).toArray();
    Object[] never = Stream.generate(() -> 5_000).limit(150).toArray();
    assertThat(found(report(way, loader -> loader.eachReturning(item, numbers(30)))))
        .containsExactly("LU ERROR");
    assertThat(found(report(way, loader -> loader.eachReturning(item, missing)))).isEmpty();
    assertThat(found(report(way, loader -> loader.eachReturning(item, same))))
        .containsExactly("HR ERROR");
    assertThat(found(report(way, loader -> loader.eachReturning(item, never)))).isEmpty();
    String part = "update part set n = n + 1 where number = ? returning n";
    assertThat(found(report(way, loader -> loader.eachReturning(part, numbers(10))))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUTED", "OBSERVED"})
  void rowsThatAreChangedWhereTheyAreReadAreStatements(Way way) throws SQLException {
    Report loop =
        report(
            way,
            loader -> loader.eachRow("select id, n, name from label where shop = 1", label("y")));
    assertThat(found(loop)).containsExactly("LU ERROR");
    assertThat(loop.entries().get(0).finding().place().loop())
        .extracting(CallSite::method)
        .isEqualTo("eachRow");
    assertThat(loop.entries().get(0).advice().statements().toString()).contains("update \"label\"");
    Report pairs =
        report(
            way,
            loader ->
                loader.eachRow(
                    "select a, b, n from pair",
                    row -> {
                      row.updateInt("n", row.getInt("a") + 1);
                      row.updateRow();
                    }));
    assertThat(found(pairs)).containsExactly("LU ERROR");
    assertThat(pairs.entries().get(0).advice().statements()).isEmpty();
    assertThat(
            found(
                report(
                    way,
                    loader ->
                        loader.eachRow(
                            "select * from label where shop = " + (way == Way.ROUTED ? 2 : 3),
                            ResultSet::deleteRow))))
        .containsExactly("LD ERROR");
    assertThat(
            found(
                report(
                    way,
                    loader ->
                        loader.insertRows(
                            30,
                            "select id, shop, name from label where shop = 1",
                            row -> {
                              row.updateInt("shop", 4);
                              row.updateString("name", "new");
                              row.insertRow();
                            }))))
        .containsExactly("LI ERROR");
    String counter = "select id, n from label where id = 3";
    Loader.Change count =
        row -> {
          row.updateInt("n", row.getInt("n") + 1);
          row.updateRow();
        };
    assertThat(found(report(way, loader -> loader.oneRow(150, counter, count))))
        .containsExactly("HR ERROR");
    assertThat(found(report(way, loader -> loader.oneRow(3, counter, count))))
        .doesNotContain("HR ERROR", "HR WARNING");
  }

  private static Loader.Change label(String name) {
    return row -> {
      row.updateString("name", name);
      row.updateRow();
    };
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void temporaryTableHidesThePermanentOne(Way way) throws SQLException {
    Report report =
        report(
            way,
            loader -> {
              loader.run("create temp table counter (id int, n int)");
              loader.run("insert into counter select i, 0 from generate_series(0, 29) i");
              loader.each("update counter set n = n + 1 where id = ?", numbers(30));
              loader.run("drop table counter");
            });
    assertThat(found(report)).containsExactly("LU ERROR");
    assertThat(report.entries().get(0).tables()).isEmpty();
  }
}
