package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.PoolSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Clients of PgBouncer wait for a connection of a server: for a second, or for ten, of which by
 * default 120 are the end.
 */
final class PoolerQueue implements Illness {
  static final Code CODE = new Code("PB", "pgbouncer-queue", "clients wait in PgBouncer");

  private static final long LONG_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 10_000;

  @Override
  public Area area() {
    return Area.CONNECTIONS;
  }

  @Override
  public Opinion inspect(Case each) {
    Answer<PoolSample> pools = each.observation().pools();
    if (pools == null) {
      return Opinion.of(List.of(), "");
    }
    if (!pools.isSeen()) {
      return Opinion.notJudged(String.valueOf(pools.unseen()));
    }
    List<Report.Entry> found = new ArrayList<>();
    for (PoolSample pool : pools.rows()) {
      if (pool.waiting() > 0 && pool.waitedMillis() >= LONG_MILLIS) {
        found.add(entry(each, pool));
      }
    }
    return Opinion.of(
        found,
        pools.rows().stream()
            .max(Comparator.comparingLong(PoolSample::waitedMillis))
            .filter(pool -> pool.waiting() > 0)
            .map(
                pool ->
                    "in PgBouncer nobody waits for more than %d ms".formatted(pool.waitedMillis()))
            .orElse("nobody waits in PgBouncer"));
  }

  private static Report.Entry entry(Case each, PoolSample pool) {
    Duration waited = Duration.ofMillis(pool.waitedMillis());
    long servers = pool.busyServers() + pool.idleServers();
    Card card =
        new Card(
                CODE,
                pool.waitedMillis() >= LONGEST_MILLIS ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                each.object(
                    "pool",
                    pool.database() + "/" + pool.role(),
                    "PgBouncer's pool of database %s and role %s"
                        .formatted(pool.database(), pool.role())))
            .fact("waitingClients", pool.waiting())
            .fact("longestWait", waited)
            .words(
                "%s for up to %s; %s of %s are taken"
                    .formatted(
                        pool.waiting() == 1
                            ? "1 client waits"
                            : Words.number(pool.waiting()) + " clients wait",
                        Words.span(waited),
                        Words.number(pool.busyServers()),
                        Words.count(servers, "connection of the server")
                            .replace("servers", "server")));
    if (pool.mode().equals("session")) {
      return card.fix(
              "It pools sessions: a client keeps its connection until it disconnects. Pool"
                  + " transactions (pool_mode = transaction), if the clients need nothing of a session"
                  + " beyond them.")
          .entry();
    }
    return card.because(
            "a connection is taken until its transaction ends, also while the client does nothing:"
                + " see locks and the vacuum horizon for who is idle in one")
        .fix(
            "End long transactions first. Only if the database does not bind, let the pool have more"
                + " connections (pool_size of this database, default_pool_size), within"
                + " max_connections.")
        .entry();
  }
}
