package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that was found, worst first.
 *
 * @param dataSources the names of the DataSources that were watched
 * @param at when the report was made
 * @param watched for how long
 * @param coverage how much was seen, and what was not
 * @param entries the findings, each with its advice and tables, worst first
 * @param unseen what the analyzer could not see, and what would let it; one sentence each
 * @param accepted the findings that somebody has accepted, worst first; not among the entries
 * @param stale acceptances of which nothing was found so far, or which are over
 * @param release the application's release in which it was found; null if nobody has named it
 * @param since what is known of the release before; null if nothing is, and then no finding has a
 *     state
 */
public record Report(
    List<String> dataSources,
    Instant at,
    Duration watched,
    Coverage coverage,
    List<Entry> entries,
    List<String> unseen,
    List<Accepted> accepted,
    List<Acceptance> stale,
    @Nullable String release,
    @Nullable Since since) {
  /**
   * A report of no release.
   *
   * @see Report the parameters
   */
  public Report(
      List<String> dataSources,
      Instant at,
      Duration watched,
      Coverage coverage,
      List<Entry> entries,
      List<String> unseen,
      List<Accepted> accepted,
      List<Acceptance> stale) {
    this(dataSources, at, watched, coverage, entries, unseen, accepted, stale, null, null);
  }

  /**
   * A report in which nothing was accepted.
   *
   * @see Report the parameters
   */
  public Report(
      List<String> dataSources,
      Instant at,
      Duration watched,
      Coverage coverage,
      List<Entry> entries,
      List<String> unseen) {
    this(dataSources, at, watched, coverage, entries, unseen, List.of(), List.of());
  }

  /**
   * The same with other tables beside its findings.
   *
   * @param tables of a finding
   */
  public Report beside(Function<Finding, List<TableHistory>> tables) {
    return new Report(
        dataSources,
        at,
        watched,
        coverage,
        entries.stream().map(each -> each.beside(tables)).toList(),
        unseen,
        accepted.stream()
            .map(each -> new Accepted(each.entry().beside(tables), each.by()))
            .toList(),
        stale,
        release,
        since);
  }

  /**
   * A finding that somebody has accepted.
   *
   * @param entry the finding, as it would be among the others
   * @param by what accepts it
   */
  public record Accepted(Entry entry, Acceptance by) {}

  /**
   * What is known of the release before.
   *
   * @param release its name
   * @param gone its findings that were not found in this one so far, as they were told last, worst
   *     first
   */
  public record Since(String release, List<Entry> gone) {}

  /**
   * A finding beside the tables that it harms.
   *
   * @param finding what was found
   * @param words how much of it, for people
   * @param page where its kind is described; empty if nowhere
   * @param advice what to do about it
   * @param tables the tables of the subject; without those that could not be read
   * @param state what has become of it since earlier releases; null if that is not known
   */
  public record Entry(
      Finding finding,
      String words,
      String page,
      Advice advice,
      List<TableHistory> tables,
      @Nullable FindingState state) {
    /**
     * One whose state is not known.
     *
     * @see Entry the parameters
     */
    public Entry(
        Finding finding, String words, String page, Advice advice, List<TableHistory> tables) {
      this(finding, words, page, advice, tables, null);
    }

    /** The same in other words. */
    public Entry withWords(String others) {
      return new Entry(finding, others, page, advice, tables, state);
    }

    /** The same with other advice. */
    public Entry withAdvice(Advice other) {
      return new Entry(finding, words, page, other, tables, state);
    }

    private Entry beside(Function<Finding, List<TableHistory>> others) {
      return new Entry(finding, words, page, advice, others.apply(finding), state);
    }

    /** The same in another state. */
    public Entry as(@Nullable FindingState other) {
      return new Entry(finding, words, page, advice, tables, other);
    }

    /** The same with more that it rests on. */
    public Entry because(List<String> more) {
      List<String> all = new ArrayList<>(advice.because());
      all.addAll(more);
      return withAdvice(new Advice(advice.fix(), advice.statements(), all, advice.undo()));
    }
  }
}
