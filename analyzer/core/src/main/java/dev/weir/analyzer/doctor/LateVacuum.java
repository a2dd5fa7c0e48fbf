package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.TableSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Autovacuum begins later with a table than what is written to it needs. It takes an hour and
 * 10,000 changed rows to say so: what a minute shows is no rate.
 */
final class LateVacuum implements Illness {
  static final Code CODE = new Code("VT", "late-vacuum", "autovacuum begins late");

  private static final Duration LEAST = Duration.ofHours(1);
  private static final long LEAST_CHANGES = 10_000;

  @Override
  public Area area() {
    return Area.SETTINGS;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().tables().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().tables().unseen()));
    }
    ServerSample earlier = each.observation().earlier();
    ServerSample first = earlier == null ? each.before() : earlier;
    Duration window = Duration.between(first.at(), each.at());
    if (window.compareTo(LEAST) < 0) {
      return Opinion.notJudged(
          each.needs("rates over an hour", "these are over " + Words.span(window)));
    }
    List<Report.Entry> found = new ArrayList<>();
    long judged = 0;
    for (TableChange now : each.tables()) {
      TableSample before = first.tables().same(TableSample::oid, now.now());
      TableChange table = before == null ? null : new TableChange(before, now.now());
      if (table == null
          || table.beganAnew()
          || table.updates() + table.deletes() < LEAST_CHANGES
          || Double.isNaN(table.now().stats().vacuumTrigger())) {
        continue;
      }
      judged++;
      double rate =
          (double) (table.updates() - table.hotUpdates() + table.deletes())
              / Math.max(1, window.toSeconds());
      TriggerChoice choice =
          rate == 0 ? null : TriggerChoice.of(load(each, table, rate), budget(each.server()));
      if (choice != null && (!choice.keep() || choice.naptimeBinds())) {
        found.add(entry(each, table, choice, rate, window));
      }
    }
    return Opinion.of(
        found,
        judged == 0
            ? "no table had 10,000 changed rows in " + Words.span(window)
            : "keep them: %s in %s"
                .formatted(Words.count(judged, "busy table"), Words.span(window)));
  }

  private static TriggerChoice.Load load(Case each, TableChange table, double rate) {
    double indexPages = 0;
    for (IndexSample index : each.now().indexes().rows()) {
      if (index.tableOid() == table.now().oid()) {
        indexPages += (double) index.sizeBytes() / each.server().blockBytes();
      }
    }
    double pages = Math.max(1, table.now().pages());
    return new TriggerChoice.Load(
        Math.max(1, table.live()),
        pages,
        indexPages,
        Math.min(1, table.now().visiblePages() / pages),
        rate,
        table.now().stats().vacuumTrigger());
  }

  private static TriggerChoice.Budget budget(Server server) {
    double limit = server.number("autovacuum_vacuum_cost_limit");
    double delay = server.number("autovacuum_vacuum_cost_delay");
    return new TriggerChoice.Budget(
        limit < 0 ? server.number("vacuum_cost_limit") : limit,
        delay < 0 ? server.number("vacuum_cost_delay") : delay,
        server.number("autovacuum_naptime"));
  }

  private static Report.Entry entry(
      Case each, TableChange table, TriggerChoice choice, double rate, Duration window) {
    double trigger = table.now().stats().vacuumTrigger();
    Card card =
        new Card(
                CODE,
                choice.naptimeBinds() ? Severity.WARNING : Severity.INFO,
                Confidence.LIKELY,
                each.subject(table.name()))
            .fact("deadPerMinute", rate * 60, Measure.PER_MINUTE, true)
            .fact("trigger", trigger, Measure.ROWS, true)
            .fact("newTrigger", choice.trigger(), Measure.ROWS, false);
    card.words(
        "%s rows die a minute; %s dead rows start it, which is every %s"
            .formatted(
                Words.number(rate * 60),
                Words.number(Math.floor(trigger)),
                Words.span(Duration.ofSeconds((long) (trigger / rate)))));
    card.because("measured over %s".formatted(Words.span(window)));
    if (choice.naptimeBinds()) {
      double naptime = each.server().number("autovacuum_naptime");
      card.because(
          "%s rows die between two looks of autovacuum (autovacuum_naptime = %s s), %s of the table"
              .formatted(
                  Words.number(rate * naptime),
                  Words.number(naptime),
                  Words.percent(Math.min(1, rate * naptime / Math.max(1, table.live())))));
      return Settings.change(
              card,
              each.server(),
              "autovacuum_naptime",
              "'15s'",
              "No setting of the table helps: let autovacuum look more often, or take this table's"
                  + " work out of the database.")
          .table(table.history())
          .entry();
    }
    card.because(
        "then every %s, about %s each, with %s dead rows at the most"
            .formatted(
                Words.span(Duration.ofSeconds((long) choice.everySeconds())),
                Words.span(Duration.ofSeconds((long) Math.ceil(choice.vacuumSeconds()))),
                Words.number(choice.trigger())));
    return card.fix("Let it begin earlier with this table, and measure again after a day.")
        .sql("ALTER TABLE %s SET (%s)".formatted(table.sql(), choice.parameters()))
        .undo(
            table.now().ownSettings()
                ? "SELECT reloptions FROM pg_class WHERE oid = %s -- keep these first: they are replaced"
                    .formatted(Sql.regclass(table.name()))
                : "ALTER TABLE %s RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold)"
                    .formatted(table.sql()))
        .table(table.history())
        .entry();
  }
}
