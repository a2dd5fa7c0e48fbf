package dev.weir.analyzer;

import com.shop.Database;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionEnd.Ending;
import dev.weir.event.TransactionStart;
import dev.weir.event.Wishes;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells an analyzer what a scenario does, on a clock that only the scenario moves; optionally in
 * disguise.
 */
final class ScriptedDatabase implements Database, AutoCloseable {
  /** What must not change any verdict. */
  enum Disguise {
    NONE,
    RENAMED_TABLES,
    LITERALS,
    COMMENTS,
    INTERLEAVED,
    SLOW_NETWORK,
    UNSCOPED
  }

  private static final long MILLI = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final SqlShapes shapes = new SqlShapes(1 << 20);
  private final Map<Integer, ExecutorService> threads = new HashMap<>();
  private final ThreadLocal<Boolean> onPool = new ThreadLocal<>();
  private final Disguise disguise;
  private final Analyzer analyzer;
  private String dataSource = "main";
  private @Nullable String searchPath;
  private long checkouts;
  private @Nullable TransactionStart transaction;
  private long comments;
  private long slowMillis;

  ScriptedDatabase(Profile profile, Disguise disguise) {
    this(AnalyzerConfig.builder().profile(profile).build(), disguise);
  }

  ScriptedDatabase(AnalyzerConfig config, Disguise disguise) {
    this.disguise = disguise;
    this.analyzer = new Analyzer(config, nanos::get, () -> Instant.EPOCH.plusNanos(nanos.get()));
  }

  /** From now on, sessions look up names in these schemas. */
  void searchPath(String path) {
    searchPath = path;
  }

  Analyzer analyzer() {
    return analyzer;
  }

  /** All findings, after a silence that ends every unit. */
  List<Finding> findings() {
    pause(1_000);
    return analyzer.findings();
  }

  @Override
  public void read(String sql, Object... values) {
    execute(sql, List.of(values), 0, -1, null);
  }

  /** Runs a query that takes so long. */
  void slowRead(long millis, String sql, Object... values) {
    slowMillis = millis - 1;
    read(sql, values);
    slowMillis = 0;
  }

  @Override
  public void write(long rows, String sql, Object... values) {
    execute(sql, List.of(values), 0, rows, null);
  }

  @Override
  public void fail(String sql, Object... values) {
    execute(sql, List.of(values), 0, -1, new SQLException("serialization failure", "40001"));
  }

  @Override
  public void batch(String sql, Object... values) {
    send(sql, rows(values), values.length, values.length, null);
  }

  @Override
  public void begin() {
    transaction = start(checkout());
  }

  @Override
  public void commit() {
    nanos.addAndGet(MILLI);
    if (transaction != null) {
      long start = nanos.get() - MILLI;
      analyzer
          .listener()
          .transactionEnded(new TransactionEnd(transaction, Ending.COMMIT, start, MILLI, null));
      analyzer.listener().returned(transaction.checkout(), nanos.get());
    }
    transaction = null;
  }

  @Override
  public void pause(long millis) {
    nanos.addAndGet(millis * MILLI);
  }

  @Override
  public void use(String dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public void unit(Runnable code) {
    if (disguise == Disguise.UNSCOPED) {
      if (onPool.get() != null) {
        code.run();
      } else {
        thread(-2, code); // One thread of a pool does all units, back to back.
      }
      return;
    }
    Unit unit = analyzer.unit("REQ");
    code.run();
    unit.close();
  }

  @Override
  public void unwatched(Runnable code) {
    Unit unit = analyzer.unwatched("fixtures");
    code.run();
    unit.close();
  }

  @Override
  public void thread(int number, Runnable code) {
    ExecutorService thread =
        threads.computeIfAbsent(number, n -> Executors.newSingleThreadExecutor());
    try {
      thread
          .submit(
              () -> {
                onPool.set(true);
                code.run();
              })
          .get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    threads.values().forEach(ExecutorService::shutdownNow);
    analyzer.close();
  }

  private void execute(
      String sql, List<Object> values, int batch, long rows, @Nullable SQLException failure) {
    boolean literal =
        disguise == Disguise.LITERALS && values.stream().allMatch(ScriptedDatabase::hasLiteral);
    List<Parameters> parameters =
        literal || values.isEmpty() ? List.of() : List.of(parameters(values.toArray()));
    send(literal ? literal(sql, values) : sql, parameters, batch, rows, failure);
  }

  private void send(
      String sql,
      List<Parameters> parameters,
      int batch,
      long rows,
      @Nullable SQLException failure) {
    if (disguise == Disguise.INTERLEAVED) {
      thread(
          -1,
          () ->
              tell(
                  "select x from unrelated where id = ?",
                  List.of(parameters(7)),
                  0,
                  -1,
                  null,
                  true));
    }
    tell(disguised(sql), parameters, batch, rows, failure, transaction == null);
  }

  private void tell(
      String sql,
      List<Parameters> parameters,
      int batch,
      long rows,
      @Nullable SQLException failure,
      boolean autoCommit) {
    TransactionStart within = autoCommit ? null : transaction;
    Checkout checkout = within == null ? checkout() : within.checkout();
    Execution execution =
        new Execution(
            checkout,
            batch > 0 ? Call.BATCH : Call.EXECUTE,
            sql,
            List.of(),
            shapes.of(sql),
            new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE),
            parameters,
            batch,
            Wishes.NONE,
            autoCommit ? null : within == null ? start(checkout) : within,
            nanos.get(),
            null,
            searchPath);
    analyzer.listener().before(execution);
    nanos.addAndGet(slowMillis * MILLI);
    long elapsed = disguise == Disguise.SLOW_NETWORK ? 5 * MILLI : MILLI;
    nanos.addAndGet(elapsed);
    analyzer.listener().after(execution, new Outcome(elapsed + slowMillis * MILLI, rows, failure));
  }

  private Checkout checkout() {
    return new Checkout(dataSource, ++checkouts, nanos.get());
  }

  private TransactionStart start(Checkout checkout) {
    return new TransactionStart(checkout, nanos.get(), Connection.TRANSACTION_NONE, false);
  }

  private String disguised(String sql) {
    return switch (disguise) {
      case RENAMED_TABLES ->
          sql.replaceAll("\\b(orders|member|item|job|account|page)\\b", "x_$1_2");
      case COMMENTS -> sql + " /*traceparent='00-" + ++comments + "-01'*/";
      default -> sql;
    };
  }

  private static boolean hasLiteral(Object value) {
    return value instanceof Number || value instanceof String;
  }

  private static String literal(String sql, List<Object> values) {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '?') {
        Object value = values.get(next++);
        text.append(value instanceof String ? "'" + value + "'" : value);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static List<Parameters> rows(Object[] values) {
    List<Parameters> rows = new ArrayList<>();
    for (Object value : values) {
      rows.add(parameters(value));
    }
    return rows;
  }

  private static Parameters parameters(Object... values) {
    return Parameters.of(values);
  }
}
