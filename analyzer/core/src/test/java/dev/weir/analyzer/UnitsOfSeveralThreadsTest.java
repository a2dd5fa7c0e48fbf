package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Tasks;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that begins on one thread and goes on others. */
class UnitsOfSeveralThreadsTest {
  private final ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE);
  private long id;

  @AfterEach
  void close() {
    db.close();
  }

  private void read(int times) {
    for (int i = 0; i < times; i++) {
      db.read("select * from member where id = ?", id++);
    }
  }

  @Test
  void unitHoldsWhatTheThreadsInItExecute() {
    Unit unit = db.analyzer().unitForThreads("request");
    for (int thread = 1; thread <= 2; thread++) {
      db.thread(
          thread,
          () -> {
            try (Unit.Entered in = unit.enter()) {
              assertThat(in).isNotNull();
              read(2);
            }
            db.read("select 1");
          });
    }
    unit.close();
    assertThat(db.findings())
        .singleElement()
        .extracting(Finding::confidence)
        .isEqualTo(Confidence.CERTAIN);
  }

  /** The loop that hands them out is on no stack of theirs. */
  @Test
  void tasksOfOneLoopAreOne() {
    Unit unit = db.analyzer().unit("page");
    tasks(unit).each(4);
    unit.close();
    assertThat(db.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code().id()).isEqualTo("N1");
              assertThat(finding.amount()).isEqualTo(4.0);
              assertThat(finding.place().loop()).isNull();
            });
  }

  @Test
  void tasksOfSeveralLinesAreNoLoop() {
    Unit unit = db.analyzer().unit("page");
    tasks(unit).three();
    unit.close();
    assertThat(db.findings()).isEmpty();
  }

  private Tasks tasks(Unit unit) {
    return new Tasks(
        task -> db.thread(1, unit.tasks().wrap(task)),
        row -> db.read("select * from member where id = ?", row));
  }

  @Test
  void threadThatOpenedItIsNotInIt() {
    Unit unit = db.analyzer().unitForThreads("request");
    read(2);
    unit.close();
    read(2);
    db.findings();
    assertThat(db.analyzer().coverage().guessedUnits()).isGreaterThanOrEqualTo(1);
    assertThat(db.analyzer().coverage().executions()).isEqualTo(4);
  }

  @Test
  void eachThreadHasItsCurrentUnit() {
    Analyzer analyzer = db.analyzer();
    assertThat(analyzer.currentUnit()).isNull();
    Unit outer = analyzer.unit("outer");
    Object outermost = analyzer.currentUnit();
    Unit request = analyzer.unitForThreads("request");
    assertThat(analyzer.currentUnit()).isNotNull().isEqualTo(outermost);
    Unit.Entered in = request.enter();
    Object inner = analyzer.currentUnit();
    assertThat(inner).isNotNull().isNotEqualTo(outermost);
    db.thread(
        1,
        () -> {
          assertThat(analyzer.currentUnit()).isNull();
          try (Unit.Entered there = request.enter()) {
            assertThat(there).isNotNull();
            assertThat(analyzer.currentUnit()).isEqualTo(inner);
          }
        });
    in.close();
    assertThat(analyzer.currentUnit()).isEqualTo(outermost);
    request.close();
    outer.close();
    assertThat(analyzer.currentUnit()).isNull();
  }

  @Test
  void unitThatIsClosedMeanwhileIsNotEnteredAnyMore() {
    Unit outer = db.analyzer().unit("outer");
    Unit unit = db.analyzer().unitForThreads("request");
    Unit.Entered in = unit.enter();
    read(2);
    unit.close();
    read(2);
    in.close();
    read(2);
    outer.close();
    assertThat(db.findings()).singleElement().extracting(Finding::amount).isEqualTo(4.0);
  }

  @Test
  void leftOutOfOrderTheRestStays() {
    Unit first = db.analyzer().unitForThreads("first");
    Unit second = db.analyzer().unitForThreads("second");
    Unit.Entered inFirst = first.enter();
    Unit.Entered inSecond = second.enter();
    inFirst.close();
    read(3);
    inSecond.close();
    first.close();
    assertThat(db.findings()).isEmpty();
    second.close();
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void unitThatNobodyClosesIsEndedAndSaid() {
    Unit unit = db.analyzer().unitForThreads("forgotten");
    try (Unit.Entered in = unit.enter()) {
      assertThat(in).isNotNull();
      read(3);
    }
    db.pause(590_000);
    db.findings();
    assertThat(db.analyzer().coverage().unclosedUnits()).isZero();
    db.pause(10_000);
    db.findings();
    assertThat(db.analyzer().coverage().unclosedUnits()).isEqualTo(1);
  }
}
