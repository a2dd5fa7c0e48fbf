package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.sample.IndexSample;
import java.util.ArrayList;
import java.util.List;

/** What a CREATE INDEX CONCURRENTLY that failed has left: written to, and never read. */
final class InvalidIndex implements Illness {
  static final Code CODE = new Code("IXI", "invalid-index", "invalid index");

  @Override
  public Area area() {
    return Area.INDEXES;
  }

  @Override
  public Opinion inspect(Case each) {
    if (each.server().standby()) {
      return Opinion.notJudged("invalid indexes: whether one is being built, the primary knows");
    }
    List<Report.Entry> found = new ArrayList<>();
    for (IndexSample index : each.now().indexes().rows()) {
      if (!index.valid() && !index.building() && !index.partition()) {
        found.add(entry(each, index));
      }
    }
    return Opinion.of(found, "");
  }

  private static Report.Entry entry(Case each, IndexSample index) {
    Card card =
        new Card(CODE, Severity.WARNING, Confidence.CERTAIN, each.subject(index))
            .fact("sizeBytes", index.sizeBytes(), Measure.BYTES)
            .words("written to by every INSERT, used by no query")
            .fix(
                index.unique()
                    ? "Drop it. It is to be unique: it failed because rows are not; mend those"
                        + " first, then make it again."
                    : "Drop it, and make it again.");
    Indexes.drop(card, index);
    return card.entry();
  }
}
