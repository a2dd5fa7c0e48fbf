package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Cluster;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The worst findings of all tests of a run, in a few lines. Thread-safe. */
final class Summary {
  static final Summary OF_THIS_JVM = new Summary();
  private static final int MOST_LINES = 5;
  private static final int MOST_KEPT = 1_000;
  private static final int MOST_CLUSTERS = 100;
  private static final int LONGEST_STATEMENT = 80;

  private final Map<String, Found> bySignature = new LinkedHashMap<>(); // Guarded by this.
  private final Map<String, Report.Entry> worstOfAll = new LinkedHashMap<>(); // And this.
  private final Map<String, Cluster> clusters = new LinkedHashMap<>(); // And this.

  /** In one test the worst of its kind, and all tests in which it was found. */
  private static final class Found {
    private Report.Entry worst;
    private final Set<String> tests = new LinkedHashSet<>();

    Found(Report.Entry worst) {
      this.worst = worst;
    }

    Finding finding() {
      return worst.finding();
    }
  }

  /** Adds what was found in a test. */
  synchronized void add(Recording recording) {
    for (Report.Entry entry : recording.report().entries()) {
      String signature = entry.finding().signature();
      if (bySignature.size() < MOST_KEPT || bySignature.containsKey(signature)) {
        Found found = bySignature.computeIfAbsent(signature, each -> new Found(entry));
        if (Finding.worstFirst().compare(entry.finding(), found.finding()) < 0) {
          found.worst = entry;
        }
        found.tests.add(recording.name());
        worstOfAll.merge(signature, found.worst, Summary::worse);
      }
    }
  }

  /** Keeps what the servers of DataSources are now that a test has used them. */
  synchronized void keep(List<Cluster> used) {
    for (Cluster cluster : used) {
      if (clusters.size() < MOST_CLUSTERS || clusters.containsKey(cluster.dataSource())) {
        clusters.put(cluster.dataSource(), cluster);
      }
    }
  }

  /** By the names of DataSources, as the last test of each has left them. */
  synchronized List<Cluster> clusters() {
    return List.copyOf(clusters.values());
  }

  private static Report.Entry worse(Report.Entry one, Report.Entry other) {
    return Finding.worstFirst().compare(one.finding(), other.finding()) <= 0 ? one : other;
  }

  /** All that was found in this process, each as it was in the worst test, worst first. */
  synchronized List<Report.Entry> all() {
    return worstOfAll.values().stream()
        .sorted(Comparator.comparing(Report.Entry::finding, Finding.worstFirst()))
        .toList();
  }

  /** A line for how much there is, and one for each of the worst; null if there is nothing. */
  synchronized @Nullable String take() {
    if (bySignature.isEmpty()) {
      return null;
    }
    List<Found> worstFirst = new ArrayList<>(bySignature.values());
    worstFirst.sort(Comparator.comparing(Found::finding, Finding.worstFirst()));
    Set<String> tests = new LinkedHashSet<>();
    worstFirst.forEach(found -> tests.addAll(found.tests));
    StringBuilder text = new StringBuilder();
    text.append(Measure.COUNT.text((double) worstFirst.size(), "finding"));
    text.append(" in ").append(Measure.COUNT.text((double) tests.size(), "test"));
    worstFirst.stream().limit(MOST_LINES).forEach(found -> text.append("\n  ").append(line(found)));
    if (worstFirst.size() > MOST_LINES) {
      text.append("\n  and ").append(worstFirst.size() - MOST_LINES).append(" more");
    }
    bySignature.clear();
    return text.toString();
  }

  private static String line(Found found) {
    Finding finding = found.finding();
    CallSite site =
        finding.place().loop() != null ? finding.place().loop() : finding.place().callSite();
    String others = found.tests.size() == 1 ? "" : " and " + (found.tests.size() - 1) + " more";
    return "%s %s %s: %s: %s%s, in %s%s"
        .formatted(
            finding.severity(),
            finding.code().id(),
            finding.code().title(),
            found.worst.words(),
            shortened(finding.subject().text()),
            site == null ? "" : " at " + site,
            found.tests.iterator().next(),
            others);
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_STATEMENT
        ? text
        : text.substring(0, LONGEST_STATEMENT - 3) + "...";
  }
}
