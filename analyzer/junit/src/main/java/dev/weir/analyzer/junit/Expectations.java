package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.report.TextReport;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What a test is expected to do, by its annotations.
 *
 * @param noFindings null if that is not expected
 * @param statements null if nothing is said of their number
 * @param roundTrips null if nothing is said of their number
 * @param route null if nothing is said of it
 */
record Expectations(
    @Nullable ExpectNoFindings noFindings,
    @Nullable ExpectStatements statements,
    @Nullable ExpectRoundTrips roundTrips,
    @Nullable ExpectRoute route) {
  /**
   * Checks the numbers, before the test runs.
   *
   * @throws ExtensionConfigurationException if an annotation says nothing, or what cannot be
   */
  Expectations {
    if (statements != null) {
      bounds(statements);
    }
    if (roundTrips != null) {
      bounds(roundTrips);
    }
  }

  /** Of a test, whose method's annotations are nearer than its class's. */
  static Expectations of(@Nullable Method method, Class<?> type) {
    List<AnnotatedElement> nearest = new ArrayList<>();
    if (method != null) {
      nearest.add(method);
    }
    for (Class<?> each = type; each != null; each = enclosing(each)) {
      nearest.add(each);
    }
    return new Expectations(
        find(nearest, ExpectNoFindings.class),
        find(nearest, ExpectStatements.class),
        find(nearest, ExpectRoundTrips.class),
        find(nearest, ExpectRoute.class));
  }

  private static @Nullable Class<?> enclosing(Class<?> type) {
    return AnnotationSupport.isAnnotated(type, Nested.class) ? type.getEnclosingClass() : null;
  }

  private static <A extends Annotation> @Nullable A find(
      List<AnnotatedElement> nearest, Class<A> type) {
    for (AnnotatedElement each : nearest) {
      A found = AnnotationSupport.findAnnotation(each, type).orElse(null);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Whether nothing is expected. */
  boolean isEmpty() {
    return noFindings == null && statements == null && roundTrips == null && route == null;
  }

  /**
   * Checks the codes, before the test runs.
   *
   * @param test what it is called
   * @param known those that there are
   * @throws ExtensionConfigurationException if an annotation has another
   */
  void check(String test, List<Code> known) {
    if (noFindings != null) {
      check(test, "codes", noFindings.codes(), known);
      check(test, "except", noFindings.except(), known);
    }
  }

  private static void check(String test, String where, String[] codes, List<Code> known) {
    for (String each : codes) {
      if (known.stream().noneMatch(code -> isCalled(code, each))) {
        String all =
            String.join(
                ", ", known.stream().map(code -> code.id() + " (" + code.name() + ")").toList());
        throw new ExtensionConfigurationException(
            "%s: @ExpectNoFindings(%s) has no finding '%s'; there are %s"
                .formatted(test, where, each, all));
      }
    }
  }

  /** Whether a name is one of a code: its id or its name, in any case. */
  static boolean isCalled(Code code, String name) {
    return name.equalsIgnoreCase(code.id()) || name.equalsIgnoreCase(code.name());
  }

  private static boolean isAmong(String[] codes, Code code) {
    return Arrays.stream(codes).anyMatch(each -> isCalled(code, each));
  }

  /** Whether how long something took can be a finding: where such a code may be meant. */
  boolean judgeByTheClock() {
    return noFindings != null && noFindings.codes().length > 0;
  }

  /** What was not as expected, each for people to read. */
  List<String> failures(Recording recording) {
    List<String> failures = new ArrayList<>();
    boolean all = recording.unknown().isEmpty(); // Else there may be more.
    if (!isEmpty() && !all) {
      failures.add(unknown(recording));
    }
    if (noFindings != null) {
      add(failures, unjudged(recording));
      add(failures, findings(recording, this::matters));
    }
    if (statements != null) {
      ExpectStatements expected = statements;
      Bounds bounds = bounds(expected).of(all);
      List<?> kinds = List.of(expected.kinds());
      add(
          failures,
          statements(recording, bounds, each -> kinds.isEmpty() || kinds.contains(each.kind())));
    }
    if (roundTrips != null) {
      add(failures, roundTrips(recording, bounds(roundTrips).of(all)));
    }
    if (route != null && (all || !recording.statements().isEmpty())) {
      add(failures, route(recording, route.value(), route.node()));
    }
    return failures;
  }

  private static Bounds bounds(ExpectStatements expected) {
    return Bounds.of("@ExpectStatements", expected.min(), expected.max(), expected.exactly());
  }

  private static Bounds bounds(ExpectRoundTrips expected) {
    return Bounds.of("@ExpectRoundTrips", expected.min(), expected.max(), expected.exactly());
  }

  private static void add(List<String> failures, @Nullable String failure) {
    if (failure != null) {
      failures.add(failure);
    }
  }

  private boolean matters(Finding finding) {
    ExpectNoFindings expected = noFindings;
    if (expected == null) {
      return false;
    }
    String[] codes = expected.codes();
    return (codes.length == 0 || isAmong(codes, finding.code()))
        && !isAmong(expected.except(), finding.code())
        && finding.severity().compareTo(expected.severity()) <= 0
        && isIn(finding, List.of(expected.packages()));
  }

  private static boolean isIn(Finding finding, List<String> packages) {
    return packages.isEmpty()
        || packages.stream()
            .anyMatch(
                name ->
                    isIn(finding.place().callSite(), name) || isIn(finding.place().loop(), name));
  }

  private static boolean isIn(@Nullable CallSite site, String name) {
    return site != null && site.className().startsWith(name);
  }

  /** What cannot be said of whom it is. */
  static String unknown(Recording recording) {
    String unknown =
        "It cannot be told what %s has executed: other tests run at the same time, and threads of"
            + " none of them executed\n%s\n"
            + "Run it alone (@Isolated, or a @ResourceLock), or execute this on the test's own"
            + " thread.";
    return unknown.formatted(recording.name(), joined(recording.unknown()));
  }

  /** Why that nothing was found means nothing; null if it does. */
  static @Nullable String unjudged(Recording recording) {
    Coverage coverage = recording.report().coverage();
    long lost = coverage.failures() + coverage.droppedUnits() + coverage.overflowedExecutions();
    return lost == 0
        ? null
        : ("Not all that %s has executed could be judged: detectors threw %d times (see the log),"
                + " %d units of work were dropped, %d executions were of too many statements")
            .formatted(
                recording.name(),
                coverage.failures(),
                coverage.droppedUnits(),
                coverage.overflowedExecutions());
  }

  /** The findings that matter; null if there are none. */
  static @Nullable String findings(Recording recording, Predicate<Finding> matters) {
    List<Report.Entry> entries =
        recording.report().entries().stream()
            .filter(entry -> matters.test(entry.finding()))
            .toList();
    if (entries.isEmpty()) {
      return null;
    }
    StringBuilder text =
        new StringBuilder("Expected no findings in %s, but:".formatted(recording.name()));
    for (Report.Entry entry : entries) {
      text.append("\n\n");
      text.append(TextReport.plain().render(entry, recording.report().at()).stripTrailing());
    }
    return text.toString();
  }

  /** What is wrong with the number of statements; null if nothing is. */
  static @Nullable String statements(
      Recording recording, Bounds bounds, Predicate<RecordedStatement> which) {
    long executed = recording.executed(which);
    return bounds.contain(executed)
        ? null
        : "Expected %s in %s, but there were %d%s"
            .formatted(
                bounds.text("statement"), recording.name(), executed, listed(recording, which));
  }

  /** What is wrong with the number of round trips; null if nothing is. */
  static @Nullable String roundTrips(Recording recording, Bounds bounds) {
    return bounds.contain(recording.roundTrips())
        ? null
        : "Expected %s in %s, but there were %d%s%s"
            .formatted(
                bounds.text("round trip"),
                recording.name(),
                recording.roundTrips(),
                withoutStatement(recording),
                listed(recording, each -> true));
  }

  private static String withoutStatement(Recording recording) {
    long ofStatements =
        recording.statements().stream().mapToLong(RecordedStatement::roundTrips).sum();
    long ends = recording.roundTrips() - ofStatements;
    return ends == 0
        ? ""
        : ", %d of them for commit() or rollback(), which end transactions".formatted(ends);
  }

  /** What ran elsewhere; null if nothing did. */
  static @Nullable String route(Recording recording, ExpectRoute.Role role, String node) {
    String where = node.isEmpty() ? "a " + role.name().toLowerCase(Locale.ROOT) : node;
    if (recording.statements().isEmpty()) {
      return "Expected %s to run on %s, but nothing was executed"
          .formatted(recording.name(), where);
    }
    if (recording.statements().stream().anyMatch(each -> each.role() == null)) {
      String one =
          "Expected %s to run on %s, but there is one server only, and where statements would have"
              + " gone if there were replicas is not known: %s";
      String why =
          recording.undecided().isEmpty()
              ? "Recording.imagining(..) tells it, or a DataSource with a replica or in shadow mode"
              : recording.undecided();
      return one.formatted(recording.name(), where, why);
    }
    List<String> elsewhere =
        recording.statements().stream()
            .filter(each -> each.role() != role || !(node.isEmpty() || each.node().equals(node)))
            .map(each -> each + "\n        on %s: %s".formatted(each.node(), each.reason()))
            .toList();
    return elsewhere.isEmpty()
        ? null
        : "Expected %s to run on %s, but elsewhere ran\n%s"
            .formatted(recording.name(), where, String.join("\n", elsewhere));
  }

  private static String listed(Recording recording, Predicate<RecordedStatement> which) {
    List<RecordedStatement> listed = recording.statements().stream().filter(which).toList();
    return listed.isEmpty() ? "" : ":\n" + joined(listed);
  }

  private static String joined(List<RecordedStatement> statements) {
    return String.join("\n", statements.stream().map(RecordedStatement::toString).toList());
  }

  /** How many of something are expected. */
  record Bounds(long min, long max) {
    static Bounds of(String annotation, int min, int max, int exactly) {
      boolean says = exactly >= 0 || min > 0 || max != Integer.MAX_VALUE;
      boolean saysTwice = exactly >= 0 && (min > 0 || max != Integer.MAX_VALUE);
      if (!says || saysTwice || min > max || max < 0) {
        throw new ExtensionConfigurationException(
            "%s needs exactly, or max, min or both, but has min = %d, max = %d, exactly = %d"
                .formatted(annotation, min, max, exactly));
      }
      return exactly >= 0 ? new Bounds(exactly, exactly) : new Bounds(min, max);
    }

    /**
     * The same, of all that was executed; of some of it what is certain: that they are too many.
     */
    Bounds of(boolean all) {
      return all ? this : new Bounds(0, max);
    }

    boolean contain(long number) {
      return number >= min && number <= max;
    }

    String text(String noun) {
      String nouns = noun + (max == 1 ? "" : "s");
      if (min == max) {
        return "exactly %d %s".formatted(max, nouns);
      }
      if (max == Integer.MAX_VALUE || max == Long.MAX_VALUE) {
        return "at least %d %s".formatted(min, noun + (min == 1 ? "" : "s"));
      }
      return min == 0
          ? "at most %d %s".formatted(max, nouns)
          : "%d to %d %s".formatted(min, max, nouns);
    }
  }
}
