package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Application;
import com.shop.Steps;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.scenario.Applications;
import dev.weir.analyzer.scenario.GivenTables;
import dev.weir.analyzer.scenario.Scenario;
import dev.weir.analyzer.scenario.Step;
import dev.weir.analyzer.scenario.Value;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionEnd.Ending;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a scenario: its application's code, on threads of pools, calls back what it executes, and an
 * analyzer is told of that, on a clock that only the scenario moves.
 */
final class ScenarioRun implements Steps, AutoCloseable {
  /** Words such as {@code 1 rows}. */
  private static final Predicate<String> ONE_OF_SEVERAL =
      Pattern.compile("\\b1 (?!ms)([a-z]+ )?[a-z]+s\\b").asPredicate();

  /** What must not change any verdict. */
  enum Disguise {
    NONE,
    RENAMED_TABLES,
    LITERALS,
    COMMENTS,
    INTERLEAVED,
    NEAR_NETWORK,
    FAR_NETWORK,
    TWICE
  }

  /** Who tells what belongs together. */
  enum Bounds {
    /** A scope for each unit. */
    SCOPES,
    /** Nobody: units run back to back on the threads of a pool. */
    NO_SCOPES,
    /** Not even transactions. */
    NO_SCOPES_AUTO_COMMIT
  }

  /**
   * How a scenario is run.
   *
   * @param removed the number of a step that is left out; -1 for none
   */
  record Way(Profile profile, Bounds bounds, Disguise disguise, int removed) {
    static Way plain(Bounds bounds) {
      return new Way(Profile.development(), bounds, Disguise.NONE, -1);
    }

    Way with(Disguise other) {
      return new Way(profile, bounds, other, removed);
    }

    Way with(Profile other) {
      return new Way(other, bounds, disguise, removed);
    }

    Way without(int step) {
      return new Way(profile, bounds, disguise, step);
    }

    /**
     * Without a scope, units come more than once, one right after the other. Where not even a
     * transaction tells, something else comes between them: of units that are nothing but one loop,
     * nobody can tell where one ends.
     */
    int repetitions() {
      return bounds == Bounds.SCOPES ? 1 : 3;
    }
  }

  private static final long MILLI = 1_000_000;
  private static final Pattern COLUMNS =
      Pattern.compile(
          "(?i)(?:^select|.* returning) ([a-z_][a-z0-9_]*(?:, [a-z_][a-z0-9_]*)*)(?= from |$)");
  private static final Pattern TABLE =
      Pattern.compile(
          "(?i)\\b(from|join|(?<!for )update|into)(\\s+)"
              + "(?!set\\b|skip\\b|select\\b|pg_catalog\\b|information_schema\\b"
              + "|batch_|qrtz_|shedlock|int_lock)([a-z_]+)\\b(?!\\()");
  private static final long SHIFT = 1_000_000;

  private final Way way;
  private final Applications applications;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong checkouts = new AtomicLong();
  private final AtomicLong comments = new AtomicLong();
  private final SqlShapes shapes = new SqlShapes(1 << 20);
  private final Map<Integer, ExecutorService> threads = new HashMap<>();

  @SuppressWarnings("ThreadLocalUsage") // Each run has its own.
  private final ThreadLocal<Work> work = new ThreadLocal<>();

  private final Map<Integer, AtomicLong> indexes = new HashMap<>();
  private final Map<Integer, Step> steps = new HashMap<>();
  private final Map<String, Step.Reply> replies = new HashMap<>();
  private final GivenTables tables = new GivenTables();
  private final Analyzer analyzer;
  private long shift;
  private long sweptNanos;
  private @Nullable Turns turns;

  ScenarioRun(Way way, Applications applications) {
    this.way = way;
    this.applications = applications;
    this.analyzer =
        new Analyzer(
            AnalyzerConfig.builder().profile(way.profile()).build(),
            nanos::get,
            () -> Instant.EPOCH.plusNanos(nanos.get()),
            tables::of);
  }

  /** What is found in scenarios that run one after the other. */
  static List<Finding> findings(Way way, Applications applications, Scenario... scenarios) {
    try (ScenarioRun run = new ScenarioRun(way, applications)) {
      for (Scenario scenario : scenarios) {
        run.run(scenario);
      }
      run.pause(1_000);
      Report report = run.analyzer.report();
      assertThat(report.entries()).extracting(Report.Entry::words).noneMatch(ONE_OF_SEVERAL);
      return run.analyzer.findings();
    }
  }

  Analyzer analyzer() {
    return analyzer;
  }

  void run(Scenario scenario) {
    steps.clear();
    indexes.clear();
    replies.clear();
    scenario.each(this::note);
    tables.add(scenario.given());
    Application application = applications.of(scenario, this);
    for (int i = 0; i < way.repetitions(); i++) {
      shift = i * SHIFT;
      for (Step part : scenario.parts()) {
        part(application, part);
      }
      if (way.bounds() == Bounds.NO_SCOPES_AUTO_COMMIT) {
        threads.keySet().forEach(thread -> await(submit(thread, this::somethingElse)));
      }
    }
  }

  private void note(Step step) {
    if (step instanceof Step.Statement statement) {
      steps.put(statement.number(), statement);
      indexes.put(statement.number(), new AtomicLong());
      replies.put(statement.reply().name(), statement.reply());
    } else if (step instanceof Step.Event event) {
      steps.put(event.number(), event);
    }
  }

  private void part(Application application, Step part) {
    if (part instanceof Step.Unit unit) {
      for (int i = 0; i < unit.times(); i++) {
        long start = nanos.get();
        await(submit(i % unit.threads(), () -> unit(application, unit)));
        pause(Math.max(0, unit.everyMillis() - (nanos.get() - start) / MILLI));
        sweep();
      }
    } else if (part instanceof Step.Together together) {
      together(application, together.units());
    } else if (part instanceof Step.Event event) {
      pause(event.millis());
      sweep();
    }
  }

  private void together(Application application, List<Step.Unit> units) {
    Turns all = new Turns(units.size());
    turns = all;
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      int mine = i;
      Step.Unit unit = units.get(i);
      running.add(submit(i, () -> all.takePart(mine, () -> unit(application, unit))));
    }
    running.forEach(ScenarioRun::await);
    turns = null;
  }

  private void unit(Application application, Step.Unit unit) {
    if (unit.fixtures()) {
      Unit fixtures = analyzer.unwatched("fixtures");
      work(application, unit);
      fixtures.close();
    } else if (way.bounds() == Bounds.SCOPES && !unit.unscoped()) {
      Unit scope = analyzer.unit("REQ");
      work(application, unit);
      scope.close();
    } else {
      work(application, unit);
    }
  }

  private void work(Application application, Step.Unit unit) {
    Work mine = new Work();
    work.set(mine);
    try {
      application.unit(unit.number());
    } catch (Failed e) {
      mine.end(Ending.ROLLBACK); // Nobody tries again.
    }
    mine.end(Ending.COMMIT);
    mine.giveBack();
    work.remove();
  }

  private Future<?> submit(int thread, Runnable task) {
    return threads
        .computeIfAbsent(thread, n -> Executors.newSingleThreadExecutor(this::newThread))
        .submit(task);
  }

  private Thread newThread(Runnable loop) {
    Thread thread = new Thread(loop);
    thread.setContextClassLoader(applications);
    return thread;
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void pause(long millis) {
    nanos.addAndGet(millis * MILLI);
  }

  /** Looks at what happened, as the analyzer's own thread does. */
  private void sweep() {
    if (nanos.get() - sweptNanos >= 1_000 * MILLI) {
      sweptNanos = nanos.get();
      analyzer.judge();
    }
  }

  @Override
  public int times(int number) {
    return way.disguise() == Disguise.TWICE ? 2 * number : number;
  }

  @Override
  public void run(int number) {
    if (number == way.removed()) {
      return;
    }
    Turns all = turns;
    if (all != null) {
      all.next();
    }
    Work mine = work.get();
    if (steps.get(number) instanceof Step.Statement statement) {
      mine.execute(statement, Objects.requireNonNull(indexes.get(number)).getAndIncrement());
    } else {
      mine.happens((Step.Event) Objects.requireNonNull(steps.get(number)));
    }
  }

  @Override
  public void close() {
    threads.values().forEach(ExecutorService::shutdownNow);
    analyzer.close();
  }

  /** What one unit of work has open. */
  private final class Work {
    private boolean autoCommit = way.bounds() == Bounds.NO_SCOPES_AUTO_COMMIT;
    private boolean readOnly;
    private boolean routed;
    private int isolation = Connection.TRANSACTION_NONE;
    private boolean held;
    private @Nullable Checkout checkout;
    private @Nullable TransactionStart transaction;

    void happens(Step.Event event) {
      switch (event.action()) {
        case GAP -> pause(event.millis());
        case CHECKOUT -> {
          held = true;
          checkout("main");
        }
        case RETURN -> {
          end(Ending.CLOSE);
          giveBack();
        }
        case AUTO_COMMIT -> autoCommit = true;
        case TRANSACTIONS -> autoCommit = false;
        case READ_ONLY -> readOnly = true;
        case REPEATABLE_READ -> isolation = Connection.TRANSACTION_REPEATABLE_READ;
        case ROUTED -> routed = true;
        case COMMIT -> end(Ending.COMMIT);
        case ROLLBACK -> end(Ending.ROLLBACK);
      }
    }

    void end(Ending ending) {
      TransactionStart ended = transaction;
      if (ended != null) {
        long start = nanos.getAndAdd(roundTrip());
        transaction = null;
        analyzer
            .listener()
            .transactionEnded(new TransactionEnd(ended, ending, start, roundTrip(), null));
        if (!held) {
          giveBack();
        }
      }
    }

    void giveBack() {
      if (checkout != null) {
        analyzer.listener().returned(checkout, nanos.get());
      }
      checkout = null;
      held = false;
    }

    private Checkout checkout(String dataSource) {
      Checkout open = checkout;
      if (open == null || !open.dataSource().equals(dataSource)) {
        open = new Checkout(dataSource, checkouts.incrementAndGet(), nanos.get());
        analyzer.listener().checkedOut(open);
        checkout = open;
      }
      return open;
    }

    void execute(Step.Statement statement, long index) {
      if (way.disguise() == Disguise.INTERLEAVED) {
        await(submit(-1, ScenarioRun.this::somethingElse));
      }
      String name = statement.dataSource();
      Checkout open = checkout(name.endsWith("*") ? name + index : name);
      if (!autoCommit && transaction == null) {
        transaction = new TransactionStart(open, nanos.get(), isolation, readOnly);
        analyzer.listener().transactionStarted(transaction);
      }
      Execution execution = execution(statement, index, open, transaction, routed);
      tell(execution, statement.reply());
      if (transaction == null && !held) {
        giveBack();
      }
      if (!statement.reply().failure().isEmpty() && statement.repeat().mode() != Step.Mode.LINES) {
        end(Ending.ROLLBACK);
        throw new Failed();
      }
    }
  }

  private void somethingElse() {
    Checkout other = new Checkout("main", checkouts.incrementAndGet(), nanos.get());
    String sql = "select x from unrelated where id = ?";
    Execution execution =
        new Execution(
            other,
            Call.EXECUTE,
            sql,
            shapes.of(sql),
            new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
            List.of(Parameters.of(7L)),
            0,
            null,
            nanos.get());
    analyzer.listener().before(execution);
    analyzer.listener().after(execution, new Outcome(MILLI, -1, null));
  }

  /** Each on the primary, as it may be. */
  private static RouteReason reason(@Nullable TransactionStart transaction, boolean routed) {
    if (!routed) {
      return RouteReason.SINGLE_NODE;
    }
    if (transaction == null) {
      return RouteReason.OWN_WRITES;
    }
    return transaction.readOnly()
        ? RouteReason.READ_ONLY_TRANSACTION_ON_PRIMARY
        : RouteReason.TRANSACTION;
  }

  private Execution execution(
      Step.Statement statement,
      long index,
      Checkout checkout,
      @Nullable TransactionStart transaction,
      boolean routed) {
    int rows = Math.max(1, statement.batch());
    List<Object[]> all =
        IntStream.range(0, rows).mapToObj(i -> values(statement, index * rows + i)).toList();
    Object[] first = all.get(0);
    boolean literal =
        (way.disguise() == Disguise.LITERALS || statement.wish().literals())
            && statement.batch() == 0
            && Arrays.stream(first).allMatch(v -> v instanceof Number || v instanceof String);
    String sql = disguised(literal ? literal(statement.sql(), first) : statement.sql());
    List<Parameters> parameters =
        literal || first.length == 0 ? List.of() : all.stream().map(Parameters::of).toList();
    Step.Wish wish = statement.wish();
    Wishes wishes =
        new Wishes(
            wish.fetchSize(),
            wish.maxRows(),
            wish.scrolls() ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY,
            ResultSet.CONCUR_READ_ONLY,
            wish.keys());
    return new Execution(
        checkout,
        statement.batch() > 0 ? Call.BATCH : Call.EXECUTE,
        sql,
        List.of(),
        shapes.of(sql),
        new RouteDecision(new Node("primary", 0), reason(transaction, routed)),
        parameters,
        statement.batch(),
        wishes,
        transaction,
        nanos.get(),
        null,
        null);
  }

  /** The values of an execution; an array of ids is spread over as many parameters. */
  private Object[] values(Step.Statement statement, long index) {
    List<Value> values = statement.values();
    Object[] resolved = new Object[values.size()];
    int offset = shapes.of(statement.sql()).limits().offsetParameter();
    for (int i = 0; i < resolved.length; i++) {
      resolved[i] =
          values.get(i) instanceof Value.Ago ago
              ? new Timestamp(nanos.get() / MILLI - ago.millis())
              : values.get(i).resolve(index, i + 1 == offset ? 0 : shift);
    }
    long lists =
        values.stream().filter(v -> v instanceof Value.Ids || v instanceof Value.All).count();
    for (int i = 0, next = 0; lists > 1 && i < resolved.length; i++) {
      if (resolved[i] instanceof long[] ids) {
        resolved[i] = ids[next % ids.length];
        next++;
      }
    }
    return resolved;
  }

  /** No loop must be around these calls: it would be one of the application. */
  private void tell(Execution execution, Step.Reply reply) {
    analyzer.listener().before(execution);
    long elapsed = roundTrip() + reply.millis() * MILLI;
    nanos.addAndGet(elapsed);
    SQLException failure =
        reply.failure().isEmpty() ? null : new SQLException("failed", reply.failure());
    boolean query =
        execution.shape().kind() == StatementKind.READ
            || (execution.shape().kind() == StatementKind.LOCKING_READ
                && !execution.sql().startsWith("lock table "))
            || (execution.shape().kind() == StatementKind.SEVERAL && reply.rows() >= 0)
            || returnsRows(execution);
    RowObserver rows = query && failure == null ? analyzer.listener().rows(execution) : null;
    analyzer
        .listener()
        .after(
            execution, new Outcome(elapsed, query || failure != null ? -1 : reply.rows(), failure));
    if (rows != null) {
      read(rows, execution, reply);
    }
  }

  /** Of its count the driver says nothing then. */
  private static boolean returnsRows(Execution execution) {
    return execution.shape().kind().writesRows()
        && execution.shape().has(Trait.RETURNING)
        && execution.batchSize() == 0;
  }

  private void read(RowObserver observer, Execution execution, Step.Reply reply) {
    boolean values = observer.wantsValues();
    Matcher columns = COLUMNS.matcher(execution.shape().text());
    if (values && columns.lookingAt()) {
      observer.labelled(List.of(columns.group(1).split(", ")));
    }
    for (long row = 0; row < reply.read(); row++) {
      observer.row();
      for (int column = 1; column <= reply.used(); column++) {
        if (values) {
          observer.read(column, Value.of(reply.name(), row, column));
        } else {
          observer.read(column);
        }
      }
    }
    boolean held = !execution.fetchesInParts();
    observer.left(reply.columns(), held ? reply.rows() - reply.read() : 0);
    observer.closed(reply.read(), reply.read() == reply.rows(), nanos.get());
  }

  private long roundTrip() {
    return switch (way.disguise()) {
      case NEAR_NETWORK -> MILLI / 5;
      case FAR_NETWORK -> 5 * MILLI;
      default -> MILLI;
    };
  }

  private String disguised(String sql) {
    return switch (way.disguise()) {
      case RENAMED_TABLES -> renamed(sql);
      case COMMENTS ->
          sql + " /*traceparent='00-" + comments.incrementAndGet() + "-01',route='%2Forders'*/";
      default -> sql;
    };
  }

  private static String renamed(String sql) {
    String renamed = TABLE.matcher(sql).replaceAll("$1$2x_$3_2");
    for (String name : TABLE.matcher(sql).results().map(table -> table.group(3)).toList()) {
      renamed = renamed.replaceAll("(?i)(?<![a-z_.])" + name + "(?=\\.)", "x_" + name + "_2");
    }
    return renamed;
  }

  private static String literal(String sql, Object[] values) {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < sql.length(); i++) {
      if (sql.charAt(i) == '?') {
        Object value = values[next++];
        text.append(value instanceof String ? "'" + value + "'" : value);
      } else {
        text.append(sql.charAt(i));
      }
    }
    return text.toString();
  }

  /** Who may do the next step, of several units that run at once. */
  private static final class Turns {
    private final Map<Thread, Integer> numbers = new HashMap<>();
    private final boolean[] done;
    private int turn;

    Turns(int units) {
      this.done = new boolean[units];
    }

    /** Runs one of the units. */
    void takePart(int number, Runnable unit) {
      begin(number);
      try {
        unit.run();
      } finally {
        end(number);
      }
    }

    private synchronized void begin(int number) {
      numbers.put(Thread.currentThread(), number);
      awaitTurn();
    }

    private synchronized void end(int number) {
      done[number] = true;
      pass();
    }

    /** Lets the others do a step, then goes on. */
    synchronized void next() {
      pass();
      awaitTurn();
    }

    private void pass() {
      int from = turn;
      do {
        turn = (turn + 1) % done.length;
      } while (done[turn] && turn != from);
      notifyAll();
    }

    private void awaitTurn() {
      int mine = Objects.requireNonNull(numbers.get(Thread.currentThread()));
      try {
        while (turn != mine) {
          wait();
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
