package dev.weir.analyzer.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that harms the database, at one place. It holds shapes, counts and hashes, never a
 * value.
 *
 * @param code what it is
 * @param severity how bad it is
 * @param confidence how far it is proven
 * @param signature stable across runs, line numbers and environments: {@code code-16 hex digits} of
 *     the code, the subject and the call site without its line
 * @param subject what it is about
 * @param place where in the code; {@link Place#UNKNOWN} if that is not known
 * @param facts what was counted; the first says how much of it there is. Each name is there once
 */
public record Finding(
    Code code,
    Severity severity,
    Confidence confidence,
    String signature,
    Subject subject,
    Place place,
    List<Fact> facts) {
  private static final Comparator<Finding> WORST_FIRST =
      Comparator.comparing(Finding::severity)
          .thenComparing(
              Comparator.comparingDouble((Finding f) -> f.number(Fact.PROJECTED_COST)).reversed())
          .thenComparing(Comparator.comparingDouble(Finding::amount).reversed())
          .thenComparing(Finding::signature);

  /**
   * Copies the facts.
   *
   * @throws IllegalArgumentException if there are none, or if a guess is called an error
   */
  public Finding {
    facts = List.copyOf(facts);
    if (facts.isEmpty()) {
      throw new IllegalArgumentException("a finding must have a fact: " + code.id());
    }
    if (confidence == Confidence.POSSIBLE && severity == Severity.ERROR) {
      throw new IllegalArgumentException("what is only possible is no error: " + code.id());
    }
  }

  /**
   * A finding with the signature that follows from what it is and where.
   *
   * @see Finding the parameters
   */
  public static Finding of(
      Code code,
      Severity severity,
      Confidence confidence,
      Subject subject,
      Place place,
      List<Fact> facts) {
    return new Finding(
        code, severity, confidence, code.signature(subject, place), subject, place, facts);
  }

  /** Worst first: by severity, then projected cost, then how much of it there is. */
  public static Comparator<Finding> worstFirst() {
    return WORST_FIRST;
  }

  /** A fact; empty if this finding has none of that name. */
  public Optional<Fact> fact(String name) {
    return facts.stream().filter(fact -> fact.name().equals(name)).findFirst();
  }

  /** The number of a fact; 0 if this finding has none of that name. */
  public double number(String name) {
    return fact(name).map(Fact::value).orElse(0.0);
  }

  /** The number of a fact as a whole one; 0 if this finding has none of that name. */
  public long count(String name) {
    return Math.round(number(name));
  }

  /** A number as people read it; {@code 0} if this finding has none of that name. */
  public String text(String name) {
    return fact(name).map(Fact::text).orElse("0");
  }

  /** The same with what is counted: {@code 1 row}, {@code 1,240 rows}. */
  public String text(String name, String noun) {
    return fact(name).map(fact -> fact.text(noun)).orElse("0 " + noun + "s");
  }

  /** How much of it there is: the first fact. */
  public double amount() {
    return facts.get(0).value();
  }

  /** The same, so bad; what is only possible is no more than a warning. */
  public Finding as(Severity other) {
    boolean tooBad = confidence == Confidence.POSSIBLE && other == Severity.ERROR;
    return new Finding(
        code, tooBad ? Severity.WARNING : other, confidence, signature, subject, place, facts);
  }

  /** The same with one more fact. */
  public Finding with(Fact more) {
    List<Fact> all = new ArrayList<>(facts);
    all.add(more);
    return withFacts(all);
  }

  /** The same with other facts. */
  public Finding withFacts(List<Fact> others) {
    return new Finding(code, severity, confidence, signature, subject, place, others);
  }

  /**
   * This and more of the same, found later: facts are merged as each of them says; the surer
   * verdict stays, of equally sure ones the worse. Of places the newer: the code may have been
   * reloaded since.
   */
  public Finding plus(Finding more) {
    Map<String, Fact> merged = new LinkedHashMap<>();
    facts.forEach(fact -> merged.put(fact.name(), fact));
    more.facts.forEach(fact -> merged.merge(fact.name(), fact, Fact::plus));
    Finding surer = more.confidence.compareTo(confidence) < 0 ? more : this;
    boolean worse =
        more.confidence == surer.confidence && more.severity.compareTo(surer.severity) < 0;
    return new Finding(
        code,
        worse ? more.severity : surer.severity,
        surer.confidence,
        signature,
        newer(subject, more.subject),
        more.place,
        new ArrayList<>(merged.values()));
  }

  private static Subject newer(Subject old, Subject more) {
    boolean tellsLess =
        old instanceof Subject.Statement before
            && more instanceof Subject.Statement statement
            && statement.source() == null
            && statement.also().size() <= before.also().size();
    return tellsLess ? old : more;
  }
}
