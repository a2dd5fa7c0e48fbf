package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.shop.Database;
import com.shop.Loops;
import com.shop.Programs;
import dev.weir.analyzer.ScriptedDatabase.Disguise;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Profile;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same code gives the same findings through datasource-proxy, wrapped around a DataSource that
 * answers at once, as through Weir's events.
 */
class AnalyzerQueryListenerTest {
  static Stream<Consumer<Database>> programs() {
    return Stream.of(
        db -> new Loops(db).forLoop(),
        db -> new Loops(db).two(),
        db -> new Programs(db).nested(),
        db -> new Programs(db).listsOfTwo(),
        db -> new Programs(db).repeatsAndOthers(),
        db -> new Programs(db).twoLoops(),
        db -> new Programs(db).chunks(),
        db -> new Programs(db).identical(),
        db -> new Programs(db).updates(),
        db -> new Programs(db).insertsThatReturn(),
        db -> new Programs(db).deletes(),
        db -> new Programs(db).batchesOfOne(),
        db -> new Programs(db).twoTablesInTurn(),
        db -> new Programs(db).batches(),
        db -> new Programs(db).backfill(),
        db -> new Programs(db).oneRow(),
        db -> new Programs(db).batchOfUpdates(),
        db -> new Programs(db).secrets());
  }

  @ParameterizedTest
  @MethodSource("programs")
  void bothPathsGiveTheSameFindings(Consumer<Database> program) {
    assertThat(throughProxy(program)).isEqualTo(throughEvents(program));
  }

  private static List<String> throughEvents(Consumer<Database> program) {
    try (ScriptedDatabase db = new ScriptedDatabase(Profile.development(), Disguise.NONE)) {
      db.unit(() -> program.accept(db));
      return summaries(db.findings());
    }
  }

  private static List<String> throughProxy(Consumer<Database> program) {
    try (ProxiedDatabase db = new ProxiedDatabase()) {
      db.unit(() -> program.accept(db));
      return summaries(db.findings());
    }
  }

  /** All of a finding but times. */
  private static List<String> summaries(List<Finding> findings) {
    return findings.stream()
        .map(
            f ->
                f.signature()
                    + f.severity()
                    + f.place().callSite()
                    + f.place().loop()
                    + f.subject()
                    + f.count(Fact.EXECUTIONS)
                    + "/"
                    + f.count("mostDistinctKeys")
                    + "/"
                    + f.count("rows"))
        .sorted()
        .toList();
  }
}
