package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.DatabaseSample;
import java.util.List;

/**
 * Pages come from outside the server's cache: more than one of 50 and 100 a second, or one of ten
 * and 1,000 a second. They may come from the system's cache, so this alone is never more than worth
 * a look.
 */
final class CacheHits implements Illness {
  static final Code CODE = new Code("CA", "cache-misses", "pages not in the cache");

  private static final double LEAST_READS = 5_000;

  @Override
  public Area area() {
    return Area.MEMORY;
  }

  @Override
  public Opinion inspect(Case each) {
    DatabaseSample now = each.database();
    DatabaseSample before = each.databaseBefore();
    if (now == null || before == null || !each.isWatched()) {
      return Opinion.notJudged("how many pages are read shows only between two looks");
    }
    double read = now.blocksRead() - before.blocksRead();
    double hit = now.blocksHit() - before.blocksHit();
    double share = hit / Math.max(1, hit + read);
    double perSecond = each.perMinute(read) / 60;
    String words =
        "%s of %s pages were in the cache"
            .formatted(Words.percent(share), Words.number(hit + read));
    if (read < 0 || hit < 0) {
      return Opinion.notJudged("the counters began anew meanwhile");
    }
    boolean bad = share < 0.9 && perSecond >= 1_000;
    // Fewer are what was looked at for the first time, also by who asks here.
    if (read < LEAST_READS || (!bad && !(share < 0.98 && perSecond >= 100))) {
      return Opinion.of(List.of(), words);
    }
    Report.Entry entry =
        new Card(
                CODE,
                bad ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.object("database", now.name(), "database " + now.name()))
            .fact("hitShare", share, Measure.SHARE, true)
            .fact("readsPerMinute", each.perMinute(read), Measure.PER_MINUTE, true)
            .words(words)
            .fix(
                "See first what reads so much: tables read whole, bloat, a report. Then"
                    + " shared_buffers, up to a quarter of the memory (a restart).")
            .entry();
    return Opinion.of(List.of(entry), "");
  }
}
