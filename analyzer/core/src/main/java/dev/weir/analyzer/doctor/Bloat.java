package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How much of a file is of no use.
 *
 * @param file which
 * @param wasted bytes that it would lose if it were written anew
 * @param measured whether pgstattuple says so
 */
record Bloat(SpaceSample file, double wasted, boolean measured) {
  /** Below it nobody should care. */
  static final double LEAST = 100L << 20;

  private static final double NOTICEABLE = 10L << 20;
  private static final double MUCH = 1L << 30;
  private static final double MOST = 10L << 30;

  /**
   * All that could be judged.
   *
   * @param bloats those, the worst first
   * @param doubts why others could not
   */
  private record All(List<Bloat> bloats, List<String> doubts) {}

  /**
   * What an illness says of the files of some kinds.
   *
   * @param noun what each of them is
   * @param name by which it is known
   * @param entry what is said of one
   */
  static Opinion opinion(
      Case each,
      Predicate<SpaceSample> kinds,
      String noun,
      Function<SpaceSample, TableName> name,
      BiFunction<Bloat, Severity, Report.Entry> entry) {
    if (!each.now().space().isSeen()) {
      return Opinion.notJudged(String.valueOf(each.now().space().unseen()));
    }
    All all = of(each, kinds);
    List<Report.Entry> found = new ArrayList<>();
    for (Bloat bloat : all.bloats()) {
      Severity severity = bloat.severity();
      if (severity != null) {
        found.add(entry.apply(bloat, severity));
      }
    }
    String healthy =
        all.bloats().isEmpty()
            ? "no %s is of 10 MB".formatted(noun)
            : "the most are %s in %s"
                .formatted(
                    Words.bytes(all.bloats().get(0).wasted()),
                    name.apply(all.bloats().get(0).file()));
    return Opinion.of(found, healthy).without(all.doubts());
  }

  /** A card with how much it is. */
  Card card(Code code, Severity severity, Subject subject) {
    return new Card(code, severity, measured ? Confidence.CERTAIN : Confidence.LIKELY, subject)
        .fact("wastedBytes", wasted, Measure.BYTES, measured)
        .fact("wastedShare", share(), Measure.SHARE, measured)
        .fact("sizeBytes", file.bytes(), Measure.BYTES)
        .words((file.kind() == SpaceSample.Kind.TOAST ? "in its TOAST table " : "") + words());
  }

  /** How long it takes to read or write so much. */
  static String time(double bytes, double bytesPerSecond) {
    return Words.span(Duration.ofSeconds((long) Math.ceil(bytes / bytesPerSecond)));
  }

  private static All of(Case each, Predicate<SpaceSample> kinds) {
    List<Bloat> bloats = new ArrayList<>();
    List<String> doubts = new ArrayList<>();
    for (SpaceSample file : each.now().space().rows()) {
      if (kinds.test(file)) {
        FreshSize fresh = FreshSize.of(file, each.server());
        if (fresh.doubt() == null) {
          bloats.add(new Bloat(file, Math.max(0, file.bytes() - fresh.bytes()), fresh.measured()));
        } else {
          doubts.add(name(file) + ": " + fresh.doubt());
        }
      }
    }
    bloats.sort((one, other) -> Double.compare(other.wasted(), one.wasted()));
    return new All(bloats, doubts.isEmpty() ? List.of() : List.of(doubts(each, doubts)));
  }

  private static String doubts(Case each, List<String> doubts) {
    String more = doubts.size() > 1 ? " (and %,d more)".formatted(doubts.size() - 1) : "";
    String how =
        !each.server().extensions().containsKey("pgstattuple")
            ? "CREATE EXTENSION pgstattuple measures tables and btrees"
            : each.isWatched() ? "1 GB is measured at most" : "who watches has it measured";
    return "%s%s; %s".formatted(doubts.get(0), more, how);
  }

  private static String name(SpaceSample file) {
    return switch (file.kind()) {
      case TABLE -> file.table().toString();
      case TOAST -> "the TOAST table of " + file.table();
      case INDEX -> file.name().toString();
    };
  }

  /** The share of it. */
  double share() {
    return file.bytes() == 0 ? 0 : wasted / file.bytes();
  }

  /** Half of it and 100 MB, or a quarter and 1 GB; bad from 70 % and 1 GB, or 10 GB. */
  @Nullable Severity severity() {
    if ((share() >= 0.7 && wasted >= MUCH) || (share() >= 0.3 && wasted >= MOST)) {
      return Severity.ERROR;
    }
    if ((share() >= 0.5 && wasted >= LEAST) || (share() >= 0.25 && wasted >= MUCH)) {
      return Severity.WARNING;
    }
    return share() >= 0.5 && wasted >= NOTICEABLE ? Severity.INFO : null;
  }

  /** {@code 120 MB of 160 MB (75 %)}, and who says so. */
  private String words() {
    return "%s of %s (%s) are of no use, %s"
        .formatted(
            Words.bytes(wasted),
            Words.bytes((double) file.bytes()),
            Words.percent(share()),
            measured ? "as measured" : "as estimated from what ANALYZE saw");
  }
}
