package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.Kind;

/**
 * A btree is much larger than its entries need. One that is written at random is a quarter empty by
 * nature, which is not told.
 */
final class IndexBloat implements Illness {
  static final Code CODE = new Code("IXB", "index-bloat", "index keeps space that no entry uses");

  private static final double BYTES_A_SECOND = 50e6;

  @Override
  public Area area() {
    return Area.BLOAT;
  }

  @Override
  public Opinion inspect(Case each) {
    return Bloat.opinion(
        each,
        file -> file.kind() == Kind.INDEX,
        "index",
        SpaceSample::name,
        (bloat, severity) -> entry(each, bloat, severity));
  }

  private static Report.Entry entry(Case each, Bloat bloat, Severity severity) {
    SpaceSample file = bloat.file();
    Card card =
        bloat.card(
            CODE,
            severity,
            each.object(
                "index",
                file.name().toString(),
                file.name() + " on " + file.table(),
                file.table()));
    double fresh = file.bytes() - bloat.wasted();
    String time = Bloat.time((double) file.bytes(), BYTES_A_SECOND);
    card.because("a build that fails leaves an invalid index whose name ends in _ccnew: drop that");
    return card.fix(
            ("Build it anew beside the old one: reads and writes go on (SHARE UPDATE EXCLUSIVE). It"
                    + " takes about %s at 50 MB/s, then waits for transactions that are open, and"
                    + " needs %s of free disk.")
                .formatted(time, Words.bytes(fresh)))
        .sql("REINDEX INDEX CONCURRENTLY " + Sql.name(file.name()))
        .entry();
  }
}
