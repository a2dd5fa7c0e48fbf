package dev.weir.analyzer;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.ServerActivity;
import dev.weir.analyzer.model.StatementPlan;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.sample.HeldTransaction;
import dev.weir.analyzer.server.TableSampler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servers of the DataSources that are watched: asked for who wants to know, and joined with the
 * transactions that this application has open there. Thread-safe.
 */
final class WatchedServers implements AutoCloseable {
  private final Map<String, TableSampler.Source> sources = new ConcurrentSkipListMap<>();
  private final OpenTransactions open;
  private final Function<Throwable, @Nullable CallSite> callSite;
  private final ServerExaminations<Checkup> examinations;
  private final ServerExaminations<ServerActivity> activities;

  /**
   * None yet.
   *
   * @param open the transactions of this application
   * @param callSite the application's line that a stack shows
   * @param now the time of day
   */
  WatchedServers(
      OpenTransactions open,
      Function<Throwable, @Nullable CallSite> callSite,
      Supplier<Instant> now) {
    this.open = open;
    this.callSite = callSite;
    this.examinations =
        new ServerExaminations<>(
            "weir-doctor-",
            ServerExaminations.GRACE,
            (name, source, time) ->
                DatabaseDoctor.examine(
                    new DatabaseDoctor(name, source).watch(time, passed -> {}).with(held(name))),
            (name, why) -> Checkup.unasked(name, now.get(), why));
    this.activities =
        new ServerExaminations<>(
            "weir-activity-",
            ServerExaminations.GRACE,
            (name, source, time) ->
                Activities.of(name, DatabaseDoctor.activity(source), held(name)),
            (name, why) -> ServerActivity.unasked(name, now.get(), why));
  }

  /** Adds one, by the name of its DataSource. */
  void add(String name, TableSampler.Source source) {
    sources.put(name, source);
  }

  void remove(String name) {
    sources.remove(name);
  }

  /** What all are ill of, each watched for as long. */
  Map<String, Checkup> doctor(Duration each) throws InterruptedException {
    return examinations.of(sources, each);
  }

  /** What the sessions of all do. */
  Map<String, ServerActivity> activity() throws InterruptedException {
    return activities.of(sources, Duration.ZERO);
  }

  /** How the server of a statement would run it. */
  StatementPlan plan(Subject.Statement statement) throws InterruptedException {
    String name = statement.dataSource();
    TableSampler.Source source = sources.get(name);
    if (source == null) {
      return StatementPlan.unseen("%s is not watched any more".formatted(name));
    }
    StatementPlan plan =
        new ServerExaminations<>(
                "weir-plan-",
                ServerExaminations.GRACE,
                (each, from, time) -> DatabaseDoctor.plan(from, statement),
                (each, why) -> StatementPlan.unseen("the server could not be asked: " + why))
            .of(Map.of(name, source), Duration.ZERO)
            .get(name);
    return Objects.requireNonNull(plan);
  }

  @Override
  public void close() {
    examinations.close();
    activities.close();
  }

  private List<HeldTransaction> held(String dataSource) {
    return open.of(dataSource, callSite);
  }
}
