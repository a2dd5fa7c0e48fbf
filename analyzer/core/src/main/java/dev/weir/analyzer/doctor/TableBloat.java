package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Case.TableChange;
import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.Kind;
import dev.weir.analyzer.sample.TableSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table's file, or that of its TOAST table, is much larger than its rows need. To shrink it is
 * seldom worth it: most often the space is used again.
 */
final class TableBloat implements Illness {
  static final Code CODE = new Code("TB", "table-bloat", "table keeps space that no row uses");

  private static final double SMALL = 1L << 30;
  private static final double BYTES_A_SECOND = 100e6;
  private static final Duration SHORTEST = Duration.ofHours(1);
  private static final long SOON_DAYS = 30;

  @Override
  public Area area() {
    return Area.BLOAT;
  }

  @Override
  public Opinion inspect(Case each) {
    String hidden = each.now().space().hidden();
    return Bloat.opinion(
            each,
            file -> file.kind() != Kind.INDEX,
            "table",
            SpaceSample::table,
            (bloat, severity) -> entry(each, bloat, severity))
        .without(hidden == null ? List.of() : List.of(hidden));
  }

  private static Report.Entry entry(Case each, Bloat bloat, Severity severity) {
    SpaceSample file = bloat.file();
    Card card = bloat.card(CODE, severity, each.subject(file.table()));
    treat(card, each, bloat);
    for (TableChange table : each.tables()) {
      if (table.name().equals(file.table())) {
        card.table(table.history());
      }
    }
    return card.entry();
  }

  private static void treat(Card card, Case each, Bloat bloat) {
    SpaceSample file = bloat.file();
    if (bloat.wasted() < Bloat.LEAST) {
      card.fix(
          "Do nothing: rows to come use this space. To give back less than %s is not worth a lock."
              .formatted(Words.bytes(Bloat.LEAST)));
      return;
    }
    Long days = daysToFill(each, bloat);
    if (days != null) {
      card.fix(
          "Do nothing: by what was inserted of late, rows use this space up within %s."
              .formatted(Words.count(Math.max(1, days), "day")));
      return;
    }
    double rewritten = file.bytes();
    double fresh = file.bytes() - bloat.wasted();
    List<String> unique = new ArrayList<>();
    for (IndexSample index : each.now().indexes().rows()) {
      if (index.table().equals(file.table())) {
        rewritten += index.sizeBytes();
        fresh += index.sizeBytes();
        if (index.unique() && !index.partial() && !index.expression()) {
          unique.add(index.name());
        }
      }
    }
    String time = Bloat.time(rewritten, BYTES_A_SECOND);
    String table = Sql.name(file.table());
    card.because(
        "once it has shrunk it grows again, unless what made it grow is mended first: dead rows, a"
            + " late autovacuum, one statement that changes many rows");
    card.because(
        "REPACK (CONCURRENTLY) of PostgreSQL 19 and pg_repack write it anew while reads and writes"
            + " go on (ACCESS EXCLUSIVE for a moment at both ends); "
            + (unique.isEmpty()
                ? "both need a primary key or another unique index, of which it has none"
                : "pg_repack%s -d %s -t %s"
                    .formatted(
                        each.server().managed() == null ? "" : " -k",
                        shell(each.server().database()),
                        shell(table))));
    if (rewritten >= SMALL) {
      card.fix(
          ("Shrink it only if the space is needed elsewhere, with pg_repack. VACUUM FULL would hold"
                  + " ACCESS EXCLUSIVE for about %s at 100 MB/s: nobody reads or writes it meanwhile."
                  + " Either needs %s of free disk.")
              .formatted(time, Words.bytes(fresh)));
      return;
    }
    card.fix(
            ("Leave it, or write it anew when nobody needs it: VACUUM FULL holds ACCESS EXCLUSIVE"
                    + " for about %s at 100 MB/s, nobody reads or writes it meanwhile, and it needs %s"
                    + " of free disk.")
                .formatted(time, Words.bytes(fresh)))
        .sql("SET lock_timeout = '2s'")
        .sql("VACUUM (FULL, ANALYZE) " + table);
  }

  /** Until rows that are inserted have used it up, if an hour or more has shown how many are. */
  private static @Nullable Long daysToFill(Case each, Bloat bloat) {
    ServerSample earlier = each.observation().earlier();
    if (earlier == null || bloat.file().kind() != Kind.TABLE) {
      return null;
    }
    Duration window = Duration.between(earlier.at(), each.at());
    for (TableChange now : each.tables()) {
      TableSample before = earlier.tables().same(TableSample::oid, now.now());
      if (!now.name().equals(bloat.file().table())
          || before == null
          || window.compareTo(SHORTEST) < 0) {
        continue;
      }
      TableChange change = new TableChange(before, now.now());
      double more = (double) change.inserts() - change.deletes();
      if (change.beganAnew() || more <= 0 || change.live() < 1) {
        return null;
      }
      double row = (bloat.file().bytes() - bloat.wasted()) / change.live();
      double days = bloat.wasted() / (more * row) * window.toSeconds() / 86_400;
      return days <= SOON_DAYS ? (Long) (long) Math.ceil(days) : null;
    }
    return null;
  }

  /** A word as shells read it, whatever is in it. */
  private static String shell(String word) {
    return word.matches("[\\w.]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
