package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.RedundantIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An index that another one makes needless: the same, or the beginning of it. */
final class RedundantIndexes implements Illness {
  static final Code CODE = new Code("IXR", "redundant-index", "redundant index");

  @Override
  public Area area() {
    return Area.INDEXES;
  }

  @Override
  public Opinion inspect(Case each) {
    if (!each.now().redundantIndexes().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().redundantIndexes().unseen()));
    }
    Map<Long, IndexSample> byOid = new HashMap<>();
    each.now().indexes().rows().forEach(index -> byOid.put(index.oid(), index));
    List<Report.Entry> found = new ArrayList<>();
    for (RedundantIndex pair : each.now().redundantIndexes().rows()) {
      IndexSample index = byOid.get(pair.oid());
      if (pair.partitioned() || (index != null && !index.extension())) {
        found.add(entry(each, pair, index));
      }
    }
    return Opinion.of(found, "none is redundant");
  }

  /**
   * Tells of one.
   *
   * @param index null if it is one of a partitioned table
   */
  private static Report.Entry entry(Case each, RedundantIndex pair, @Nullable IndexSample index) {
    String name = pair.fullName().toString();
    Card card =
        new Card(
                CODE,
                pair.identical() ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.object("index", name, name + " on " + pair.table(), pair.table()))
            .fact("sizeBytes", pair.sizeBytes(), Measure.BYTES)
            .fact("scans", pair.scans())
            .words(
                "%s %s"
                    .formatted(
                        pair.identical() ? "the same as" : "the beginning of", pair.keepName()));
    String fix =
        pair.identical()
            ? "Drop it: the other serves the same queries, and every write keeps up both."
            : "Drop it, unless it is used for its smaller size: the other serves the same queries.";
    if (index != null) {
      Indexes.drop(card.fix(fix), index);
      return card.entry();
    }
    return card.fix(
            fix
                + " With it those of all its partitions go, and reads and writes stop for a moment"
                + " (ACCESS EXCLUSIVE).")
        .because(Indexes.keep(pair.fullName()))
        .sql("SET lock_timeout = '2s'")
        .sql("DROP INDEX " + Sql.name(pair.fullName()))
        .entry();
  }
}
