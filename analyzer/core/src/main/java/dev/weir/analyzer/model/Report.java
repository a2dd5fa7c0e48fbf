package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
 */
public record Report(
    List<String> dataSources,
    Instant at,
    Duration watched,
    Coverage coverage,
    List<Entry> entries,
    List<String> unseen,
    List<Accepted> accepted,
    List<Acceptance> stale) {
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
   * A finding that somebody has accepted.
   *
   * @param entry the finding, as it would be among the others
   * @param by what accepts it
   */
  public record Accepted(Entry entry, Acceptance by) {}

  /**
   * A finding beside the tables that it harms.
   *
   * @param finding what was found
   * @param words how much of it, for people
   * @param page where its kind is described; empty if nowhere
   * @param advice what to do about it
   * @param tables the tables of the subject; without those that could not be read
   */
  public record Entry(
      Finding finding, String words, String page, Advice advice, List<TableHistory> tables) {
    /** The same in other words. */
    public Entry withWords(String others) {
      return new Entry(finding, others, page, advice, tables);
    }

    /** The same with other advice. */
    public Entry withAdvice(Advice other) {
      return new Entry(finding, words, page, other, tables);
    }

    /** The same with more that it rests on. */
    public Entry because(List<String> more) {
      List<String> all = new ArrayList<>(advice.because());
      all.addAll(more);
      return withAdvice(new Advice(advice.fix(), advice.statements(), all, advice.undo()));
    }
  }
}
