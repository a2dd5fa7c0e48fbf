package dev.weir.analyzer.scenario;

import dev.weir.analyzer.scenario.Step.Repeat;
import dev.weir.analyzer.scenario.Step.Reply;
import dev.weir.analyzer.scenario.Step.Site;
import dev.weir.analyzer.scenario.Step.Wish;
import dev.weir.event.Wishes.Keys;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one statement of the {@link Notation}. After its text may stand, in any order:
 *
 * <ul>
 *   <li>{@code ?*50} in the text: so many parameters.
 *   <li>{@code k=7}, {@code k:i}: the value of the parameters after WHERE, and of an INSERT's first
 *       one: always the same, or another each time. {@code i%4}: of four; {@code 100*i+1}; {@code
 *       ids(20)}: 20 others each time, as an array or one for each parameter; {@code o}, {@code
 *       o.2}: what was read as o, in its first or second column, {@code o.2+5}: and 5 more, {@code
 *       all(900 o)}: of 900 rows, likewise. {@code v=}, {@code v:} likewise for all other
 *       parameters (a text if nothing is said), {@code p=(1, 'x', i)} for all.
 *   <li>{@code x50}: so often; {@code batch(20)}: as a batch of 20 rows.
 *   <li>{@code @b/loop}: at the line b; {@code @f<b}: at the line f, which b calls. Every line has
 *       one letter; without one, a step has a line of its own. {@code /stream}, {@code /recursion},
 *       {@code /depth} (helpers of varying depth), {@code /retry} are other ways to repeat; {@code
 *       /lines} and {@code /calls} (on one line) are no loops.
 *   <li>{@code r=10}: rows returned ({@code -1}: the driver does not say), {@code a=1}: affected;
 *       {@code read=1}: stepped over, if not all; {@code cols=3/40}: columns used of those there
 *       are; {@code as=o}: what is read is called so; {@code t=300}: ms beside the round trip;
 *       {@code fail=40001}: it fails.
 *   <li>{@code fetch=500}, {@code max=1}, {@code scroll}, {@code keys}, {@code keys=id} (of all
 *       columns, of one): what it asks for; {@code literals}: its values are part of its text;
 *       {@code on=shard*}: through another DataSource, another one each time.
 * </ul>
 */
final class StatementNotation {
  private static final Pattern NAME = Pattern.compile("[a-z]+\\*?");
  private static final Pattern TEXT = Pattern.compile("'[^'\n]*'");
  private static final Pattern STATE = Pattern.compile("[0-9A-Z]{5}");
  private static final Pattern VERBATIM = Pattern.compile("(?is)(select|with|table|values)\\b.*");
  private static final Pattern LIST = Pattern.compile("\\?\\*([0-9]+)");
  private static final Value SOMETHING = new Value.Constant("v");

  private final Cursor cursor;
  private final char kind;
  private final String sql;
  private @Nullable Value key;
  private Value other = SOMETHING;
  private @Nullable List<Value> all;
  private int batch;
  private long rows = -1;
  private long read = -1;
  private int columns = 1;
  private int used = 1;
  private String name = "";
  private int millis;
  private String failure = "";
  private Wish wish = new Wish(0, 0, false, Keys.NONE, false);
  private String dataSource = "main";
  private int times = 1;
  private Step.Mode mode = Step.Mode.LOOP;
  private Site site = new Site("", "");

  private StatementNotation(Cursor cursor) {
    this.cursor = cursor;
    this.kind = cursor.take(Pattern.compile("[SUIDX]"), "S, U, I, D or X").charAt(0);
    this.sql = sql(kind, spread(cursor.braced().strip()));
  }

  static boolean starts(Cursor cursor) {
    return List.of("S{", "U{", "I{", "D{", "X{").stream().anyMatch(cursor::sees);
  }

  static Step.Statement read(Cursor cursor, int number) {
    StatementNotation statement = new StatementNotation(cursor);
    cursor.skipSpace();
    while (statement.attribute()) {
      cursor.skipSpace();
    }
    if (!Notation.endsStep(cursor)) {
      throw cursor.expected(
          "k, v, p, xN, @, batch(, fail=, on=, r=, a=, read=, cols=, as=, t=, fetch=, max=, scroll,"
              + " keys, or ';'");
    }
    return statement.step(number);
  }

  private static String spread(String text) {
    return LIST.matcher(text)
        .replaceAll(
            list -> String.join(", ", Collections.nCopies(Integer.parseInt(list.group(1)), "?")));
  }

  private static String sql(char kind, String text) {
    if (kind == 'X' || (kind == 'S' && VERBATIM.matcher(text).matches())) {
      return text;
    }
    return switch (kind) {
      case 'S' -> "select * from " + text;
      case 'U' -> "update " + text;
      case 'D' -> "delete from " + text;
      default -> "insert into " + insert(text);
    };
  }

  private static String insert(String text) {
    if (text.matches("(?is).*\\b(values|select|default)\\b.*")) {
      return text;
    }
    String columns = text.contains("(") ? text : text + " (id, name)";
    int count = columns.split(",", -1).length;
    return columns + " values (" + String.join(", ", Collections.nCopies(count, "?")) + ")";
  }

  private Step.Statement step(int number) {
    boolean reads =
        kind == 'S' || (kind == 'X' && sql.toLowerCase(Locale.ROOT).startsWith("select"));
    long come = rows < 0 && !reads && batch == 0 ? (kind == 'X' ? 0 : 1) : rows;
    Reply reply =
        new Reply(come, read < 0 ? Math.max(0, come) : read, columns, used, name, millis, failure);
    return new Step.Statement(
        number,
        sql,
        reads,
        values(),
        batch,
        reply,
        wish,
        dataSource,
        new Repeat(times, mode),
        site);
  }

  private List<Value> values() {
    int count = (int) sql.chars().filter(c -> c == '?').count();
    if (all != null) {
      if (all.size() != count) {
        throw cursor.wrong("expected " + count + " values in p=(..): " + sql);
      }
      return all;
    }
    int where = sql.toLowerCase(Locale.ROOT).lastIndexOf(" where ");
    int from = where >= 0 ? where : kind == 'U' ? sql.length() : 0;
    int before = (int) sql.substring(0, from).chars().filter(c -> c == '?').count();
    int keys = kind == 'I' ? Math.min(1, count) : count - before;
    if (keys > 0 && key == null && kind == 'I') {
      key = new Value.Index(1, 0, 0);
    }
    if (keys > 0 && key == null) {
      throw cursor.wrong("expected k= or k: for the parameters of " + sql);
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean isKey = kind == 'I' ? i == 0 : i >= before;
      values.add(isKey && key != null ? key : other);
    }
    return values;
  }

  /** Reads one attribute; false if none is left. */
  private boolean attribute() {
    if (cursor.sees("@")) {
      site = Notation.site(cursor);
      mode = Notation.mode(cursor);
    } else if (cursor.sees("/")) {
      mode = Notation.mode(cursor);
    } else if (cursor.accepts("k=") || cursor.accepts("k:")) {
      key = value();
    } else if (cursor.accepts("v=") || cursor.accepts("v:")) {
      other = value();
    } else if (cursor.accepts("p=(")) {
      all = list();
    } else if (cursor.accepts("x")) {
      times = cursor.number();
    } else if (cursor.accepts("batch(")) {
      batch = cursor.number();
      cursor.expect(")");
    } else if (cursor.accepts("fail=")) {
      failure = cursor.take(STATE, "an SQL state");
    } else if (cursor.accepts("on=")) {
      dataSource = cursor.take(NAME, "a name");
    } else {
      return reply() || wish();
    }
    return true;
  }

  private boolean reply() {
    if (cursor.accepts("r=") || cursor.accepts("a=")) {
      rows = cursor.accepts("-1") ? -1 : cursor.number();
    } else if (cursor.accepts("read=")) {
      read = cursor.number();
    } else if (cursor.accepts("cols=")) {
      used = cursor.number();
      cursor.expect("/");
      columns = cursor.number();
    } else if (cursor.accepts("as=")) {
      name = cursor.take(NAME, "a name");
    } else if (cursor.accepts("t=")) {
      millis = cursor.number();
    } else {
      return false;
    }
    return true;
  }

  private boolean wish() {
    if (cursor.accepts("fetch=")) {
      wish =
          new Wish(cursor.number(), wish.maxRows(), wish.scrolls(), wish.keys(), wish.literals());
    } else if (cursor.accepts("max=")) {
      wish =
          new Wish(wish.fetchSize(), cursor.number(), wish.scrolls(), wish.keys(), wish.literals());
    } else if (cursor.acceptsWord("scroll")) {
      wish = new Wish(wish.fetchSize(), wish.maxRows(), true, wish.keys(), wish.literals());
    } else if (cursor.accepts("keys=")) {
      cursor.take(NAME, "a column");
      wish =
          new Wish(wish.fetchSize(), wish.maxRows(), wish.scrolls(), Keys.NAMED, wish.literals());
    } else if (cursor.acceptsWord("keys")) {
      wish = new Wish(wish.fetchSize(), wish.maxRows(), wish.scrolls(), Keys.ALL, wish.literals());
    } else if (cursor.acceptsWord("literals")) {
      wish = new Wish(wish.fetchSize(), wish.maxRows(), wish.scrolls(), wish.keys(), true);
    } else {
      return false;
    }
    return true;
  }

  private List<Value> list() {
    List<Value> values = new ArrayList<>();
    do {
      cursor.skipSpace();
      values.add(value());
      cursor.skipSpace();
    } while (cursor.accepts(","));
    cursor.expect(")");
    return values;
  }

  private Value value() {
    if (cursor.sees("'")) {
      String text = cursor.take(TEXT, "a text");
      return new Value.Constant(text.substring(1, text.length() - 1));
    }
    if (cursor.accepts("ids(")) {
      int size = cursor.number();
      cursor.expect(")");
      return new Value.Ids(size);
    }
    if (cursor.accepts("ago(")) {
      long millis = cursor.number();
      cursor.expect(")");
      return new Value.Ago(millis);
    }
    if (cursor.acceptsWord("i")) {
      return index(1);
    }
    if (cursor.sees("-") || Character.isDigit(cursor.next())) {
      long number = (cursor.accepts("-") ? -1L : 1L) * cursor.number();
      if (cursor.accepts("*i")) {
        return index(number);
      }
      return new Value.Constant(number);
    }
    if (cursor.accepts("all(")) {
      int size = cursor.number();
      cursor.expect(" ");
      Value.Read read = read();
      cursor.expect(")");
      return new Value.All(read.name(), read.column(), size);
    }
    return read();
  }

  private Value.Read read() {
    String rows =
        cursor.take(NAME, "a value: 7, 'x', i, i%4, 100*i+1, ids(20), ago(1000) or a name");
    int column = cursor.accepts(".") ? cursor.number() : 1;
    return new Value.Read(rows, column, cursor.accepts("+") ? cursor.number() : 0);
  }

  private Value index(long factor) {
    long modulus = cursor.accepts("%") ? cursor.number() : 0;
    return new Value.Index(factor, modulus, cursor.accepts("+") ? cursor.number() : 0);
  }
}
