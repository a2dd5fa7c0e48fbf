package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.WaitSample;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * All workers of autovacuum are busy, at every look of a minute or more, and tables that are over
 * their trigger wait for one. They share one budget of reading and writing, so that more of them
 * alone would be as slow together.
 */
final class BusyWorkers implements Illness {
  static final Code CODE = new Code("AW", "autovacuum-saturated", "autovacuum cannot keep up");

  private static final Duration LEAST = Duration.ofSeconds(60);
  private static final int LONG_QUEUE = 5;
  private static final double PAGE_DIRTY = 20;
  private static final double MOST_LIMIT = 10_000;

  @Override
  public Area area() {
    return Area.VACUUM;
  }

  @Override
  public Opinion inspect(Case each) {
    List<Answer<WaitSample>> looks =
        each.observation().waits().stream().filter(Answer::isSeen).toList();
    if (each.server().standby() || !each.server().seesSessions() || looks.isEmpty()) {
      return Opinion.of(List.of(), "");
    }
    double slots = each.server().number("autovacuum_worker_slots");
    double most = each.server().number("autovacuum_max_workers");
    double workers = slots < most ? slots : most;
    long fewest = looks.stream().mapToLong(BusyWorkers::busy).min().orElse(0);
    if (fewest < workers) {
      return Opinion.of(List.of(), "");
    }
    List<TableChange> queue = queue(each);
    if (queue.isEmpty()) {
      return Opinion.of(
          List.of(), "all workers of autovacuum are busy, and no table waits for one");
    }
    Duration span = Duration.between(looks.get(0).at(), looks.get(looks.size() - 1).at());
    if (span.compareTo(LEAST) < 0) {
      return Opinion.notJudged(
          "all workers of autovacuum are busy: to say that they cannot keep up "
              + each.needs("60 s of watching", "this was " + Words.span(span)));
    }
    Card card =
        new Card(
                CODE,
                queue.size() > LONG_QUEUE * workers ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                each.object(
                    "setting",
                    "autovacuum_max_workers",
                    "autovacuum of database " + each.server().database(),
                    queue.stream().map(TableChange::name).toArray(TableName[]::new)))
            .fact("waitingTables", queue.size())
            .fact("workers", (long) workers)
            .fact("watched", span)
            .words(
                "%s busy for %s, and %s over the trigger"
                    .formatted(
                        workers == 1
                            ? "the only worker was"
                            : "all %.0f workers were".formatted(workers),
                        Words.span(span),
                        queue.size() == 1
                            ? "a table is"
                            : Words.count(queue.size(), "table") + " are"));
    for (TableChange table : queue.stream().limit(3).toList()) {
      card.because(
          "%s has %s, %s what starts autovacuum"
              .formatted(
                  table.name(),
                  Words.count(table.dead(), "dead row"),
                  Words.times(table.overdue())));
    }
    treat(card, each.server(), looks);
    return Opinion.of(List.of(card.entry()), "");
  }

  private static long busy(Answer<WaitSample> look) {
    return look.rows().stream()
        .filter(WaitSample::autovacuum)
        .mapToLong(WaitSample::sessions)
        .sum();
  }

  /** Tables over their trigger that no VACUUM is at, the worst first. */
  private static List<TableChange> queue(Case each) {
    return each.tables().stream()
        .filter(table -> table.overdue() > 1)
        .filter(
            table ->
                each.now().vacuums().rows().stream()
                    .noneMatch(run -> run.tableOid() == table.now().oid()))
        .sorted(Comparator.comparingDouble(TableChange::overdue).reversed())
        .toList();
  }

  private static void treat(Card card, Server server, List<Answer<WaitSample>> looks) {
    long all = looks.stream().mapToLong(BusyWorkers::busy).sum();
    long blocked =
        looks.stream()
            .flatMap(look -> look.rows().stream())
            .filter(wait -> wait.autovacuum() && wait.type().equals("Lock"))
            .mapToLong(WaitSample::sessions)
            .sum();
    if (2 * blocked >= all) {
      card.fix(
          "They wait for locks: end what holds them. Neither more workers nor a larger budget helps.");
      return;
    }
    double limit = setting(server, "cost_limit");
    double delay = setting(server, "cost_delay");
    if (!(delay > 0) || limit >= MOST_LIMIT) {
      card.fix(
          "Nothing slows them but the disk and the size of the tables and indexes: drop indexes that"
              + " nobody uses, and partition what is too large.");
      return;
    }
    double more = Math.min(MOST_LIMIT, Math.max(1_000, 5 * limit));
    card.because(
        "together they may write %s a second (cost limit %s, delay %s ms); with %s it is %s"
            .formatted(
                Words.bytes(written(server, limit, delay)),
                Words.number(limit),
                Words.number(delay),
                Words.number(more),
                Words.bytes(written(server, more, delay))));
    Settings.change(
        card,
        server,
        "autovacuum_vacuum_cost_limit",
        "%.0f".formatted(more),
        "Let them read and write more a second, all together, and see what the disk says; more"
            + " workers without that would only share what there is.");
  }

  private static double written(Server server, double limit, double delay) {
    return limit * 1_000 / delay / PAGE_DIRTY * server.blockBytes();
  }

  private static double setting(Server server, String name) {
    double own = server.number("autovacuum_vacuum_" + name);
    return own < 0 ? server.number("vacuum_" + name) : own;
  }
}
