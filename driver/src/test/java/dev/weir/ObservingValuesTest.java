package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.event.Execution;
import dev.weir.event.Parameters;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * What is set on a statement that is observed is taken when it is set: by the driver, for what is
 * sent, and for what listeners are told.
 */
class ObservingValuesTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final Recording heard = new Recording();

  @BeforeEach
  void create() throws SQLException {
    cluster.run(
        "create extension if not exists hstore",
        "drop table if exists taken",
        "create table taken (i serial, v text)");
  }

  @AfterAll
  static void drop() throws SQLException {
    cluster.run("drop table taken");
  }

  private WeirDataSource observed() {
    WeirDataSource weir = Weir.observe(cluster.bare());
    weir.addListener(heard);
    return weir;
  }

  private List<Parameters> told() {
    return heard.begun.stream().map(Execution::parameters).flatMap(List::stream).toList();
  }

  // ---------------------------------------------------------------- objects that change

  /** Changes its own object to a number, and sets it if there is a statement. */
  @FunctionalInterface
  private interface Reused {
    void set(@Nullable PreparedStatement s, int n) throws SQLException;
  }

  private record Case(String name, String type, Reused reused) {
    @Override
    public String toString() {
      return name;
    }
  }

  @SuppressWarnings("JavaUtilDate") // It is what JDBC takes.
  static Stream<Case> objects() {
    Timestamp instant = new Timestamp(0);
    Date date = new Date(0);
    Time time = new Time(0);
    Calendar zone = Calendar.getInstance();
    java.util.Date plain = new java.util.Date(0);
    byte[] bytes = {0};
    int[] ints = {0};
    Integer[] boxed = {0};
    StringBuilder text = new StringBuilder();
    Map<String, String> pairs = new HashMap<>();
    PGpoint point = new PGpoint();
    PGInterval interval = new PGInterval();
    PGobject json = new PGobject();
    json.setType("jsonb");
    return Stream.of(
        of("Timestamp", "timestamp", n -> instant.setTime(n * 1000L), s -> s.setObject(1, instant)),
        of("Date", "date", n -> date.setTime(n * 86_400_000L), s -> s.setDate(1, date)),
        of("Time", "time", n -> time.setTime(n * 3_600_000L), s -> s.setTime(1, time)),
        of(
            "Calendar",
            "timestamp",
            n -> zone.setTimeZone(TimeZone.getTimeZone("GMT+" + n)),
            s -> s.setTimestamp(1, new Timestamp(0), zone)),
        of(
            "java.util.Date",
            "timestamp",
            n -> plain.setTime(n * 1000L),
            s -> s.setObject(1, plain, Types.TIMESTAMP)),
        of("byte[]", "bytea", n -> bytes[0] = (byte) n, s -> s.setBytes(1, bytes)),
        of("int[]", "int[]", n -> ints[0] = n, s -> s.setObject(1, ints)),
        of("Integer[]", "int[]", n -> boxed[0] = n, s -> s.setObject(1, boxed)),
        of("StringBuilder", "text", n -> text.append(n), s -> s.setObject(1, text, Types.VARCHAR)),
        of("Map", "hstore", n -> pairs.put("k", "" + n), s -> s.setObject(1, pairs)),
        of("PGpoint", "point", n -> point.x = n, s -> s.setObject(1, point)),
        of("PGInterval", "interval", n -> interval.setDays(n), s -> s.setObject(1, interval)),
        of(
            "PGobject",
            "jsonb",
            n -> json.setValue("{\"n\": " + n + "}"),
            s -> s.setObject(1, json)));
  }

  @FunctionalInterface
  private interface Change {
    void to(int n) throws SQLException;
  }

  @FunctionalInterface
  private interface Set {
    void on(PreparedStatement s) throws SQLException;
  }

  private static Case of(String name, String type, Change change, Set set) {
    return new Case(
        name,
        type,
        (s, n) -> {
          change.to(n);
          if (s != null) {
            set.on(s);
          }
        });
  }

  private static List<@Nullable String> rows(Connection c, Case changing, boolean batch)
      throws SQLException {
    Cluster.execute(c, "truncate taken restart identity");
    String sql = "insert into taken (v) values ((?::%s)::text)".formatted(changing.type());
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (int n = 1; n <= 3; n++) {
        changing.reused().set(s, n);
        if (batch) {
          s.addBatch();
        } else {
          changing.reused().set(null, 9);
          s.executeUpdate();
        }
      }
      changing.reused().set(null, 8);
      if (batch) {
        s.executeBatch();
      }
    }
    List<@Nullable String> rows = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      rows.add(Cluster.query(c, "select v from taken where i = " + i));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("objects")
  void objectThatChangesAfterItWasSetIsSentAsItWas(Case changing) throws Exception {
    for (boolean batch : List.of(false, true)) {
      List<@Nullable String> bare;
      try (Connection c = cluster.bare().getConnection()) {
        bare = rows(c, fresh(changing), batch);
      }
      try (WeirDataSource weir = observed();
          Connection c = weir.getConnection()) {
        assertThat(rows(c, fresh(changing), batch)).as("batch: %s", batch).isEqualTo(bare);
      }
    }
    assertThat(told()).hasSize(6);
  }

  /** The same with an object that nobody has changed yet. */
  private static Case fresh(Case used) {
    return objects().filter(c -> c.name().equals(used.name())).findFirst().orElseThrow();
  }

  /** Sent and told by different ways: what is told, bound again, is what was sent. */
  @ParameterizedTest
  @MethodSource("objects")
  void objectThatChangesAfterItWasSetIsToldAsItWas(Case changing) throws Exception {
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection()) {
      List<@Nullable String> sent = rows(c, changing, true);
      List<Parameters> rows = told();
      assertThat(rows).hasSize(3).allMatch(Parameters::areKnown);
      String sql = "select (?::%s)::text".formatted(changing.type());
      for (int i = 0; i < 3; i++) {
        try (PreparedStatement s = c.prepareStatement(sql)) {
          rows.get(i).bind(s);
          var row = s.executeQuery();
          row.next();
          assertThat(row.getString(1)).isEqualTo(sent.get(i));
        }
      }
    }
  }

  @Test
  void arraysAndMapsAreToldAsTheyWereToTheirElements() throws Exception {
    byte[][] nested = {{1}};
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?::bytea[]")) {
      s.setObject(1, nested);
      nested[0][0] = 2;
      s.executeQuery().close();
    }
    Object[] told = (Object[]) Objects.requireNonNull(told().get(0).value(1));
    assertThat(told).hasSize(1);
    assertThat((byte[]) told[0]).containsExactly(1);
  }

  /** A class of the application's that the driver takes by its text, or that has none to give. */
  @Test
  void whatCannotBeToldIsUnknownAndIsSentAllTheSame() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Object secretive =
        new Object() {
          @Override
          public String toString() {
            if (asked.incrementAndGet() > 1) {
              throw new IllegalStateException("asked again");
            }
            return "x";
          }
        };
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (?)")) {
      s.setObject(1, secretive, Types.VARCHAR);
      s.executeUpdate();
      assertThat(Cluster.query(c, "select v from taken")).isEqualTo("x");
    }
    assertThat(told().get(0)).isSameAs(Parameters.UNKNOWN);
  }

  // ---------------------------------------------------------------- streams

  @Test
  void streamIsReadOnceByTheDriverAlone() throws Exception {
    AtomicInteger read = new AtomicInteger();
    InputStream stream =
        new ByteArrayInputStream(new byte[] {1, 2, 3}) {
          @Override
          public synchronized int read(byte[] to, int from, int length) {
            int n = super.read(to, from, length);
            read.addAndGet(Math.max(n, 0));
            return n;
          }
        };
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (?::bytea::text)")) {
      s.setBinaryStream(1, stream, 3);
      s.executeUpdate();
      assertThat(Cluster.query(c, "select v from taken")).isEqualTo("\\x010203");
    }
    assertThat(read).hasValue(3);
  }

  /** The driver reads characters when they are set, whatever the order of their positions. */
  @Test
  void readersAreReadWhereTheDriverReadsThem() throws Exception {
    StringReader shared = new StringReader("abcd");
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (? || '-' || ?)")) {
      s.setCharacterStream(2, shared, 2);
      s.setCharacterStream(1, shared, 2);
      shared.close();
      s.executeUpdate();
      assertThat(Cluster.query(c, "select v from taken")).isEqualTo("cd-ab");
    }
  }

  // ---------------------------------------------------------------- exceptions

  @Test
  void valueThatTheDriverRefusesIsRefusedWhenItIsSet() throws Exception {
    List<Set> refused =
        List.of(
            s -> s.setObject(1, new Object()),
            s -> s.setObject(1, "abc", Types.INTEGER),
            s -> s.setObject(2, 1),
            s -> s.setObject(0, 1),
            s -> s.setString(7, "x"),
            s -> s.setNull(1, Types.REF_CURSOR + 100_000),
            s -> s.setRowId(1, null),
            s -> s.setNString(1, "x"));
    try (WeirDataSource weir = observed();
        Connection bare = cluster.bare().getConnection();
        Connection c = weir.getConnection();
        PreparedStatement expected = bare.prepareStatement("select ?::text");
        PreparedStatement s = c.prepareStatement("select ?::text")) {
      s.setString(1, "before");
      for (Set set : refused) {
        assertThat(failure(set, s)).isEqualTo(failure(set, expected));
      }
      s.executeQuery().close();
    }
    assertThat(told().get(0).value(1)).isEqualTo("before");
  }

  private static String failure(Statement s, String sql) {
    try {
      s.addBatch(sql);
      return "none";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  private static String failure(Set set, PreparedStatement s) {
    try {
      set.on(s);
      return "none";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  @Test
  void batchTextOfSeveralStatementsIsTheDriversToRefuse() throws Exception {
    try (WeirDataSource weir = observed();
        Connection bare = cluster.bare().getConnection();
        Connection c = weir.getConnection();
        var expected = bare.createStatement();
        var s = c.createStatement()) {
      String sql = "insert into taken (v) values (1); insert into taken (v) values (2)";
      assertThat(failure(s, sql)).isEqualTo(failure(expected, sql));
    }
  }

  // ---------------------------------------------------------------- who listens too late

  @Test
  void parametersOfWhichSomeMayHaveBeenMissedAreUnknown() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?, ?");
        PreparedStatement bare = c.prepareStatement("select 1")) {
      s.setInt(1, 1);
      weir.addListener(heard);
      s.setInt(2, 2);
      s.executeQuery().close();
      assertThat(told()).containsExactly(Parameters.UNKNOWN);
      bare.executeQuery().close();
      assertThat(told().get(1)).isSameAs(Parameters.NONE);

      s.clearParameters();
      s.setInt(1, 3);
      s.setInt(2, 4);
      s.executeQuery().close();
    }
    Parameters known = told().get(2);
    assertThat(known.areKnown()).isTrue();
    assertThat(IntStream.of(1, 2).mapToObj(known::value)).containsExactly(3, 4);
  }

  @Test
  void batchOfWhichSomeRowsMayHaveBeenMissedIsUnknown() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (?)")) {
      for (int i = 0; i < 2; i++) {
        s.setString(1, "a");
        s.addBatch();
      }
      weir.addListener(heard);
      s.clearParameters();
      s.setString(1, "b");
      s.addBatch();
      s.executeBatch();
      assertThat(heard.last()).isNotNull();
      assertThat(heard.begun.get(0).batchSize()).isEqualTo(3);
      assertThat(told())
          .containsExactly(Parameters.UNKNOWN, Parameters.UNKNOWN, Parameters.UNKNOWN);
      s.setString(1, "c");
      s.addBatch();
      s.executeBatch();
      assertThat(heard.begun.get(1).parameters()).extracting(p -> p.value(1)).containsExactly("c");
    }
    assertThat(heard.outcomes).extracting(o -> o.rows()).containsExactly(3L, 1L);
  }

  @Test
  void parametersStayKnownWhileListenersComeAndGo() throws Exception {
    try (WeirDataSource weir = observed();
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("select ?")) {
      s.setInt(1, 1);
      weir.removeListener(heard);
      s.executeQuery().close();
      weir.addListener(heard);
      s.executeQuery().close();
    }
    assertThat(told()).extracting(p -> p.value(1)).containsExactly(1);
  }

  // ---------------------------------------------------------------- texts

  @Test
  void statementIsShownAsTheDriverShowsIt() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare());
        Connection c = weir.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (?)")) {
      assertThat(s).hasToString("insert into taken (v) values (?)");
      s.setString(1, "it's");
      assertThat(s).hasToString("insert into taken (v) values (('it''s'))");
      s.addBatch();
      s.setString(1, "b");
      s.addBatch();
      assertThat(s)
          .hasToString(
              "insert into taken (v) values (('it''s'));\ninsert into taken (v) values (('b'))");
    }
  }

  /** The driver parses again where a parameter has another type than before. */
  @Test
  void untypedNullHasTheTypeOfEarlierExecutions() throws Exception {
    try (WeirDataSource weir = Weir.observe(cluster.bare())) {
      assertThat(parsed(weir)).isEqualTo(parsed(cluster.bare()));
    }
  }

  /** The name that the statement has on the server in the end, which counts. */
  private static @Nullable String parsed(DataSource dataSource) throws SQLException {
    try (Connection c = dataSource.getConnection();
        PreparedStatement s = c.prepareStatement("insert into taken (v) values (?::int::text)")) {
      for (int i = 0; i < 20; i++) {
        if (i % 2 == 0) {
          s.setInt(1, i);
        } else {
          s.setNull(1, Types.NULL);
        }
        s.executeUpdate();
      }
      return Cluster.query(
          c,
          "select max(name) from pg_prepared_statements where statement like 'insert into taken%'");
    }
  }
}
