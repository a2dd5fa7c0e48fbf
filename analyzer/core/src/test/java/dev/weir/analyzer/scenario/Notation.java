package dev.weir.analyzer.scenario;

import dev.weir.analyzer.scenario.Scenario.Expected;
import dev.weir.analyzer.scenario.Step.Action;
import dev.weir.analyzer.scenario.Step.Mode;
import dev.weir.analyzer.scenario.Step.Repeat;
import dev.weir.analyzer.scenario.Step.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads scenarios. What is not understood is an error that names file, line, column, and what was
 * expected.
 *
 * <p>A scenario is a line with its id and name, then lines that are indented: the trace, facts that
 * a server would tell ({@code given ..}), and what is to be found ({@code expect ..}). Lines that
 * begin with {@code #} are for people.
 *
 * <p>A trace is made of steps with {@code ;} between them:
 *
 * <ul>
 *   <li>{@code S{orders}}, {@code S{member where id = ?}}, {@code U{member set name = ? where id =
 *       ?}}, {@code I{item (name)}}, {@code D{item where id = ?}}: a query, UPDATE, INSERT, DELETE
 *       without the words that go without saying; {@code X{..}}: any statement, verbatim. See
 *       {@link StatementNotation} for what may follow.
 *   <li>{@code (..) x5 @c/loop}: steps that are repeated together.
 *   <li>{@code REQ[..] x40 every=200 threads=8}: a unit of work; {@code REQ[..] | REQ[..]}: units
 *       that run at once; {@code REQ[..] fixtures}: one that nobody wants to hear of; {@code
 *       REQ[..] unscoped}: one for which never a scope is opened. A trace without one is one unit.
 *       Outside of units only {@code gap} may stand.
 *   <li>{@code gap40}: nothing for 40 ms; {@code C+}, {@code C-}: a connection is taken, given
 *       back; {@code ac0}, {@code ac1}: auto-commit is off (as it is at first), on; {@code COMMIT},
 *       {@code ROLLBACK}; {@code ro}, {@code rr}: from here on transactions are read-only, of
 *       repeatable reads; {@code routed}: from here on there are replicas. At the end of a unit its
 *       transaction is committed and its connection given back.
 * </ul>
 *
 * <p>{@code pending}: what is expected is known not to be found yet.
 *
 * <p>{@code expect none}, {@code expect none whole} if no step may be left out, or codes with their
 * severity (E, W, I): {@code expect N1 E @b source=orders, LU W}. {@code @b}: the line of the loop,
 * else of the call; {@code source=none}: no source query; {@code BS E else LI E}: LI as long as no
 * detector of BS exists.
 */
public final class Notation {
  private static final Set<String> CODES =
      Set.of(
          ("N1 MN1 RED CJ LI LU LD BD BS HR HRX NOOP FULL HOTX FAST WT SOFT TXG TXR TXI TXL CH LEAK"
                  + " LK RMW UPS FS FSI BIG UR UC OFF CNT INL ITU POLL QUE SES LIT CHAT NR DDL SYN SLOW")
              .split(" "));
  private static final Pattern ID = Pattern.compile("[A-Z][0-9]{2}[a-z]?");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*");
  private static final Pattern TABLE = Pattern.compile("[a-z_]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");
  private static final Map<String, Action> EVENTS =
      Map.of(
          "C+",
          Action.CHECKOUT,
          "C-",
          Action.RETURN,
          "ac1",
          Action.AUTO_COMMIT,
          "ac0",
          Action.TRANSACTIONS,
          "ro",
          Action.READ_ONLY,
          "rr",
          Action.REPEATABLE_READ,
          "routed",
          Action.ROUTED,
          "COMMIT",
          Action.COMMIT,
          "ROLLBACK",
          Action.ROLLBACK);

  private final Cursor cursor;
  private int numbers;

  private Notation(String file, String text) {
    this.cursor = new Cursor(file, text);
  }

  /**
   * Reads a file.
   *
   * @param file its name
   * @param text what it holds
   * @throws IllegalArgumentException if it is not understood
   */
  public static List<Scenario> read(String file, String text) {
    Notation notation = new Notation(file, text);
    List<Scenario> scenarios = new ArrayList<>();
    for (notation.toNext(); !notation.cursor.isAtEnd(); notation.toNext()) {
      scenarios.add(notation.scenario());
    }
    return scenarios;
  }

  private void toNext() {
    while (!cursor.isAtEnd() && (cursor.sees("\n") || cursor.sees("#"))) {
      cursor.restOfLine();
      cursor.accepts("\n");
    }
  }

  private Scenario scenario() {
    numbers = 0;
    String id = cursor.take(ID, "an id like A01");
    cursor.expect(" ");
    String name = cursor.restOfLine();
    cursor.accepts("\n");
    indented("a trace");
    List<Step> parts = parts();
    List<String> given = new ArrayList<>();
    indented("'given' or 'expect'");
    while (cursor.acceptsWord("given")) {
      given.add(cursor.restOfLine().strip());
      cursor.accepts("\n");
      indented("'given' or 'expect'");
    }
    boolean pending = cursor.acceptsWord("pending");
    if (pending) {
      cursor.accepts("\n");
      indented("'expect'");
    }
    cursor.expect("expect");
    List<Expected> expected = expected();
    cursor.skipBlanks();
    boolean whole = cursor.acceptsWord("whole");
    if (!cursor.isAtLineEnd()) {
      throw cursor.expected("',' or the end of the line");
    }
    cursor.accepts("\n");
    return new Scenario(id, name, parts, given, expected, pending, whole);
  }

  private void indented(String what) {
    if (cursor.isAtLineStart() && !cursor.sees(" ")) {
      throw cursor.expected(what + ", indented");
    }
    cursor.skipBlanks();
  }

  /** Whether the trace is over: the next line is of something else, or nothing follows. */
  private boolean isOver() {
    cursor.skipSpace();
    return cursor.isAtEnd()
        || cursor.sees("expect")
        || cursor.sees("given")
        || cursor.sees("pending");
  }

  private List<Step> parts() {
    List<Step> parts = new ArrayList<>();
    int unit = numbers++;
    if (!startsWithUnit()) {
      List<Step> steps = steps();
      parts.add(new Step.Unit(unit, steps, 1, 0, 1, false, false));
    } else {
      do {
        cursor.skipSpace();
        parts.add(cursor.sees("REQ[") ? units() : gap());
        cursor.skipSpace();
      } while (cursor.accepts(";"));
    }
    if (!isOver()) {
      throw cursor.expected("';', 'given' or 'expect'");
    }
    return parts;
  }

  private boolean startsWithUnit() {
    cursor.skipSpace();
    return cursor.sees("REQ[");
  }

  private Step gap() {
    if (!cursor.sees("gap")) {
      throw cursor.expected("'REQ[' or 'gap'");
    }
    return event();
  }

  private Step units() {
    List<Step.Unit> units = new ArrayList<>();
    do {
      cursor.skipSpace();
      units.add(unit());
      cursor.skipSpace();
    } while (cursor.accepts("|"));
    return units.size() == 1 ? units.get(0) : new Step.Together(units);
  }

  private Step.Unit unit() {
    int number = numbers++;
    cursor.expect("REQ[");
    List<Step> steps = steps();
    cursor.expect("]");
    int times = 1;
    int every = 0;
    int threads = 1;
    boolean fixtures = false;
    boolean unscoped = false;
    for (cursor.skipSpace(); !endsStep(); cursor.skipSpace()) {
      if (cursor.accepts("x")) {
        times = cursor.number();
      } else if (cursor.accepts("every=")) {
        every = cursor.number();
      } else if (cursor.accepts("threads=")) {
        threads = cursor.number();
      } else if (cursor.acceptsWord("fixtures")) {
        fixtures = true;
      } else if (cursor.acceptsWord("unscoped")) {
        unscoped = true;
      } else {
        throw cursor.expected("xN, every=, threads=, fixtures, unscoped, ';' or '|'");
      }
    }
    return new Step.Unit(number, steps, times, every, threads, fixtures, unscoped);
  }

  private boolean endsStep() {
    return endsStep(cursor);
  }

  static boolean endsStep(Cursor cursor) {
    return cursor.sees(";")
        || cursor.sees("|")
        || cursor.sees("]")
        || cursor.sees(")")
        || cursor.isAtEnd()
        || cursor.sees("given ")
        || cursor.sees("pending\n")
        || cursor.sees("expect ");
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    do {
      cursor.skipSpace();
      steps.add(step());
      cursor.skipSpace();
    } while (cursor.accepts(";"));
    return steps;
  }

  private Step step() {
    if (cursor.accepts("(")) {
      return group();
    }
    if (StatementNotation.starts(cursor)) {
      return StatementNotation.read(cursor, numbers++);
    }
    return event();
  }

  private Step group() {
    List<Step> steps = steps();
    cursor.expect(")");
    cursor.skipSpace();
    cursor.expect("x");
    int times = cursor.number();
    cursor.skipSpace();
    Site site = cursor.sees("@") ? site(cursor) : new Site("", "");
    return new Step.Group(steps, new Repeat(times, mode(cursor)), site);
  }

  private Step event() {
    if (cursor.accepts("gap")) {
      return new Step.Event(numbers++, Action.GAP, cursor.number());
    }
    for (Map.Entry<String, Action> event : EVENTS.entrySet()) {
      if (cursor.acceptsWord(event.getKey())) {
        return new Step.Event(numbers++, event.getValue(), 0);
      }
    }
    throw cursor.expected(
        "a step: S{, U{, I{, D{, X{, (, gapN, C+, C-, ac0, ac1, ro, rr, routed, COMMIT or ROLLBACK");
  }

  /** {@code @b}, or {@code @f<b}: the line f, called from b. */
  static Site site(Cursor cursor) {
    cursor.expect("@");
    String call = cursor.take(LETTER, "a letter");
    return new Site(call, cursor.accepts("<") ? cursor.take(LETTER, "a letter") : "");
  }

  /** {@code /loop} and the like; a loop if nothing is said. */
  static Mode mode(Cursor cursor) {
    if (!cursor.accepts("/")) {
      return Mode.LOOP;
    }
    for (Mode mode : Mode.values()) {
      if (cursor.acceptsWord(mode.name().toLowerCase(java.util.Locale.ROOT))) {
        return mode;
      }
    }
    throw cursor.expected("loop, stream, recursion, depth, retry, lines or calls");
  }

  private List<Expected> expected() {
    cursor.skipBlanks();
    if (cursor.acceptsWord("none")) {
      return List.of();
    }
    List<Expected> all = new ArrayList<>();
    do {
      Expected one = one();
      if (cursor.acceptsWord("else")) {
        one = new Expected(one.code(), one.severity(), one.site(), one.source(), List.of(one()));
      }
      all.add(one);
      cursor.skipBlanks();
    } while (cursor.accepts(","));
    return all;
  }

  private Expected one() {
    cursor.skipBlanks();
    String code = cursor.take(CODE, "a code, or 'none'");
    if (!CODES.contains(code)) {
      throw cursor.wrong("expected one of the codes " + CODES + ", but found " + code);
    }
    cursor.expect(" ");
    char severity = cursor.take(Pattern.compile("[EWI]\\b"), "a severity: E, W or I").charAt(0);
    cursor.skipBlanks();
    String site = cursor.accepts("@") ? cursor.take(LETTER, "a letter") : "";
    cursor.skipBlanks();
    String source = cursor.accepts("source=") ? cursor.take(TABLE, "a table or 'none'") : "";
    cursor.skipBlanks();
    return new Expected(code, severity, site, source, List.of());
  }
}
