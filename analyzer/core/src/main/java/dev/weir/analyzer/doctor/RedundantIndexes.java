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
      IndexSample keep = byOid.get(pair.keepOid());
      if (index != null && keep != null && !index.extension()) {
        found.add(entry(each, index, keep, pair.identical()));
      }
    }
    return Opinion.of(found, "none is redundant");
  }

  private static Report.Entry entry(
      Case each, IndexSample index, IndexSample keep, boolean identical) {
    Card card =
        new Card(
                CODE,
                identical ? Severity.WARNING : Severity.INFO,
                Confidence.CERTAIN,
                each.subject(index))
            .fact("sizeBytes", index.sizeBytes(), Measure.BYTES)
            .fact("scans", index.scans())
            .words("%s %s".formatted(identical ? "the same as" : "the beginning of", keep.name()))
            .fix(
                identical
                    ? "Drop it: the other serves the same queries, and every write keeps up both."
                    : "Drop it, unless it is used for its smaller size: the other serves the same"
                        + " queries.");
    Indexes.drop(card, index);
    return card.entry();
  }
}
