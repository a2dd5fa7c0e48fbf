package dev.weir.analyzer.doctor;

import dev.weir.analyzer.doctor.Doctor.Found;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Diagnosis;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was found under what caused it: one cause with its symptoms in place of an alarm each.
 */
final class Causes {
  /** What can be a symptom of what, the strongest cause first. */
  private static final Map<Code, Set<Code>> SYMPTOMS = new LinkedHashMap<>();

  static {
    SYMPTOMS.put(
        HorizonHeld.CODE,
        Set.of(
            FutileVacuum.CODE,
            DeadRows.CODE,
            Wraparound.CODE,
            LowHot.CODE,
            TableBloat.CODE,
            ToastRows.CODE));
    SYMPTOMS.put(SequentialScans.CODE, Set.of(TopStatements.CODE));
    SYMPTOMS.put(AutovacuumOff.CODE, Set.of(DeadRows.CODE, ToastRows.CODE, StaleStatistics.CODE));
    SYMPTOMS.put(BusyWorkers.CODE, Set.of(DeadRows.CODE));
    SYMPTOMS.put(NextPartition.CODE, Set.of(DefaultPartition.CODE));
    SYMPTOMS.put(FutileVacuum.CODE, Set.of(DeadRows.CODE, TableBloat.CODE));
    SYMPTOMS.put(DeadRows.CODE, Set.of(TableBloat.CODE));
    SYMPTOMS.put(ToastRows.CODE, Set.of(TableBloat.CODE));
  }

  private Causes() {}

  /** The causes, worst first, each with its symptoms. */
  static List<Diagnosis> first(List<Found> all) {
    Map<Found, List<Report.Entry>> symptoms = new LinkedHashMap<>();
    for (Found each : all) {
      Found cause = cause(each, all);
      if (cause == null) {
        symptoms.computeIfAbsent(each, key -> new ArrayList<>());
      } else {
        symptoms.computeIfAbsent(cause, key -> new ArrayList<>()).add(each.entry());
      }
    }
    return symptoms.entrySet().stream()
        .map(
            one -> new Diagnosis(one.getKey().area(), one.getKey().entry(), sorted(one.getValue())))
        .sorted(
            Comparator.comparing((Diagnosis one) -> one.finding().severity())
                .thenComparing(one -> -one.symptoms().size())
                .thenComparing(Diagnosis::finding, Finding.worstFirst()))
        .toList();
  }

  private static List<Report.Entry> sorted(List<Report.Entry> entries) {
    return entries.stream()
        .sorted(Comparator.comparing(Report.Entry::finding, Finding.worstFirst()))
        .toList();
  }

  /** The strongest cause, of which nothing is a cause. */
  private static @Nullable Found cause(Found symptom, List<Found> all) {
    for (Map.Entry<Code, Set<Code>> one : SYMPTOMS.entrySet()) {
      if (one.getValue().contains(symptom.finding().code())) {
        for (Found other : all) {
          if (other.finding().code().equals(one.getKey()) && explains(other, symptom)) {
            return other;
          }
        }
      }
    }
    return null;
  }

  /** A holder explains what it was proven to hold, a table's illness what that table shows. */
  private static boolean explains(Found cause, Found symptom) {
    if (cause.finding().code().equals(HorizonHeld.CODE)) {
      if (symptom.finding().code().equals(LowHot.CODE)) {
        long horizon = symptom.finding().count(LowHot.HORIZON);
        return horizon > 0 && horizon == cause.finding().count("transactions");
      }
      return symptom.finding().code().equals(Wraparound.CODE)
          ? cause.finding().severity() != Severity.INFO
          : cause.finding().fact("deadRows").isPresent();
    }
    if (cause.finding().code().equals(AutovacuumOff.CODE)
        && cause.finding().subject().tables().isEmpty()) {
      return true;
    }
    return cause.finding().subject().tables().stream()
        .anyMatch(
            table ->
                symptom.finding().subject().tables().stream()
                    .anyMatch(other -> Statements.means(other, table)));
  }

  /** What caused a finding, for its line: empty if nothing did. */
  static String of(Finding finding, List<Diagnosis> diagnoses) {
    for (Diagnosis diagnosis : diagnoses) {
      if (diagnosis.symptoms().stream().anyMatch(one -> one.finding().equals(finding))) {
        return ", because " + diagnosis.finding().code().title();
      }
    }
    return "";
  }

  /** Whether something must be done about any. */
  static boolean isBad(List<Diagnosis> diagnoses, Code code) {
    return diagnoses.stream()
        .anyMatch(
            one -> one.finding().code().equals(code) && one.finding().severity() == Severity.ERROR);
  }
}
