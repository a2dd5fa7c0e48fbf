package dev.weir.analyzer.junit;

import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.RowObserver;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records what one test executes, and has it judged by an analyzer of its own, so that nothing of
 * another test counts. Thread-safe.
 */
final class Recorder implements ExecutionListener {
  private static final int MOST_UNKNOWN = 10;

  private final RunningTests tests;
  private final String id;
  private final String name;
  private final Watched watched;
  private final boolean oneOfMany;
  private final Analyzer analyzer;
  private final Unit unit;
  private final @Nullable Unit applicationsUnit;
  private final @Nullable Object own;

  /** What the application calls units of work within the test, such as requests. */
  private final Map<Object, Unit> inner = new ConcurrentHashMap<>();

  /** What was told before and not yet after; the threads that are in an inner unit for it. */
  private final Map<Sent, Within> sent = new ConcurrentHashMap<>();

  /** Null unless somebody wants to know where statements would have gone. */
  private final @Nullable ImaginedRoutes routes;

  private final AtomicLong roundTrips = new AtomicLong();
  private final Map<Key, Counted> statements = new LinkedHashMap<>(); // Guarded by itself.
  private final Map<String, Counted> unknown = new LinkedHashMap<>(); // Guarded by itself.

  /** Identifies an execution. */
  private record Sent(Checkout checkout, long startNanos) {}

  /** One statement on one server, for one reason; as it was asked for if that is not known yet. */
  private record Key(String fingerprint, RouteDecision decision, ImaginedRoutes.Asked asked) {}

  /** A thread in a unit of work. */
  @FunctionalInterface
  private interface Within {
    void close();
  }

  /**
   * Begins to record, on the calling thread.
   *
   * @param tests knows who else runs
   * @param id of the test, by the platform
   * @param name of the test, for people
   * @param watched what it uses
   * @param oneOfMany whether others may run at the same time, of whom nothing is known
   * @param imagines whether it is to be told where statements would go that have one server only
   */
  Recorder(
      RunningTests tests,
      String id,
      String name,
      Watched watched,
      boolean oneOfMany,
      boolean imagines) {
    this.tests = tests;
    this.id = id;
    this.name = name;
    this.watched = watched;
    this.oneOfMany = oneOfMany;
    this.routes = imagines ? new ImaginedRoutes(watched.dataSources()) : null;
    this.analyzer = Analyzer.quiet(watched.config());
    this.unit = analyzer.unit(name);
    Analyzer applications = watched.analyzer();
    this.applicationsUnit = applications == null ? null : applications.unit(name);
    this.own = applications == null ? null : applications.currentUnit();
    tests.begin(id, this);
    watched.dataSources().forEach(dataSource -> dataSource.addListener(this));
  }

  /** Whether others may run at the same time, of whom nothing is known. */
  boolean mayBeOneOfMany() {
    return oneOfMany;
  }

  /** Ends, on the thread that began. */
  Recording finish() {
    watched.dataSources().forEach(dataSource -> dataSource.removeListener(this));
    tests.end(id, this);
    if (applicationsUnit != null) {
      applicationsUnit.close();
    }
    inner.values().forEach(Unit::close);
    unit.close();
    analyzer.close();
    ImaginedRoutes.Told told = routes == null ? ImaginedRoutes.NOTHING : routes.tell();
    return new Recording(
        name,
        analyzer.report(),
        recorded(
            routes == null || !told.trouble().isEmpty() ? counted(statements) : told.counted()),
        roundTrips.get(),
        recorded(counted(unknown)),
        told.trouble());
  }

  @Override
  public void checkedOut(Checkout checkout) {
    if (isMine()) {
      analyzer.listener().checkedOut(checkout);
    }
  }

  @Override
  public void before(Execution execution) {
    switch (tests.whose(this)) {
      case MINE -> {
        sent.put(new Sent(execution.checkout(), execution.startNanos()), enter());
        analyzer.listener().before(execution);
      }
      case UNKNOWN -> {
        synchronized (unknown) {
          String text = execution.shape().text();
          if (unknown.size() < MOST_UNKNOWN || unknown.containsKey(text)) {
            unknown
                .computeIfAbsent(text, each -> new Counted(execution, decision(execution)))
                .count(execution);
          }
        }
      }
      case NOT_MINE -> {}
    }
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    Within within = sent.remove(new Sent(execution.checkout(), execution.startNanos()));
    if (within == null) {
      return;
    }
    try {
      analyzer.listener().after(execution, outcome);
    } finally {
      within.close();
    }
    roundTrips.incrementAndGet();
    RouteDecision decision = decision(execution);
    ImaginedRoutes.Asked asked =
        routes == null ? ImaginedRoutes.Asked.NOTHING : ImaginedRoutes.Asked.by(execution);
    Key key = new Key(execution.shape().fingerprint(), decision, asked);
    synchronized (statements) {
      Counted counted = statements.computeIfAbsent(key, each -> new Counted(execution, decision));
      counted.count(execution);
      if (routes != null) {
        routes.note(counted, execution, asked, outcome.failure() != null);
      }
    }
  }

  @Override
  public @Nullable RowObserver rows(Execution execution) {
    boolean mine = sent.containsKey(new Sent(execution.checkout(), execution.startNanos()));
    return mine ? analyzer.listener().rows(execution) : null;
  }

  @Override
  public void transactionStarted(TransactionStart start) {
    if (isMine()) {
      analyzer.listener().transactionStarted(start);
    }
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    if (isMine()) {
      roundTrips.incrementAndGet();
      within(() -> analyzer.listener().transactionEnded(end));
    }
  }

  @Override
  public void returned(Checkout checkout, long nanos) {
    if (isMine()) {
      within(() -> analyzer.listener().returned(checkout, nanos));
    }
  }

  private boolean isMine() {
    return tests.whose(this) == RunningTests.Whose.MINE;
  }

  private void within(Runnable tell) {
    Within within = enter();
    try {
      tell.run();
    } finally {
      within.close();
    }
  }

  /** Lets the thread into what is here the unit of work that it is in there. */
  private Within enter() {
    Analyzer applications = watched.analyzer();
    Object current = applications == null ? null : applications.currentUnit();
    if (current == null || current.equals(own)) {
      return () -> {};
    }
    return inner.computeIfAbsent(current, each -> analyzer.unitForThreads(name)).enter()::close;
  }

  private static RouteDecision decision(Execution execution) {
    RouteDecision shadow = execution.shadow();
    return shadow == null ? execution.decision() : shadow;
  }

  private static List<Counted> counted(Map<?, Counted> counted) {
    synchronized (counted) {
      return List.copyOf(counted.values());
    }
  }

  private List<RecordedStatement> recorded(List<Counted> counted) {
    return counted.stream().map(this::recorded).toList();
  }

  private RecordedStatement recorded(Counted counted) {
    RouteDecision decision = counted.decision();
    return new RecordedStatement(
        counted.first().shape().text(),
        counted.first().shape().kind(),
        counted.statements(),
        counted.roundTrips(),
        decision.node().name(),
        role(decision.reason()),
        decision.reason().name(),
        analyzer.callSite(counted.stack()));
  }

  private static ExpectRoute.@Nullable Role role(RouteReason reason) {
    if (reason == RouteReason.SINGLE_NODE) {
      return null;
    }
    return reason.isPrimary() ? ExpectRoute.Role.PRIMARY : ExpectRoute.Role.REPLICA;
  }
}
