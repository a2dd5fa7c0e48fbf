package dev.weir.samples.shop;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.TextReport;
import dev.weir.samples.cluster.PostgresCluster;
import dev.weir.samples.cluster.PostgresNode;
import dev.weir.samples.shop.Freshness.Pairs;
import dev.weir.samples.shop.Output.Gain;
import dev.weir.samples.shop.Trial.Measured;
import dev.weir.samples.shop.Workload.Served;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The three sections of the demo, in their order, once the shop was open for a while. */
final class Sections {
  /** How long the report may wait for a new look at the tables. */
  private static final Duration LOOK = Duration.ofSeconds(10);

  private static final int POOL = 8;

  /** The first warms up, and of several one is undisturbed. */
  private static final int ROUNDS = 3;

  private final PostgresCluster cluster;
  private final WeirDataSource shop;
  private final Decisions decisions;
  private final Statistics statistics;
  private final Output output;

  Sections(PostgresCluster cluster, WeirDataSource shop, Decisions decisions, Output output) {
    this.cluster = cluster;
    this.shop = shop;
    this.decisions = decisions;
    this.statistics = new Statistics(shop, cluster.primary().dataSource(), POOL);
    this.output = output;
  }

  /** The pool that each server gets. */
  static HikariConfig pool() {
    HikariConfig pool = new HikariConfig();
    pool.setMaximumPoolSize(POOL);
    return pool;
  }

  /** Prints what the analyzer found, and returns it. */
  Report findings(Analyzer analyzer) throws SQLException {
    statistics.flush();
    Report report = analyzer.report(LOOK);
    output.heading(1, "What was found, worst first, beside the tables' live statistics");
    output.text(TextReport.plain().render(report));
    return report;
  }

  /** Runs the report's fixes, and prints what they gain. */
  void gains(Report report) throws SQLException {
    output.heading(2, "The same work after each fix, by the SQL printed above");
    Trial trial = new Trial(decisions, statistics);
    List<Gain> gains = new ArrayList<>();
    for (Repair repair : new Repairs(shop).all()) {
      gains.add(gain(repair, report, trial));
    }
    gains.sort(Comparator.comparingInt(Gain::number));
    output.gains(gains);
  }

  private static Gain gain(Repair repair, Report report, Trial trial) throws SQLException {
    int index = repair.indexIn(report);
    Trial.Work fixed = repair.asFixed().with(Fix.all(report.entries().get(index).advice()));
    List<Measured> before = new ArrayList<>();
    List<Measured> after = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Measured asWritten = trial.run(repair.asWritten());
      Measured asFixed = trial.run(fixed);
      if (asWritten.done() != asFixed.done() || asWritten.done() == 0) {
        throw new IllegalStateException(
            "%s: as written it did %d, as fixed %d"
                .formatted(repair.name(), asWritten.done(), asFixed.done()));
      }
      before.add(asWritten);
      after.add(asFixed);
    }
    return new Gain(
        index + 1, repair.code(), repair.name(), Measured.fastest(before), Measured.fastest(after));
  }

  /** Prints where statements went and how fresh reads were; whether none through Weir was stale. */
  boolean routing(Served served, Routes routes, Duration day) throws SQLException {
    output.heading(3, "Where statements went, and how fresh reads were");
    output.routes(routes);
    List<PostgresNode> replicas = cluster.replicas();
    List<String> urls = replicas.stream().map(PostgresNode::jdbcUrl).toList();
    // Three states of the servers, together about as long as the shop was open.
    Duration each = day.dividedBy(4);
    try (RoundRobin roundRobin = new RoundRobin(cluster.jdbcUrl(), urls, pool())) {
      Freshness freshness = new Freshness(shop, roundRobin);
      output.stays(freshness.stays(decisions::lastWasOnReplica));
      List<Pairs> pairs =
          List.of(
              freshness.healthy(each),
              freshness.late(replicas.get(1), each),
              freshness.paused(replicas.get(0), each));
      output.freshness(served, pairs);
      output.closing();
      return served.stale() == 0 && pairs.stream().allMatch(pair -> pair.staleWeir() == 0);
    }
  }
}
