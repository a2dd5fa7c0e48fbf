package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Programs;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Profile;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Where a unit of work begins and ends. Two reads in each of two units are no loop, three in one
 * are.
 */
class UnitOfWorkTest {
  private static final String SQL = "select * from member where id = ?";

  private final ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE);
  private long id;

  @AfterEach
  void close() {
    db.close();
  }

  private void read(int times) {
    for (int i = 0; i < times; i++) {
      db.read(SQL, id++);
    }
  }

  @Test
  void loopThatWorksSlowlyIsOneUnit() {
    for (int i = 0; i < 5; i++) {
      read(1);
      db.pause(900);
    }
    assertThat(db.findings()).hasSize(1);
    assertThat(db.analyzer().coverage().units()).isEqualTo(1);
  }

  @Test
  void loopThatSleepsIsNone() {
    for (int i = 0; i < 5; i++) {
      read(2);
      db.pause(1_000);
    }
    assertThat(db.findings()).isEmpty();
    assertThat(db.analyzer().coverage().units()).isEqualTo(5);
  }

  @Test
  void silenceEndsWhatIsInNoLoop() {
    db.read(SQL, 1);
    db.pause(100);
    db.read(SQL, 2);
    db.pause(99);
    db.read(SQL, 3);
    db.findings();
    assertThat(db.analyzer().coverage().units()).isEqualTo(2);
  }

  @Test
  void transactionsOfSeveralStatementsAreUnits() {
    for (int i = 0; i < 50; i++) {
      db.begin();
      db.read(SQL, id++);
      db.write(1, "update member set seen = ? where id = ?", i, id);
      db.commit();
    }
    assertThat(db.findings()).isEmpty();
    assertThat(db.analyzer().coverage().units()).isEqualTo(50);
    assertThat(db.analyzer().coverage().guessedUnits()).isZero();
  }

  @Test
  void transactionsOfOneStatementAreALoop() {
    new Programs(db).commitInLoop();
    assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("LU", "TXR");
    assertThat(db.findings().get(0).count(Fact.EXECUTIONS)).isEqualTo(300);
    assertThat(String.valueOf(db.findings().get(0).place().loop()))
        .as("where it was executed, not where it was committed")
        .contains("Programs.commitInLoop");
  }

  @Test
  void otherConnectionsJoinATransaction() {
    db.begin();
    db.read(SQL, id++);
    db.read(SQL, id++);
    db.use("other");
    db.thread(1, () -> read(1)); // another thread's
    db.commit();
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void slowStatementIsNoSilence() {
    for (int i = 0; i < 5; i++) {
      db.slowRead(500, SQL, id++);
    }
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void slowStatementIsNotSweptAway() {
    for (int i = 0; i < 5; i++) {
      db.slowRead(500, SQL, id++);
      CompletableFuture<?> sweep = CompletableFuture.runAsync(() -> db.analyzer().findings());
      while (!sweep.isDone()) {
        Thread.onSpinWait(); // Who waits in any other way has nothing to do: its unit may end.
      }
    }
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void silenceWithinATransactionEndsTheUnitWithIt() {
    for (int i = 0; i < 5; i++) {
      db.begin();
      db.read(SQL, id++);
      db.pause(2_000);
      db.read(SQL, id++);
      db.commit();
    }
    assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("TXI");
  }

  @Test
  void pausesOfOneTransactionDoNotDivideIt() {
    db.begin();
    for (int i = 0; i < 5; i++) {
      db.read(SQL, id++);
      db.pause(150);
    }
    db.commit();
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void transactionThatAnotherThreadContinuesIsOneUnit() {
    db.begin();
    for (int i = 0; i < 6; i++) {
      db.thread(i % 2, () -> read(1));
    }
    db.commit();
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void innerScopeTakesWhatRunsInIt() {
    db.unit(
        () -> {
          read(1);
          db.unit(() -> read(2));
          db.unit(() -> read(2));
          read(1);
        });
    assertThat(db.findings()).isEmpty();
    assertThat(db.analyzer().coverage().units()).isEqualTo(3);
    assertThat(db.analyzer().coverage().executions()).isEqualTo(6);
  }

  @Test
  void scopeOutlastsSilences() {
    db.unit(
        () -> {
          for (int i = 0; i < 3; i++) {
            read(1);
            db.pause(5_000);
          }
        });
    assertThat(db.findings()).hasSize(1);
  }

  @Test
  void scopeClosedTwiceOrElsewhereIsClosedOnce() {
    Unit unit = db.analyzer().unit("job");
    read(2);
    db.thread(1, unit::close);
    unit.close();
    read(2);
    assertThat(db.findings()).isEmpty();
  }

  @Test
  void whoEndsAUnitMayHearWhatIsFoundInIt() {
    Unit unit = db.analyzer().unit("job");
    read(5);
    assertThat(unit.end()).extracting(finding -> finding.code().id()).containsExactly("N1");
    assertThat(unit.end()).isEmpty();
    assertThat(db.findings()).as("judged by the analyzer, too").hasSize(1);
    Unit quiet = db.analyzer().unit("job");
    read(1);
    assertThat(quiet.end()).isEmpty();
    assertThat(db.findings().get(0).count(Fact.UNITS)).isEqualTo(1);
  }

  @Test
  void longUnitIsReportedBeforeItsEnd() {
    Unit unit = db.analyzer().unit("job");
    for (int i = 0; i < 70_000; i++) {
      db.read(SQL, id++);
    }
    assertThat(db.analyzer().findings()).hasSize(1);
    unit.close();
    assertThat(db.findings().get(0).count(Fact.UNITS)).isEqualTo(2);
    assertThat(db.findings().get(0).count(Fact.EXECUTIONS)).isEqualTo(70_000);
  }

  @Test
  void findingsOfWhatThisThreadJustDidAreThereAtOnce() {
    read(3);
    assertThat(db.analyzer().findings()).hasSize(1);
  }

  @Test
  void statementsBeyondTheLimitAreCounted() {
    db.unit(
        () -> {
          for (int i = 0; i < 600; i++) {
            db.read("select * from t" + i + " where id = ?", 1);
          }
        });
    assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("CHAT");
    assertThat(db.analyzer().coverage().overflowedExecutions()).isEqualTo(88);
  }
}
