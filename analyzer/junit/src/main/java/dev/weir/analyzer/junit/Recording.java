package dev.weir.analyzer.junit;

import dev.weir.WeirDataSource;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.model.Report;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * What a test, or a piece of it, has executed.
 *
 * @param name of the test
 * @param report what was found in it
 * @param statements what was executed, in the order in which each was executed first
 * @param roundTrips how often the database was waited for
 * @param unknown what threads executed of which cannot be told for whom, because several tests ran
 *     at once: if there is any, nothing of the above is certain
 * @param undecided why it is not known where statements would have gone that have one server only;
 *     empty if it is, or nobody asked
 */
public record Recording(
    String name,
    Report report,
    List<RecordedStatement> statements,
    long roundTrips,
    List<RecordedStatement> unknown,
    String undecided) {
  /** Copies the lists. */
  public Recording {
    statements = List.copyOf(statements);
    unknown = List.copyOf(unknown);
  }

  /**
   * Code that may throw.
   *
   * @param <E> what it throws
   */
  @FunctionalInterface
  public interface Code<E extends Exception> {
    /**
     * Runs it.
     *
     * @throws E if it fails
     */
    void run() throws E;
  }

  /**
   * Runs code and records what it executes, on this thread and on others.
   *
   * @param dataSource what it uses: one of Weir's, or around one
   * @param code is run once
   * @throws IllegalArgumentException if the DataSource is not watched
   * @throws E as the code throws it
   */
  public static <E extends Exception> Recording of(DataSource dataSource, Code<E> code) throws E {
    return of(List.of(weir(dataSource)), code, false);
  }

  /**
   * The same, and where there is one server only it is told where statements would have gone if
   * there were replicas, for {@link RecordingAssert#ranOn}. That reads the database's catalogue
   * afterwards.
   *
   * @param dataSource what it uses: one of Weir's, or around one
   * @param code is run once
   * @throws IllegalArgumentException if the DataSource is not watched
   * @throws E as the code throws it
   */
  public static <E extends Exception> Recording imagining(DataSource dataSource, Code<E> code)
      throws E {
    return of(List.of(weir(dataSource)), code, true);
  }

  private static <E extends Exception> Recording of(
      List<WeirDataSource> used, Code<E> code, boolean imagines) throws E {
    RunningTests tests = RunningTests.OF_THIS_JVM;
    String test = tests.id();
    String id = Objects.requireNonNullElse(test, Thread.currentThread().getName());
    Watched watched = new Watched(used, null, AnalyzerConfig.builder().build());
    Recorder recorder = new Recorder(tests, id, "recorded code", watched, false, imagines);
    boolean done = false;
    try {
      code.run();
      done = true;
    } finally {
      if (!done) {
        recorder.finish();
      }
    }
    return recorder.finish();
  }

  /** How many statements were executed; each row of a batch is one. */
  public long executed() {
    return executed(statement -> true);
  }

  /** How many statements of some kind were executed; each row of a batch is one. */
  public long executed(Predicate<RecordedStatement> which) {
    return statements.stream().filter(which).mapToLong(RecordedStatement::statements).sum();
  }

  /** What was executed, a line for each statement and one for where. */
  String listed(Predicate<RecordedStatement> which) {
    List<String> lines = new ArrayList<>();
    statements.stream().filter(which).forEach(statement -> lines.add(statement.toString()));
    return String.join("\n", lines);
  }

  private static WeirDataSource weir(DataSource dataSource) {
    try {
      return dataSource instanceof WeirDataSource weir
          ? weir
          : dataSource.unwrap(WeirDataSource.class);
    } catch (SQLException e) {
      throw new IllegalArgumentException(
          "not watched: " + dataSource + "; use what Weir.observe(dataSource) returns", e);
    }
  }
}
