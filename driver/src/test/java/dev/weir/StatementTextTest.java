package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.ValueSamples.Sample;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A prepared statement that holds no connection shows its text with its values, as the driver's.
 */
class StatementTextTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String SQL = "select ?, 'it''s ?', ?::text";

  private static WeirDataSource weir;
  private static Connection bare;

  @BeforeAll
  static void open() throws Exception {
    cluster.run(
        "create extension if not exists hstore",
        "create type text_mood as enum ('sad')",
        "create type text_pair as (a int, b text)");
    weir = cluster.open();
    bare = cluster.bare().getConnection();
  }

  @AfterAll
  static void close() throws Exception {
    bare.close();
    weir.close();
    cluster.run("drop type text_mood, text_pair", "drop extension hstore");
  }

  /** Sets something. */
  @FunctionalInterface
  private interface Step {
    void on(PreparedStatement statement) throws Exception;
  }

  private static void isTheSame(String name, Step... steps) throws Exception {
    try (Connection routed = weir.getConnection()) {
      assertThat(shown(routed, steps)).as(name).isEqualTo(shown(bare, steps));
      assertThat(weir.statistics().nodes()).allMatch(node -> node.inFlight() == 0);
    }
  }

  private static List<String> shown(Connection c, Step... steps) throws SQLException {
    List<String> shown = new ArrayList<>();
    try (PreparedStatement s = c.prepareStatement(SQL)) {
      for (Step step : steps) {
        try {
          step.on(s);
        } catch (Exception e) {
          shown.add(ValueSamples.described(e));
        }
        shown.add(ValueSamples.identified(s.toString()));
        shown.add(ValueSamples.identified(s.toString()));
      }
    }
    return shown;
  }

  static Stream<Sample> samples() {
    return ValueSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void valueOfAnyKindIsShown(Sample sample) throws Exception {
    Map<String, @Nullable Integer> types = new LinkedHashMap<>(ValueSamples.types());
    types.put("without a type", null);
    for (Map.Entry<String, @Nullable Integer> type : types.entrySet()) {
      Integer code = type.getValue();
      isTheSame(
          type.getKey(),
          s -> {
            // Made on the bare driver's: what is set is what is shown.
            Object value = sample.make().on(bare).object();
            if (code == null) {
              s.setObject(1, value);
            } else {
              s.setObject(1, value, code);
            }
          },
          s -> s.setString(2, "it's"),
          PreparedStatement::clearParameters);
    }
  }

  static Stream<String> streams() {
    return StreamSamples.streams().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void streamIsNotReadToBeShown(String name) throws Exception {
    StreamSamples.Streams streams = Objects.requireNonNull(StreamSamples.streams().get(name));
    for (StreamSamples.Use use : StreamSamples.Use.values()) {
      isTheSame(name + " " + use, s -> streams.set(s, use));
    }
  }

  @Test
  void settersAreShownAsTheyWereCalled() throws Exception {
    Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+5"));
    isTheSame("boolean", s -> s.setBoolean(1, true), s -> s.setBoolean(2, false));
    isTheSame("numbers", s -> s.setByte(1, (byte) 1), s -> s.setShort(2, (short) -2));
    isTheSame("integers", s -> s.setInt(1, -3), s -> s.setLong(2, Long.MIN_VALUE));
    isTheSame("floats", s -> s.setFloat(1, Float.NaN), s -> s.setDouble(2, -1e300));
    isTheSame("decimal", s -> s.setBigDecimal(1, new BigDecimal("-1.50")));
    isTheSame("text", s -> s.setString(1, "a\\b'c"), s -> s.setString(2, null));
    isTheSame("null", s -> s.setNull(1, Types.INTEGER), s -> s.setNull(2, 0, "text_mood"));
    isTheSame("bytes", s -> s.setBytes(1, new byte[] {0, -1}), s -> s.setBytes(2, null));
    isTheSame("date", s -> s.setDate(1, new Date(0)), s -> s.setDate(2, new Date(0), calendar));
    isTheSame("time", s -> s.setTime(1, new Time(0)), s -> s.setTime(2, new Time(0), calendar));
    isTheSame(
        "timestamp",
        s -> s.setTimestamp(1, new Timestamp(1)),
        s -> s.setTimestamp(2, new Timestamp(1), calendar));
    isTheSame("again", s -> s.setInt(1, 1), s -> s.setNull(1, Types.NULL), s -> s.setInt(1, 2));
  }

  @Test
  void valueOfATypeThatOnlyTheServerKnowsIsShown() throws Exception {
    isTheSame(
        "array",
        s -> s.setArray(1, bare.createArrayOf("text_mood", new Object[] {"sad"})),
        s -> s.setArray(2, bare.createArrayOf("text", new Object[] {"a,b", null})));
    isTheSame("object", s -> s.setObject(1, object("text_mood", "sad")));
    isTheSame("row", s -> s.setObject(1, object("text_pair", "(1,\"it's\")")));
    isTheSame("bytea", s -> s.setObject(1, object("bytea", "\\x0102")));
    isTheSame("escaped bytea", s -> s.setObject(1, object("bytea", "a\\\\'b")));
  }

  private static org.postgresql.util.PGobject object(String type, String value)
      throws SQLException {
    org.postgresql.util.PGobject object = new org.postgresql.util.PGobject();
    object.setType(type);
    object.setValue(value);
    return object;
  }

  @Test
  void rowsOfABatchAreShown() throws Exception {
    isTheSame(
        "batch",
        s -> s.setBytes(1, new byte[] {1}),
        s -> s.setString(2, "one"),
        PreparedStatement::addBatch,
        s -> s.setInt(1, 2),
        PreparedStatement::addBatch,
        s -> s.setString(2, "not added"),
        PreparedStatement::clearBatch);
  }
}
