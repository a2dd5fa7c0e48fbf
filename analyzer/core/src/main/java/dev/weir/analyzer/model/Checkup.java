package dev.weir.analyzer.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What the doctor says of one server.
 *
 * @param name of the DataSource, or the server
 * @param server what it is and as whom it was asked, in one line
 * @param at when it was looked at last, on the server's clock
 * @param window how long it was watched; zero for one look
 * @param binds what binds it now, in one line
 * @param reads which share of the load replicas could take, in one line; empty if nobody knows
 * @param areas how each area is, in their order
 * @param diagnoses the causes, worst first, each with its symptoms
 * @param unseen what could not be seen, and what would show it; one sentence each
 */
public record Checkup(
    String name,
    String server,
    Instant at,
    Duration window,
    String binds,
    String reads,
    List<AreaVerdict> areas,
    List<Diagnosis> diagnoses,
    List<String> unseen) {
  /** Copies the lists. */
  public Checkup {
    areas = List.copyOf(areas);
    diagnoses = List.copyOf(diagnoses);
    unseen = List.copyOf(unseen);
  }

  /**
   * Of a server that could not be asked: it says so and nothing else.
   *
   * @param name of the DataSource, or the server
   * @param at when it was tried
   * @param why it could not
   */
  public static Checkup unasked(String name, Instant at, String why) {
    String said = "could not be asked: " + why;
    return new Checkup(
        name, said, at, Duration.ZERO, "nobody knows", "", List.of(), List.of(), List.of(said));
  }

  /** Whether the server could be asked. */
  public boolean isAsked() {
    return !areas.isEmpty();
  }

  /**
   * The same beside what is known of the code that writes and reads its tables.
   *
   * @param known sentences on one finding
   */
  public Checkup beside(Function<Finding, List<String>> known) {
    return new Checkup(
        name,
        server,
        at,
        window,
        binds,
        reads,
        areas,
        diagnoses.stream()
            .map(
                each ->
                    new Diagnosis(
                        each.area(),
                        each.entry().because(known.apply(each.finding())),
                        each.symptoms()))
            .toList(),
        unseen);
  }

  /** All that was found, causes and symptoms, as a report like any other. */
  public Report report() {
    List<Report.Entry> entries = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses) {
      entries.add(diagnosis.entry());
      entries.addAll(diagnosis.symptoms());
    }
    return new Report(List.of(name), at, window, Coverage.NONE, entries, unseen);
  }
}
