package dev.weir.analyzer.scenario;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.scenario.Scenario.Expected;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What was found in a scenario beside what was expected. Expected codes of which there is no
 * detector do not count.
 *
 * @param matches what was expected and found
 * @param missing what was expected and not found, or with another severity
 * @param extra what was found and not expected
 * @param again of those, what repeats one that was expected
 */
public record Judgement(
    List<Match> matches, List<Expected> missing, List<Seen> extra, List<Seen> again) {
  /**
   * What was expected and found.
   *
   * @param rightSite whether the line is the expected one
   * @param rightSource whether the source query is
   */
  public record Match(Expected expected, Seen seen, boolean rightSite, boolean rightSource) {}

  /**
   * A finding, as far as it is judged.
   *
   * @param line of the loop, else of the call; -1 if that is not known
   * @param source the tables of the source query; {@code none} if there is none
   * @param possible whether it rests on a guess of the unit, so that it may be no error
   */
  public record Seen(
      String code, char severity, int line, String source, String subject, boolean possible) {
    static Seen of(Finding finding) {
      CallSite loop = finding.place().loop();
      CallSite site = loop != null ? loop : finding.place().callSite();
      String source = "none";
      if (finding.subject() instanceof Subject.Statement statement && statement.source() != null) {
        source = statement.source().reads().toString();
      }
      return new Seen(
          finding.code().id(),
          finding.severity().name().charAt(0),
          site == null ? -1 : site.line(),
          source,
          finding.subject().text(),
          finding.confidence() == Confidence.POSSIBLE);
    }

    private boolean isAsBadAs(char expected) {
      return severity == expected || (possible && severity == 'W' && expected == 'E');
    }
  }

  /**
   * Compares.
   *
   * @param findings all that was found
   * @param codes of which there are detectors
   */
  public static Judgement of(
      Scenario scenario, Applications applications, List<Finding> findings, Set<String> codes) {
    List<Seen> left = new ArrayList<>(findings.stream().map(Seen::of).toList());
    List<Match> matches = new ArrayList<>();
    List<Expected> missing = new ArrayList<>();
    for (Expected each : scenario.expected()) {
      Expected expected =
          codes.contains(each.code()) || each.instead().isEmpty() ? each : each.instead().get(0);
      if (!codes.contains(expected.code())) {
        continue;
      }
      left.stream()
          .filter(
              seen -> seen.code().equals(expected.code()) && seen.isAsBadAs(expected.severity()))
          .map(seen -> match(scenario, applications, expected, seen))
          .max(Comparator.comparing(Match::rightSite).thenComparing(Match::rightSource))
          .ifPresentOrElse(
              match -> {
                matches.add(match);
                left.remove(match.seen());
              },
              () -> missing.add(expected));
    }
    List<Seen> again =
        left.stream()
            .filter(
                seen ->
                    matches.stream()
                        .anyMatch(
                            m ->
                                m.seen().code().equals(seen.code())
                                    && m.seen().subject().equals(seen.subject())))
            .toList();
    return new Judgement(matches, missing, left, again);
  }

  private static Match match(
      Scenario scenario, Applications applications, Expected expected, Seen seen) {
    boolean site =
        expected.site().isEmpty() || applications.line(scenario, expected.site()) == seen.line();
    boolean source =
        expected.source().isEmpty()
            || seen.source().equals(expected.source())
            || seen.source().contains("=" + expected.source() + "]")
            || seen.source().matches("\\[(x_)?" + expected.source() + "(_2)?\\]");
    return new Match(expected, seen, site, source);
  }

  /** Whether all is as expected. */
  public boolean isRight() {
    return missing.isEmpty()
        && extra.isEmpty()
        && matches.stream().allMatch(match -> match.rightSite() && match.rightSource());
  }
}
