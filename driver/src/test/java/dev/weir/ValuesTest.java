package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.ValueSamples.Sample;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PGobject;

/**
 * A value is what it was when it was set, as with the bare driver: whatever happens to its object,
 * its stream or the JVM's time zone afterwards. What the driver refuses then, Weir refuses then.
 */
class ValuesTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final TimeZone DEFAULT = TimeZone.getDefault();

  /** What the server gets: the type and the text of a parameter. */
  private static final String SHOW =
      "select pg_typeof(x)::text, quote_nullable(x) from (select ? as x) s";

  private static final String ADD =
      "insert into taken select i, pg_typeof(x)::text || quote_nullable(x)"
          + " from (select ?::int as i, ? as x) s";

  /** A way to set a parameter. */
  @FunctionalInterface
  interface Set {
    void on(PreparedStatement statement, int position, @Nullable Object value) throws SQLException;
  }

  private static final Map<String, DataSource> SIDES = new LinkedHashMap<>();

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create extension if not exists hstore",
        "drop table if exists taken",
        "create table taken (i int, v text)",
        "create table taken_large (i int, content oid)");
    SIDES.put("bare", cluster.bare());
    SIDES.put(
        "single", WeirDataSource.builder().primary(cluster.servers().node(0).jdbcUrl()).build());
    SIDES.put("routed", cluster.open());
  }

  @AfterAll
  static void close() throws Exception {
    for (DataSource side : SIDES.values()) {
      if (side instanceof WeirDataSource weir) {
        weir.close();
      }
    }
    cluster.run("drop table taken, taken_large", "drop extension hstore");
  }

  @AfterEach
  void setBack() {
    TimeZone.setDefault(DEFAULT);
  }

  /** What happens on a connection, written down. */
  @FunctionalInterface
  interface Story {
    List<String> on(Connection connection) throws Exception;
  }

  /** The same is written down everywhere. */
  private static void isTheSame(Story story) throws Exception {
    for (boolean autoCommit : new boolean[] {true, false}) {
      Map<String, List<String>> told = new LinkedHashMap<>();
      for (Map.Entry<String, DataSource> side : SIDES.entrySet()) {
        TimeZone.setDefault(DEFAULT); // It is that of a session, too.
        try (Connection c = side.getValue().getConnection()) {
          c.setAutoCommit(autoCommit);
          told.put(side.getKey(), story.on(c));
          undo(c);
        }
      }
      List<String> bare = Objects.requireNonNull(told.get("bare"));
      told.forEach(
          (side, lines) -> {
            String as = side + ", auto-commit " + autoCommit;
            assertThat(minus(lines, bare)).as(as).isEqualTo(minus(bare, lines));
            assertThat(lines).as(as).isEqualTo(bare);
          });
    }
  }

  private static void undo(Connection c) throws SQLException {
    if (!c.isClosed() && !c.getAutoCommit()) {
      c.rollback();
    }
  }

  /** To show what is different, and no more. */
  private static List<String> minus(List<String> lines, List<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).toList();
  }

  static Stream<Sample> samples() {
    return ValueSamples.all();
  }

  static Map<String, Set> setters() {
    Map<String, Set> setters = new LinkedHashMap<>();
    setters.put("setObject", PreparedStatement::setObject);
    ValueSamples.types()
        .forEach(
            (name, type) -> {
              setters.put("setObject " + name, (s, i, v) -> s.setObject(i, v, type));
              if (type == Types.NUMERIC || type == Types.VARCHAR) {
                setters.put("setObject " + name + ", 2", (s, i, v) -> s.setObject(i, v, type, 2));
              }
            });
    return setters;
  }

  @ParameterizedTest
  @MethodSource("samples")
  void valueIsThatOfTheMomentAtWhichItIsSet(Sample sample) throws Exception {
    isTheSame(
        c -> {
          List<String> lines = new ArrayList<>();
          for (Map.Entry<String, Set> setter : setters().entrySet()) {
            lines.add(setter.getKey() + ": " + shown(c, sample, setter.getValue(), 1));
            if (c.isClosed()) {
              return lines; // By a message that is broken off.
            }
          }
          lines.add("setObject at 2: " + shown(c, sample, PreparedStatement::setObject, 2));
          return lines;
        });
  }

  private static String shown(Connection c, Sample sample, Set setter, int position)
      throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
    ValueSamples.Mutable value = sample.make().on(c);
    String phase = "set";
    try (PreparedStatement s = c.prepareStatement(SHOW)) {
      setter.on(s, position, value.object());
      phase = "executed";
      TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
      value.change().run();
      try (ResultSet rows = s.executeQuery()) {
        rows.next();
        return ValueSamples.identified(rows.getString(1) + " " + rows.getString(2));
      }
    } catch (SQLException | RuntimeException e) {
      if (phase.equals("executed")) {
        undo(c);
      }
      return phase + ": " + ValueSamples.described(e);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void rowsOfBatchesHaveTheirOwnValues(Sample sample) throws Exception {
    isTheSame(
        c -> {
          List<String> lines = new ArrayList<>();
          execute(c, "delete from taken");
          ValueSamples.Mutable value = sample.make().on(c);
          try (PreparedStatement s = c.prepareStatement(ADD)) {
            for (int i = 0; i < 3; i++) {
              s.setInt(1, i);
              s.setObject(2, value.object());
              s.addBatch();
              value.change().run();
              if (value.object() instanceof Array) {
                value = sample.make().on(c); // One that was freed cannot be set again.
              }
            }
            s.executeBatch();
            lines.addAll(query(c, "select v from taken order by i"));
          } catch (SQLException | RuntimeException e) {
            undo(c);
            lines.add(ValueSamples.described(e));
          }
          return lines;
        });
  }

  static Stream<String> streams() {
    return StreamSamples.streams().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamIsReadWhenTheDriverReadsIt(String name) throws Exception {
    StreamSamples.Streams streams = Objects.requireNonNull(StreamSamples.streams().get(name));
    isTheSame(
        c -> {
          List<String> lines = new ArrayList<>();
          for (StreamSamples.Use use : StreamSamples.Use.values()) {
            String phase = "set";
            try (PreparedStatement s =
                c.prepareStatement("select quote_nullable(?), quote_nullable(?), 1")) {
              streams.set(s, use);
              phase = "executed";
              try (ResultSet rows = s.executeQuery()) {
                rows.next();
                lines.add(
                    use
                        + ": "
                        + ValueSamples.identified(rows.getString(1) + " " + rows.getString(2)));
              }
            } catch (SQLException | RuntimeException e) {
              undo(c);
              lines.add(use + ", " + phase + ": " + ValueSamples.described(e));
              if (c.isClosed()) {
                break; // What is lost in the middle of a message ends the connection.
              }
            }
          }
          return lines;
        });
  }

  /** The driver keeps the type of a position, and need not parse the statement again. */
  @Test
  @Tag("proof")
  void nullWithoutATypeHasTheTypeOfBefore() throws Exception {
    List<Set> nulls =
        List.of(
            (s, i, v) -> s.setObject(i, null),
            (s, i, v) -> s.setNull(i, Types.NULL),
            (s, i, v) -> s.setNull(i, Types.OTHER),
            (s, i, v) -> s.setTimestamp(i, null),
            (s, i, v) -> s.setArray(i, null),
            (s, i, v) -> s.setObject(i, null, Types.TIME),
            (s, i, v) -> s.setString(i, null),
            (s, i, v) -> s.setNull(i, Types.INTEGER));
    for (Sample sample : ValueSamples.all().toList()) {
      isTheSame(
          c -> {
            List<String> types = new ArrayList<>();
            try (PreparedStatement s =
                c.prepareStatement("select pg_typeof(x)::text from (select ? as x) s")) {
              s.setObject(1, sample.make().on(c).object());
              types.add(only(s));
              for (Set first : nulls) {
                s.setObject(1, sample.make().on(c).object());
                first.on(s, 1, null);
                types.add(only(s));
                s.setObject(1, null);
                types.add(only(s));
              }
              s.clearParameters();
              s.setObject(1, null);
              types.add(only(s));
              s.setBinaryStream(1, InputStream.nullInputStream(), 0);
              s.setObject(1, null);
              types.add(only(s));
            } catch (SQLException e) {
              types.add(ValueSamples.described(e));
            }
            return types;
          });
    }
  }

  private static String only(PreparedStatement s) throws SQLException {
    try (ResultSet rows = s.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  static Stream<String> large() {
    return StreamSamples.large().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("large")
  void largeObjectIsWrittenWhenItIsSet(String name) throws Exception {
    ValueSamples.Make make = Objects.requireNonNull(StreamSamples.large().get(name));
    for (String setter : List.of("setObject", "setObject BLOB", "setObject CLOB", "own")) {
      isTheSame(
          c -> {
            ValueSamples.Mutable value = make.on(c);
            execute(c, "delete from taken_large");
            String phase = "set";
            try (PreparedStatement s =
                c.prepareStatement("insert into taken_large values (1, ?)")) {
              StreamSamples.setLarge(s, setter, value.object());
              phase = "executed";
              value.change().run();
              s.executeUpdate();
              s.executeUpdate();
              return query(c, "select encode(lo_get(content), 'escape') from taken_large");
            } catch (SQLException | RuntimeException e) {
              return List.of(phase + ": " + ValueSamples.described(e));
            }
          });
    }
  }

  /** Only a server knows its types, and none is chosen yet. */
  @Test
  void typeThatTheServerDoesNotKnowIsRefusedWhenItIsExecuted() throws Exception {
    PGobject unknown = ValueSamples.json("1");
    unknown.setType("nothing");
    for (DataSource side : SIDES.values()) {
      try (Connection c = side.getConnection();
          PreparedStatement s = c.prepareStatement(SHOW)) {
        assertThatThrownBy(
                () -> {
                  s.setObject(1, unknown);
                  s.executeQuery();
                })
            .hasMessage("Unknown type nothing.");
      }
    }
  }

  @Test
  void parametersThatListenersKeepDoNotChange() throws Exception {
    Recording told = new Recording();
    try (WeirDataSource weir =
        WeirDataSource.builder()
            .primary(cluster.servers().node(0).jdbcUrl())
            .listener(told)
            .build()) {
      List<Sample> samples = ValueSamples.all().toList();
      for (Sample sample : samples) {
        try (Connection c = weir.getConnection();
            PreparedStatement s = c.prepareStatement(SHOW)) {
          ValueSamples.Mutable value = sample.make().on(c);
          String set = shown(value.object());
          s.setObject(1, value.object());
          value.change().run();
          s.executeQuery().close();
          Object kept = told.begun.get(told.begun.size() - 1).parameters().get(0).value(1);
          assertThat(shown(kept)).as(sample.toString()).isEqualTo(set);
        } catch (SQLException e) {
          // The driver does not take it.
        }
      }
    }
  }

  private static String shown(@Nullable Object value) throws SQLException {
    if (value instanceof SQLXML xml) {
      return xml.getString();
    }
    return value instanceof Array array
        ? array + ValueSamples.rendered(array.getArray())
        : ValueSamples.rendered(value);
  }

  @Test
  void textOfSeveralStatementsIsRefusedWhenItIsAddedToABatch() throws Exception {
    isTheSame(
        c -> {
          List<String> lines = new ArrayList<>();
          for (String sql :
              List.of(
                  "delete from taken; delete from taken",
                  "delete from taken;",
                  "delete from taken; -- nothing",
                  "delete from taken where v = ';'",
                  "delete from taken where v = $$;$$")) {
            try (Statement s = c.createStatement()) {
              s.addBatch("delete from taken");
              s.addBatch(sql);
              lines.add("added");
              lines.add(s.executeBatch().length + " executed");
            } catch (SQLException e) {
              lines.add(ValueSamples.described(e));
            }
          }
          return lines;
        });
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static List<String> query(Connection c, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      while (r.next()) {
        rows.add(r.getString(1));
      }
    }
    return rows;
  }
}
