package dev.weir.fuzz;

import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Calendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.postgresql.geometric.PGpoint;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/** Parameters of prepared statements, among them objects that the application changes later. */
@SuppressWarnings("JavaUtilDate") // Applications have them, and change them.
final class Values {
  private static final Map<String, Mutable<?>> MUTABLE =
      Map.ofEntries(
          mutable("json", "j", PGobject::new, Values::json, PreparedStatement::setObject),
          mutable("point", "p", PGpoint::new, (p, n) -> p.x = n, PreparedStatement::setObject),
          mutable("interval", "iv", PGInterval::new, PGInterval::setDays, Values::set),
          mutable("ints", "ia", () -> new int[1], (a, n) -> a[0] = n, Values::set),
          mutable("integers", "ia", () -> new Integer[1], (a, n) -> a[0] = n, Values::set),
          mutable("array", "ia", () -> new Integer[1], (a, n) -> a[0] = n, Values::array),
          mutable("bytes", "y", () -> new byte[1], (a, n) -> a[0] = (byte) n, Values::set),
          mutable("timestamp", "ts", () -> new Timestamp(0), Values::seconds, Values::set),
          mutable("instant", "ts", () -> new java.util.Date(0), Values::seconds, Values::instant),
          mutable("date", "d", () -> new Date(0), Values::days, Values::set),
          mutable("time", "ti", () -> new Time(0), Values::seconds, Values::set),
          mutable("zone", "tz", Calendar::getInstance, Values::zone, Values::inZone),
          mutable("builder", "t", StringBuilder::new, Values::append, Values::characters),
          mutable("map", "h", HashMap<String, String>::new, Values::put, Values::set));

  /** The kinds of objects that can be changed. */
  static final List<String> KINDS = MUTABLE.keySet().stream().sorted().toList();

  private Values() {}

  /**
   * An object that an application uses again and again.
   *
   * @param column of the table of values, to which it fits
   * @param made anew for each connection
   * @param content puts a number into it
   * @param setter sets it as a parameter
   */
  private record Mutable<T>(String column, Supplier<T> made, Content<T> content, Set<T> setter) {
    T in(Borrower b, String kind, int number) throws Exception {
      @SuppressWarnings("unchecked") // One kind, one class.
      T object = (T) b.objects().computeIfAbsent(kind, k -> made.get());
      content.put(object, number);
      return object;
    }

    void set(Borrower b, String kind, PreparedStatement p, int index, int number) throws Exception {
      setter.set(p, index, in(b, kind, number));
    }
  }

  private interface Content<T> {
    void put(T object, int number) throws Exception;
  }

  private interface Set<T> {
    void set(PreparedStatement p, int index, T value) throws Exception;
  }

  private static <T> Map.Entry<String, Mutable<?>> mutable(
      String kind, String column, Supplier<T> made, Content<T> content, Set<T> setter) {
    return Map.entry(kind, new Mutable<>(column, made, content, setter));
  }

  /** The column of the table of values that takes such an object. */
  static String column(String kind) {
    return of(kind).column();
  }

  private static Mutable<?> of(String kind) {
    Mutable<?> mutable = MUTABLE.get(kind);
    if (mutable == null) {
      throw new IllegalArgumentException("no such kind of object: " + kind);
    }
    return mutable;
  }

  static String number(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 3);
    b.prepared(words[0]).setInt(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    return "done";
  }

  static String text(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 3);
    b.prepared(words[0]).setString(Integer.parseInt(words[1]), words[2]);
    return "done";
  }

  static String untyped(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 2);
    b.prepared(words[0]).setObject(Integer.parseInt(words[1]), null);
    return "done";
  }

  static String object(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 4);
    PreparedStatement p = b.prepared(words[0]);
    of(words[2]).set(b, words[2], p, Integer.parseInt(words[1]), Integer.parseInt(words[3]));
    return "done";
  }

  static String change(Borrower b, String argument) throws Exception {
    String[] words = argument.split(" ", 2);
    b.connection();
    of(words[0]).in(b, words[0], Integer.parseInt(words[1]));
    return "done";
  }

  private static void json(PGobject object, int number) throws SQLException {
    object.setType("jsonb");
    object.setValue("{\"n\": " + number + "}");
  }

  private static void seconds(java.util.Date date, int number) {
    date.setTime(number * 1_000L);
  }

  private static void days(java.util.Date date, int number) {
    date.setTime(number * 86_400_000L);
  }

  private static void zone(Calendar calendar, int hours) {
    calendar.setTimeZone(TimeZone.getTimeZone("GMT+" + hours));
  }

  private static void append(StringBuilder text, int number) {
    text.setLength(0);
    text.append("text ").append(number);
  }

  private static void put(Map<String, String> map, int number) {
    map.put("k", Integer.toString(number));
  }

  private static void set(PreparedStatement p, int index, Object value) throws SQLException {
    p.setObject(index, value);
  }

  private static void array(PreparedStatement p, int index, Integer[] value) throws SQLException {
    p.setArray(index, p.getConnection().createArrayOf("int4", value));
  }

  private static void instant(PreparedStatement p, int index, java.util.Date value)
      throws SQLException {
    p.setObject(index, value, Types.TIMESTAMP);
  }

  private static void inZone(PreparedStatement p, int index, Calendar zone) throws SQLException {
    p.setTimestamp(index, new Timestamp(0), zone);
  }

  private static void characters(PreparedStatement p, int index, StringBuilder value)
      throws SQLException {
    p.setObject(index, value, Types.VARCHAR);
  }
}
