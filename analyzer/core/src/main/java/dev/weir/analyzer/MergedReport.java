package dev.weir.analyzer;

import dev.weir.analyzer.detect.Detectors;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.EarlierReleases;
import dev.weir.analyzer.report.JsonFindings;
import dev.weir.analyzer.report.JsonFindings.Saved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One report of what several instances of an application have found: the same finding is known by
 * its signature, and its facts are merged as each of them says. Where the lines name releases it is
 * of the newest of them, with what has become of each finding since those before. Stateless;
 * thread-safe.
 */
public final class MergedReport {
  /** In how many instances it was found. */
  private static final String INSTANCES = "instances";

  private MergedReport() {}

  /**
   * Merges what instances wrote.
   *
   * @param instances what each of them wrote as JSON lines; what names no release counts as of the
   *     newest
   * @return without tables, whose numbers belong to one moment; watched for as long as the instance
   *     that was watched longest
   */
  public static Report of(List<JsonFindings> instances) {
    String release = EarlierReleases.newest(instances);
    EarlierReleases earlier = EarlierReleases.before(release, instances);
    Map<String, List<Saved>> bySignature = new LinkedHashMap<>();
    for (JsonFindings instance : instances) {
      for (Saved each : of(instance, release)) {
        bySignature
            .computeIfAbsent(each.entry().finding().signature(), first -> new ArrayList<>())
            .add(each);
      }
    }
    AnalyzerConfig config = AnalyzerConfig.builder().build();
    Detectors detectors = new Detectors(config.profile(), config.roundTrip(), List.of());
    List<Report.Entry> entries = new ArrayList<>();
    List<Report.Accepted> accepted = new ArrayList<>();
    for (List<Saved> same : bySignature.values()) {
      same.sort(Comparator.comparing(Saved::at));
      Saved newest = same.get(same.size() - 1);
      Report.Entry entry = merged(same, newest.entry(), detectors);
      entry = entry.as(earlier.state(entry.finding()));
      if (newest.accepted() == null) {
        entries.add(entry);
      } else {
        accepted.add(new Report.Accepted(entry, newest.accepted()));
      }
    }
    entries.sort(Comparator.comparing(Report.Entry::finding, Finding.worstFirst()));
    accepted.sort(Comparator.comparing(each -> each.entry().finding(), Finding.worstFirst()));
    List<JsonFindings> now =
        instances.stream()
            .filter(each -> each.release() == null || each.release().equals(release))
            .toList();
    return new Report(
        distinct(now.stream().map(JsonFindings::dataSources).toList()),
        now.stream().map(JsonFindings::at).max(Comparator.naturalOrder()).orElse(Instant.EPOCH),
        now.stream()
            .map(JsonFindings::watched)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO),
        now.stream().map(JsonFindings::coverage).reduce(Coverage.NONE, MergedReport::plus),
        entries,
        distinct(now.stream().map(JsonFindings::unseen).toList()),
        accepted,
        List.of(),
        release,
        earlier.since(bySignature.values().stream().map(same -> same.get(0).entry().finding())));
  }

  /** What an instance found in a release, and what it told of none. */
  private static List<Saved> of(JsonFindings instance, @Nullable String release) {
    Map<String, Saved> found = new LinkedHashMap<>();
    instance.findings().stream()
        .filter(each -> each.release() == null)
        .forEach(each -> found.put(each.entry().finding().signature(), each));
    instance.releases().stream()
        .filter(each -> each.name().equals(release))
        .forEach(each -> found.putAll(each.findings()));
    return List.copyOf(found.values());
  }

  private static Report.Entry merged(List<Saved> same, Report.Entry newest, Detectors detectors) {
    Finding finding =
        same.stream()
            .map(each -> counted(each.entry().finding()))
            .reduce(Finding::plus)
            .orElseThrow();
    String words = detectors.words(finding);
    return new Report.Entry(
        finding,
        words.isEmpty() ? newest.words() : words,
        newest.page(),
        newest.advice(),
        List.of());
  }

  /** Of one instance, unless it is of several that have been merged before. */
  private static Finding counted(Finding finding) {
    return finding.fact(INSTANCES).isPresent() ? finding : finding.with(Fact.sum(INSTANCES, 1));
  }

  private static List<String> distinct(Collection<List<String>> lists) {
    Set<String> all = new LinkedHashSet<>();
    lists.forEach(all::addAll);
    return List.copyOf(all);
  }

  private static Coverage plus(Coverage one, Coverage other) {
    return new Coverage(
        one.units() + other.units(),
        one.executions() + other.executions(),
        one.guessedUnits() + other.guessedUnits(),
        one.droppedUnits() + other.droppedUnits(),
        one.overflowedExecutions() + other.overflowedExecutions(),
        one.unparsedExecutions() + other.unparsedExecutions(),
        one.unseenResults() + other.unseenResults(),
        one.unclosedUnits() + other.unclosedUnits(),
        one.evictedFindings() + other.evictedFindings(),
        one.failures() + other.failures());
  }
}
