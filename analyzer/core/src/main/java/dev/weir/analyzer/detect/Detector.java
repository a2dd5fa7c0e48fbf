package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.TableHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows one thing that harms databases: its names, its rule, its words. Nothing else of Weir knows
 * of it, so that applications can add their own ({@code AnalyzerConfig.Builder.detector(..)}): a
 * {@link UnitDetector}, or a {@link WindowDetector}.
 *
 * <p>Exceptions: what a detector throws is caught, counted and logged once; one that throws ten
 * times in a row is switched off. The others go on.
 */
public interface Detector {
  /** Its names. */
  Code code();

  /**
   * How much of it there is, for people, such as {@code 50 in 1 unit}.
   *
   * @param finding one of this detector's, perhaps merged from several
   */
  String words(Finding finding);

  /** What to do about it, where no SQL can be written: one or two sentences. */
  String fix();

  /** What kind of SQL mends it; none by default. */
  default Repair repair() {
    return Repair.NONE;
  }

  /**
   * A finding in the light of its tables: as it is, as bad as they show it to be, or with what they
   * tell besides. Asked whenever it is about to be told, for tables are looked at later than
   * statements are counted; by default it stays as it is. Any thread may ask, several at once.
   *
   * @param finding one of this detector's
   * @param tables those of its subject, as far as they were looked at by now
   * @return null if they refute it, or if it is none without them
   */
  default @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    return finding;
  }

  /** Where it is described, such as an address; empty by default. */
  default String page() {
    return "";
  }
}
