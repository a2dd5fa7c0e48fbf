package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Bounds;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What all loops have in common: when they are long enough, what they waste, how bad they are. */
final class Loops {
  /** From here on it is no small list any more; perf-sentinel's "critical" is the same 10. */
  private static final long ERROR_FROM = 10;

  /** Above this average, statements work on sets of keys or rows. */
  private static final double ROWS_PER_EXECUTION = 1.5;

  /** So many keys or rows per statement are a batch that somebody has chosen, if a small one. */
  private static final int CHUNK = 5;

  /** Up to here the keys of a unit are counted, above they are estimated. */
  private static final long EXACT_KEYS = 64;

  private static final List<StatementKind> WORST =
      List.of(
          StatementKind.UPDATE,
          StatementKind.DELETE,
          StatementKind.INSERT,
          StatementKind.LOCKING_READ,
          StatementKind.READ);

  private static final String KEYS_PER_EXECUTION = "keysPerExecution";

  private final Profile profile;
  private final Duration roundTrip;

  Loops(Profile profile, Duration roundTrip) {
    this.profile = profile;
    this.roundTrip = roundTrip;
  }

  Profile profile() {
    return profile;
  }

  /**
   * The loops of a unit that are long enough, cost enough, and are of the kind that is asked for.
   */
  List<Finding> find(Code code, UnitTrace unit, Predicate<Repetition> kind) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (Repetition repetition : unit.repetitions()) {
      if (repetition.executions() >= profile.loopThreshold()
          && kind.test(repetition)
          && isKnownToBeOne(repetition, unit)
          && !isOfSeveralUnits(repetition, unit)
          && isCostly(repetition, unit)) {
        Finding finding = finding(code, repetition, unit);
        found.merge(finding.signature(), finding, Loops::ofOneUnit);
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * Whether units were taken for one, of which each runs it a few times: a loop either keeps its
   * connection, or takes one for each statement.
   */
  private boolean isOfSeveralUnits(Repetition repetition, UnitTrace unit) {
    return unit.bounds() == Bounds.GUESS
        && repetition.mostPerCheckout() > 1
        && repetition.mostPerCheckout() < profile.loopThreshold();
  }

  /** The same of one unit, such as of several tenants: what is counted of units is not added up. */
  private static Finding ofOneUnit(Finding one, Finding other) {
    Finding both = one.plus(other);
    return both.withFacts(
        both.facts().stream()
            .map(
                fact ->
                    switch (fact.name()) {
                      case Fact.UNITS, Fact.GUESSED_UNITS -> fact.withValue(1);
                      case Fact.MOST_PER_UNIT -> fact.withValue(both.number(Fact.EXECUTIONS));
                      default -> fact;
                    })
            .toList());
  }

  /** Whether the keys differ often enough for a loop over different rows. */
  boolean hasManyKeys(Repetition repetition) {
    return repetition.distinctKeys() >= profile.loopThreshold();
  }

  /** Whether the executions of a write affect one row each, give or take. */
  boolean affectsOneRowEach(Repetition repetition) {
    return repetition.rows() <= ROWS_PER_EXECUTION * repetition.executions();
  }

  /**
   * Whether the executions of a write go from key to key, and affect a few rows each: one, or an
   * order's items. Chunks by lists and ranges of keys do not.
   */
  static boolean affectsFewRowsEach(Repetition repetition) {
    return !isOverSets(repetition)
        && repetition.rows() < CHUNK * Math.max(1, repetition.executions());
  }

  /**
   * Whether a loop does nothing but look up each row and then write it: of that the write's finding
   * says all, for one statement replaces both.
   */
  boolean isOfWrite(Repetition lookup, UnitTrace unit) {
    return unit.repetitions().stream().anyMatch(write -> writes(write, lookup))
        && isOnlyLookup(lookup, unit);
  }

  private List<SqlShape> lookups(Repetition write, UnitTrace unit) {
    return unit.repetitions().stream()
        .filter(lookup -> writes(write, lookup) && isOnlyLookup(lookup, unit))
        .map(Repetition::shape)
        .toList();
  }

  private static boolean isOnlyLookup(Repetition lookup, UnitTrace unit) {
    return unit.repetitions().stream()
            .filter(other -> !other.shape().kind().writesRows())
            .filter(other -> isOneLoop(other.place(), lookup.place()))
            .count()
        == 1;
  }

  private boolean writes(Repetition write, Repetition lookup) {
    return deletesOrUpdates(write.shape())
        && !lookup.shape().kind().writesRows()
        && write.shape().writes().equals(lookup.shape().reads())
        && write.dataSource().equals(lookup.dataSource())
        && write.takesTurnsWith(lookup)
        && write.executions() >= profile.loopThreshold()
        && 2 * write.executions() >= lookup.executions()
        && affectsFewRowsEach(write)
        && hasManyKeys(write)
        && isOneLoop(write.place(), lookup.place());
  }

  /** What a repetition does; of several statements in one text the worst of them. */
  static StatementKind kind(Repetition repetition) {
    SqlShape shape = repetition.shape();
    return shape.kind() == StatementKind.SEVERAL
        ? WORST.stream().filter(shape.parts()::contains).findFirst().orElse(shape.kind())
        : shape.kind();
  }

  private static boolean deletesOrUpdates(SqlShape shape) {
    return shape.kind() == StatementKind.UPDATE || shape.kind() == StatementKind.DELETE;
  }

  private static boolean isOneLoop(Place one, Place other) {
    CallSite loop = one.loop();
    CallSite same = other.loop();
    return loop != null
        && same != null
        && loop.className().equals(same.className())
        && loop.method().equals(same.method())
        && one.ordinal() == other.ordinal();
  }

  /** How often, in the words of all loops. */
  static String words(Finding finding) {
    long executions = finding.count(Fact.EXECUTIONS);
    long units = finding.count(Fact.UNITS);
    boolean guessed = finding.confidence() == Confidence.POSSIBLE;
    boolean exact = finding.fact(Fact.EXECUTIONS).map(Fact::exact).orElse(true);
    String most = guessed ? "at most " : exact ? "" : "about ";
    String words = units == 1 ? "%s%,d in 1 unit" : "%s%,d in %,d units (%s%,d in one)";
    String text = words.formatted(most, executions, units, most, finding.count(Fact.MOST_PER_UNIT));
    long keys = finding.count(KEYS_PER_EXECUTION);
    text = keys > 1 ? "%s, about %,d keys each".formatted(text, keys) : text;
    return guessed
        ? text + "; no scope was open: analyzer.unit(name) tells where its work begins and ends"
        : text;
  }

  private Finding finding(Code code, Repetition repetition, UnitTrace unit) {
    long executions = repetition.executions();
    long keys = repetition.distinctKeys();
    boolean exactKeys = keys <= EXACT_KEYS && repetition.exact();
    List<Fact> facts = new ArrayList<>();
    facts.add(Fact.sum(Fact.EXECUTIONS, executions).exactIf(repetition.exact()));
    facts.add(Fact.sum(Fact.UNITS, 1));
    if (unit.bounds() == Bounds.GUESS) {
      facts.add(Fact.sum(Fact.GUESSED_UNITS, 1));
    }
    facts.add(Fact.most(Fact.MOST_PER_UNIT, executions).exactIf(repetition.exact()));
    facts.add(Fact.most("mostDistinctKeys", keys).exactIf(exactKeys));
    if (exactKeys && keys > 0 && keys < executions) {
      facts.add(Fact.most(Fact.REPEATED_KEYS, executions - keys));
    }
    if (isOverSets(repetition)) {
      facts.add(
          Fact.most(KEYS_PER_EXECUTION, Math.round(repetition.keysPerExecution())).exactIf(false));
    }
    if (repetition.keysWanted()) {
      facts.add(Fact.sum(Fact.KEYS_WANTED, executions).exactIf(repetition.exact()));
    }
    facts.add(
        Fact.sum("rows", repetition.rows()).in(Fact.Measure.ROWS).exactIf(repetition.exact()));
    facts.add(
        Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, avoidable(repetition)).exactIf(repetition.exact()));
    facts.add(Fact.sum(Fact.PROJECTED_COST, cost(avoidable(repetition))).exactIf(false));
    facts.add(Fact.earliest(Fact.FIRST, unit.at()));
    facts.add(Fact.latest(Fact.LAST, unit.at()));
    return Finding.of(
        code,
        severity(repetition, unit),
        unit.bounds() == Bounds.GUESS ? Confidence.POSSIBLE : Confidence.CERTAIN,
        new Subject.Statement(
            repetition.dataSource(),
            repetition.shape(),
            repetition.source(),
            repetition.searchPath(),
            lookups(repetition, unit)),
        repetition.place(),
        facts);
  }

  Duration cost(long roundTrips) {
    return roundTrip.multipliedBy(roundTrips);
  }

  /**
   * Where nobody tells the unit, and the application's own code has no loop, so that only some
   * library may repeat the call, the tasks of a pool are as likely.
   */
  private static boolean isKnownToBeOne(Repetition repetition, UnitTrace unit) {
    return unit.bounds() != Bounds.GUESS
        || repetition.place().loop() != null
        || repetition.place().callSite() == null;
  }

  private boolean isCostly(Repetition repetition, UnitTrace unit) {
    Duration waste = cost(avoidable(repetition));
    return waste.compareTo(profile.wasteFloor()) >= 0
        || waste.toNanos() >= profile.wasteShare() * unit.elapsed().toNanos();
  }

  /** One statement does the work of all. */
  private static long avoidable(Repetition repetition) {
    return repetition.executions() - 1;
  }

  /** Whether each execution names several keys. */
  static boolean isOverSets(Repetition repetition) {
    return repetition.keysPerExecution() > ROWS_PER_EXECUTION;
  }

  private static Severity severity(Repetition repetition, UnitTrace unit) {
    boolean alreadyInChunks = repetition.keysPerExecution() > 1;
    if (repetition.keysPerExecution() >= CHUNK) {
      return Severity.INFO; // A larger one would save something.
    }
    if (unit.bounds() == Bounds.GUESS && repetition.place().loop() == null) {
      return Severity.INFO; // Neither the unit nor the loop is known.
    }
    return ofItsLoop(repetition, unit) >= ERROR_FROM
            && !alreadyInChunks
            && !returnsKeys(repetition)
            && unit.bounds() != Bounds.GUESS
        ? Severity.ERROR
        : Severity.WARNING;
  }

  /** How often its loop has executed it, by whichever of its lines. */
  private static long ofItsLoop(Repetition repetition, UnitTrace unit) {
    String statement = repetition.shape().fingerprint();
    long others =
        unit.repetitions().stream()
            .filter(other -> !other.equals(repetition))
            .filter(other -> other.shape().fingerprint().equals(statement))
            .filter(other -> other.place().isInLoopOf(repetition.place()))
            .mapToLong(Repetition::executions)
            .sum();
    return repetition.executions() + others;
  }

  /** No batch takes such an INSERT, so that who wrote it has less of a choice. */
  private static boolean returnsKeys(Repetition repetition) {
    return repetition.shape().kind() == StatementKind.INSERT
        && repetition.shape().has(Trait.RETURNING);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%,d", Math.round(value));
  }
}
