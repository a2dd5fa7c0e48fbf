package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.ConnectionGroup;
import dev.weir.analyzer.sample.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Three quarters of the connections are taken, or nine tenths (pgmonitor). */
final class ManyConnections implements Illness {
  static final Code CODE = new Code("CN", "connections", "connections run out");

  @Override
  public Area area() {
    return Area.CONNECTIONS;
  }

  @Override
  public Opinion inspect(Case each) {
    Server server = each.server();
    double most = most(server);
    if (!each.now().connections().isSeen() || Double.isNaN(most)) {
      return Opinion.notJudged(String.valueOf(each.now().connections().unseen()));
    }
    List<ConnectionGroup> groups = each.now().connections().rows();
    long used = groups.stream().mapToLong(ConnectionGroup::sessions).sum();
    double share = used / Math.max(1, most);
    String words = "%s of %s are taken".formatted(Words.number(used), Words.number(most));
    if (share < 0.75) {
      return Opinion.of(List.of(), words);
    }
    Card card =
        new Card(
                CODE,
                share >= 0.9 ? Severity.ERROR : Severity.WARNING,
                Confidence.CERTAIN,
                each.object("setting", "max_connections", "max_connections"))
            .fact("usedShare", share, Measure.SHARE, true)
            .fact("connections", used)
            .words(words);
    groups.stream().limit(5).forEach(group -> card.because(text(group)));
    long idle = sum(groups, "idle");
    long open = sum(groups, "idle in transaction");
    if (idle + open > 0) {
      card.because(
          "%s idle, %s in a transaction that does nothing"
              .formatted(Words.number(idle), Words.number(open)));
    }
    Report.Entry entry =
        card.fix(
                "Make the pools smaller before the limit larger: a server does the most work with"
                    + " about twice as many active sessions as it has cores. Many instances share"
                    + " one pooler (PgBouncer). Idle ones are another pool's reserve: lower its"
                    + " minimum.")
            .entry();
    return Opinion.of(List.of(entry), "");
  }

  /** How many a role without rights may have; NaN if that is not known. */
  static double most(Server server) {
    return server.number("max_connections")
        - server.number("superuser_reserved_connections")
        - (server.isAtLeast(16) ? server.number("reserved_connections") : 0);
  }

  private static long sum(List<ConnectionGroup> groups, String state) {
    return groups.stream()
        .filter(group -> Objects.equals(group.state(), state))
        .mapToLong(ConnectionGroup::sessions)
        .sum();
  }

  private static String text(ConnectionGroup group) {
    List<String> parts = new ArrayList<>();
    parts.add(group.application().isEmpty() ? "no name" : group.application());
    parts.add("role " + group.role());
    parts.add("database " + group.database());
    parts.add(group.state() == null ? "hidden" : group.state());
    return Words.count(group.sessions(), "connection") + ": " + String.join(", ", parts);
  }
}
