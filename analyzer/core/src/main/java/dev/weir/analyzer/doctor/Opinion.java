package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Advice;
import dev.weir.analyzer.model.Report;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What one illness has to say.
 *
 * @param found what it found
 * @param notJudged why it did not judge all, one reason each; empty if it did
 * @param healthy what it saw where nothing is wrong, in a few words; empty for nothing to say
 */
record Opinion(List<Report.Entry> found, List<String> notJudged, String healthy) {
  /** Copies the lists. */
  Opinion {
    found = List.copyOf(found);
    notJudged = List.copyOf(notJudged);
  }

  /** It saw all, and found this. */
  static Opinion of(List<Report.Entry> found, String healthy) {
    return new Opinion(found, List.of(), healthy);
  }

  /** It could not judge. */
  static Opinion notJudged(String why) {
    return new Opinion(List.of(), List.of(why), "");
  }

  /** What was found on a standby: what writes can only be run on its primary. */
  Opinion onStandby() {
    return new Opinion(found.stream().map(Opinion::forPrimary).toList(), notJudged, healthy);
  }

  private static Report.Entry forPrimary(Report.Entry entry) {
    Advice advice = entry.advice();
    boolean here =
        advice.statements().stream()
            .allMatch(
                one -> one.sql().startsWith("SELECT") || one.sql().startsWith("ALTER SYSTEM"));
    return here
        ? entry
        : entry.withAdvice(
            new Advice(
                advice.fix() + " Run it on the primary: this is a standby.",
                advice.statements(),
                advice.because(),
                advice.undo()));
  }

  /** What was found on a replica. */
  Opinion onReplica(String name) {
    List<Report.Entry> there =
        found.stream().map(each -> each.withWords(name + ": " + each.words())).toList();
    return new Opinion(there, List.of(), found.isEmpty() ? name + " was asked" : "");
  }

  /** The same, which leaves something out. */
  Opinion without(Collection<String> reasons) {
    List<String> all = new ArrayList<>(notJudged);
    reasons.stream().filter(each -> !all.contains(each)).forEach(all::add);
    return new Opinion(found, all, healthy);
  }
}
