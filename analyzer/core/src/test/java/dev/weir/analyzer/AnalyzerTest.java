package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Loops;
import com.shop.Programs;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Subject;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class AnalyzerTest {
  @Test
  void tellsOfAFindingAtOnceAndAtTenfoldGrowth() {
    List<Finding> told = new ArrayList<>();
    try (ScriptedDatabase db =
        new ScriptedDatabase(
            AnalyzerConfig.builder().onFinding(told::add).build(), Disguise.NONE)) {
      for (int i = 0; i < 100; i++) {
        db.unit(() -> new Loops(db).forLoop());
      }
      db.findings();
    }
    assertThat(told).extracting(f -> f.count(Fact.EXECUTIONS)).containsExactly(12L, 120L, 1_200L);
  }

  @Test
  void newsWaitsASecondForALookAtItsTables() throws IOException {
    List<Finding> told = new ArrayList<>();
    AnalyzerConfig config = AnalyzerConfig.builder().onFinding(told::add).build();
    try (ServerSocket silent = new ServerSocket(0)) {
      PGSimpleDataSource hung = new PGSimpleDataSource();
      hung.setPortNumbers(new int[] {silent.getLocalPort()});
      try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
        db.analyzer().watch("main", hung);
        db.unit(() -> new Loops(db).forLoop());
        assertThat(db.analyzer().findings()).hasSize(1);
        db.pause(999);
        db.analyzer().findings();
        assertThat(told).isEmpty();
        db.pause(1);
        db.analyzer().findings();
        assertThat(told).hasSize(1);
        db.unit(() -> new Loops(db).oneLine());
        assertThat(db.analyzer().findings()).hasSize(2);
        assertThat(told).hasSize(1);
      }
      assertThat(told).as("at the end nothing is kept back").hasSize(2);
    }
  }

  @Test
  void numbersThatAreTakenInBlocksAreNoLoop() {
    Object[] block = IntStream.range(0, 50).boxed().toArray();
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(
          () -> {
            for (int i = 0; i < 12; i++) {
              db.read("select nextval('item_seq')");
              db.batch("insert into item (id) values (?)", block);
            }
          });
      assertThat(db.findings()).isEmpty();
      db.unit(
          () -> {
            for (int i = 0; i < 12; i++) {
              db.read("select nextval('item_seq')");
              db.batch("insert into item (id) values (?)", 1);
            }
          });
      assertThat(db.findings()).extracting(finding -> finding.code().id()).contains("N1");
    }
  }

  @Test
  void callbackThatThrowsHurtsNobody() {
    AnalyzerConfig config =
        AnalyzerConfig.builder()
            .onFinding(
                finding -> {
                  throw new AssertionError("callback");
                })
            .build();
    try (ScriptedDatabase db = new ScriptedDatabase(config, Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());
      assertThat(db.findings()).hasSize(1);
      db.unit(() -> new Loops(db).two());
      assertThat(db.findings()).hasSize(3);
      assertThat(db.analyzer().coverage().failures()).isEqualTo(3);
    }
  }

  @Test
  void factsOfUnitsAreMerged() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      for (int i = 0; i < 4; i++) {
        db.unit(() -> new Loops(db).forLoop());
      }
      Finding finding = db.findings().get(0);
      assertThat(finding.count(Fact.UNITS)).isEqualTo(4);
      assertThat(finding.count(Fact.EXECUTIONS)).isEqualTo(48);
      assertThat(finding.count(Fact.MOST_PER_UNIT)).isEqualTo(12);
      assertThat(finding.count("mostDistinctKeys")).isEqualTo(12);
      assertThat(finding.count(Fact.AVOIDABLE_ROUND_TRIPS)).isEqualTo(44);
      assertThat(finding.count(Fact.PROJECTED_COST)).isEqualTo(Duration.ofMillis(44).toNanos());
      assertThat(finding.number(Fact.FIRST)).isLessThan(finding.number(Fact.LAST));
    }
  }

  @Test
  void costliestComesFirst() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(() -> new Programs(db).nested());
      assertThat(db.findings())
          .extracting(f -> f.count(Fact.AVOIDABLE_ROUND_TRIPS))
          .containsExactly(49L, 4L);
    }
  }

  @Test
  void sourceIsTheQueryThatDrivesTheLoop() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(() -> new Programs(db).nested());
      assertThat(db.findings())
          .extracting(f -> source(f))
          .containsExactly("select * from orders where account_id = ?", "select * from account");
    }
  }

  @Test
  void siblingsInOneLoopHaveOneSource() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(
          () -> {
            db.read("select * from orders");
            for (int i = 0; i < 9; i++) {
              db.read("select * from member where id = ?", i);
              db.read("select * from item where order_id = ?", i);
            }
          });
      assertThat(db.findings())
          .extracting(f -> source(f))
          .containsExactly("select * from orders", "select * from orders");
    }
  }

  @Test
  void fewerThanTheThresholdIsSilent() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.production(), Disguise.NONE)) {
      db.unit(
          () -> {
            for (int i = 0; i < 4; i++) {
              db.read("select * from member where id = ?", i);
              db.write(1, "insert into item (name) values (?)", "x");
              db.write(1, "update item set name = ? where id = ?", "x", i);
              db.write(1, "delete from item where id = ?", i);
            }
          });
      assertThat(db.findings()).isEmpty();
    }
  }

  @Test
  void productionReportsOnlyWhatCosts() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.production(), Disguise.NONE)) {
      Runnable slowUnit =
          () -> {
            new Loops(db).forLoop();
            db.pause(10_000);
            db.read("select 1");
          };
      db.unit(slowUnit); // 11 ms of 10 s
      assertThat(db.findings()).isEmpty();
      db.unit(() -> new Loops(db).forLoop());
      assertThat(db.findings()).extracting(f -> f.code().id()).containsExactly("N1");
    }
  }

  @Test
  void logLineIsShortAndNamesThePlace() {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(() -> new Loops(db).forLoop());
      Finding finding = db.findings().get(0);
      assertThat(Announcer.line(finding, "12 in 1 unit", false))
          .startsWith(
              "N+1 select: 12 in 1 unit: select * from member where id = ? at"
                  + " com.shop.Loops.forLoop(")
          .endsWith("[" + finding.signature() + "]");
      assertThat(finding.signature()).matches("N1-[0-9a-f]{16}");
    }
  }

  private static String source(Finding finding) {
    Subject.Statement statement = (Subject.Statement) finding.subject();
    return Objects.requireNonNull(statement.source()).text();
  }
}
