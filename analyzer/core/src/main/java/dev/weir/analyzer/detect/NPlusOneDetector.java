package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The same SELECT or call with a different key each time, from one place; also a sequence that is
 * asked for one number at a time. What runs between the repetitions does not matter, nor whether a
 * query came before them. Equal keys are another problem (repeated reads). Lists of keys are few
 * statements for many rows already: some of them are none, and of {@value #CHUNK} keys or more
 * never.
 */
final class NPlusOneDetector implements LoopDetector {
  private static final Code CODE = new Code("N1", "n-plus-one", "N+1 select");

  /** So many keys per statement are deliberate chunks; Hibernate's usual batch sizes start here. */
  private static final int CHUNK = 20;

  /** From here on there are so many lists, or numbers of a sequence, that it is a loop. */
  private static final int MANY = 10;

  private final Loops loops;

  NPlusOneDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String fix() {
    return "Read the rows of all keys with one statement.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return groups(unit).stream().filter(group -> group.size() == 1).flatMap(List::stream).toList();
  }

  /**
   * What is found, by loop: several statements that one loop runs by turns are one thing. Where the
   * loop runs for one statement and then for another, as in a helper, they are two.
   */
  List<List<Finding>> groups(UnitTrace unit) {
    Map<Object, List<Finding>> byLoop = new LinkedHashMap<>();
    for (Finding each :
        loops.find(CODE, unit, loop -> isLookup(loop) && !loops.isOfWrite(loop, unit))) {
      Place place = each.place();
      Object loop =
          place.loop() == null
              ? each.signature()
              : List.of(
                  each.subject().dataSource(),
                  place.loop().className(),
                  place.loop().method(),
                  place.ordinal());
      byLoop.computeIfAbsent(loop, l -> new ArrayList<>()).add(each);
    }
    return byLoop.values().stream().flatMap(all -> byTurns(all, unit).stream()).toList();
  }

  private static List<List<Finding>> byTurns(List<Finding> all, UnitTrace unit) {
    List<List<Finding>> groups = new ArrayList<>();
    for (Finding each : all) {
      List<Finding> joined = new ArrayList<>();
      groups.removeIf(
          group ->
              group.stream().anyMatch(other -> takeTurns(each, other, unit))
                  && joined.addAll(group));
      joined.add(each);
      groups.add(joined);
    }
    return groups;
  }

  private static boolean takeTurns(Finding one, Finding other, UnitTrace unit) {
    return repetitions(one, unit)
        .anyMatch(each -> repetitions(other, unit).anyMatch(each::takesTurnsWith));
  }

  private static Stream<Repetition> repetitions(Finding finding, UnitTrace unit) {
    return unit.repetitions().stream()
        .filter(
            each ->
                finding.subject() instanceof Subject.Statement statement
                    && each.shape().equals(statement.shape())
                    && each.dataSource().equals(statement.dataSource())
                    && each.place().equals(finding.place()));
  }

  private boolean isLookup(Repetition repetition) {
    SqlShape shape = repetition.shape();
    StatementKind kind = Loops.kind(repetition);
    if (kind != StatementKind.READ
        && kind != StatementKind.LOCKING_READ
        && kind != StatementKind.CALL) {
      return false;
    }
    boolean many = repetition.executions() >= MANY;
    if (takesNumbers(shape)) {
      return many; // The key is the sequence: a mapper asks several of them, each for a block.
    }
    return Loops.isOverSets(repetition)
        ? many && loops.hasManyKeys(repetition) && repetition.keysPerExecution() < CHUNK
        : loops.hasManyKeys(repetition);
  }

  private static boolean takesNumbers(SqlShape shape) {
    return shape.functions().stream().anyMatch(function -> function.name().equals("nextval"));
  }
}
