package dev.weir.analyzer.report;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingState;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.JsonFindings.Release;
import dev.weir.analyzer.report.JsonFindings.Saved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the releases before one, as lines tell, and so which of its findings are new.
 * Where the lines name no other release nothing is said: what nobody has looked for before is not
 * new. Immutable.
 */
public final class EarlierReleases {
  private final @Nullable Release before;
  private final Set<String> older = new HashSet<>();
  private final Set<String> found = new HashSet<>();

  private EarlierReleases(@Nullable String release, List<JsonFindings> lines) {
    Release newest = null;
    for (Release each : release == null ? List.<Release>of() : releases(lines)) {
      if (each.name().equals(release)) {
        found.addAll(each.findings().keySet());
        continue;
      }
      if (newest != null) {
        older.addAll(newest.findings().keySet());
      }
      newest = each;
    }
    before = newest;
  }

  /**
   * What was found before a release.
   *
   * @param release null if it has no name: then nothing is known
   * @param lines what instances of the application wrote; those of the release itself are not
   *     earlier
   */
  public static EarlierReleases before(@Nullable String release, List<JsonFindings> lines) {
    return new EarlierReleases(release, lines);
  }

  /** The newest release that any line names; null if none does. */
  public static @Nullable String newest(List<JsonFindings> lines) {
    List<Release> releases = releases(lines);
    return releases.isEmpty() ? null : releases.get(releases.size() - 1).name();
  }

  /** Of all instances, in the order in which they were first told of. */
  private static List<Release> releases(List<JsonFindings> lines) {
    Map<String, Release> byName = new HashMap<>();
    lines.stream()
        .flatMap(each -> each.releases().stream())
        .forEach(each -> byName.merge(each.name(), each, EarlierReleases::both));
    return byName.values().stream()
        .sorted(Comparator.comparing(Release::at).thenComparing(Release::name))
        .toList();
  }

  private static Release both(Release one, Release other) {
    Map<String, Saved> all = new HashMap<>(one.findings());
    other
        .findings()
        .forEach(
            (signature, saved) ->
                all.merge(signature, saved, (a, b) -> a.at().isAfter(b.at()) ? a : b));
    Instant first = one.at().isBefore(other.at()) ? one.at() : other.at();
    return new Release(one.name(), first, all);
  }

  /** What has become of a finding of the release; null if nothing is known of the one before. */
  public @Nullable FindingState state(Finding finding) {
    if (before == null) {
      return null;
    }
    String signature = finding.signature();
    if (before.findings().containsKey(signature)) {
      return FindingState.ONGOING;
    }
    return older.contains(signature) ? FindingState.BACK : FindingState.NEW;
  }

  /**
   * What is known of the release before.
   *
   * @param now what was found in the release so far, accepted or not
   * @return null if nothing is
   */
  public Report.@Nullable Since since(Stream<Finding> now) {
    if (before == null) {
      return null;
    }
    Set<String> still = new HashSet<>(found);
    now.map(Finding::signature).forEach(still::add);
    List<Report.Entry> gone = new ArrayList<>();
    before
        .findings()
        .forEach(
            (signature, saved) -> {
              if (!still.contains(signature)) {
                gone.add(saved.entry().as(FindingState.GONE));
              }
            });
    gone.sort(Comparator.comparing(Report.Entry::finding, Finding.worstFirst()));
    return new Report.Since(before.name(), List.copyOf(gone));
  }
}
