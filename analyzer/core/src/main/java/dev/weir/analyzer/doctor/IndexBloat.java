package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
    if (!each.now().space().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().space().unseen()));
    }
    Bloat.All all = Bloat.of(each, file -> file.kind() == Kind.INDEX);
    List<Report.Entry> found = new ArrayList<>();
    for (Bloat bloat : all.bloats()) {
      Severity severity = bloat.severity();
      if (severity != null) {
        found.add(entry(each, bloat, severity));
      }
    }
    String healthy =
        all.bloats().isEmpty()
            ? "no index is of 10 MB"
            : "the most are %s in %s"
                .formatted(
                    Words.bytes(all.bloats().get(0).wasted()), all.bloats().get(0).file().name());
    return Opinion.of(found, healthy).without(all.doubts());
  }

  private static Report.Entry entry(Case each, Bloat bloat, Severity severity) {
    SpaceSample file = bloat.file();
    Card card =
        new Card(
                CODE,
                severity,
                bloat.measured() ? Confidence.CERTAIN : Confidence.LIKELY,
                each.object(
                    "index",
                    file.name().toString(),
                    file.name() + " on " + file.table(),
                    file.table()))
            .fact("wastedBytes", bloat.wasted(), Measure.BYTES, bloat.measured())
            .fact("wastedShare", bloat.share(), Measure.SHARE, bloat.measured())
            .fact("sizeBytes", file.bytes(), Measure.BYTES)
            .words(bloat.words());
    double fresh = file.bytes() - bloat.wasted();
    String time = Words.span(Duration.ofSeconds((long) Math.ceil(file.bytes() / BYTES_A_SECOND)));
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
