package dev.weir.analyzer.accept;

import dev.weir.analyzer.model.Acceptance;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Report;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is accepted. Immutable. Its file, {@code weir-findings.yml}:
 *
 * <pre>{@code
 * accepted:
 *   - signature: N1-8f3a01c2d4e5b697
 *     reason: at most five rows
 *   - code: LU
 *     table: audit_log
 *     reason: one row per order, by law
 *     owner: orders
 *     until: 2027-03-31
 * }</pre>
 *
 * <p>To read it, {@code tools.jackson.dataformat:jackson-dataformat-yaml} must be on the class
 * path.
 */
public final class Acceptances {
  /** Nothing is accepted. */
  public static final Acceptances NONE = new Acceptances(List.of());

  private final List<Acceptance> all;

  private Acceptances(List<Acceptance> all) {
    this.all = List.copyOf(all);
  }

  /** What is accepted by code, in place of a file. */
  public static Acceptances of(Acceptance... all) {
    return new Acceptances(List.of(all));
  }

  /**
   * Reads a file.
   *
   * @param file as above
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not as above; the message has the file, the entry and
   *     what is wrong
   */
  public static Acceptances read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(reader, file.toString());
    }
  }

  /**
   * Reads a text.
   *
   * @param text as above
   * @param name of the file, for errors
   * @throws IllegalArgumentException if it is not as above
   * @throws IllegalStateException if what reads it is not on the class path
   */
  public static Acceptances read(Reader text, String name) {
    try {
      return new Acceptances(AcceptedFile.read(text, name));
    } catch (NoClassDefFoundError e) {
      throw noYaml(name, e);
    }
  }

  /**
   * The last day on which something is accepted.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "'until' must be a date such as 2027-03-31; it is '" + text + "'", e);
    }
  }

  private static IllegalStateException noYaml(String name, NoClassDefFoundError cause) {
    return new IllegalStateException(
        name + " needs tools.jackson.dataformat:jackson-dataformat-yaml on the class path", cause);
  }

  /**
   * A file that accepts what a report has, each finding by its signature, and those that it has
   * accepted already as they were.
   *
   * @param report of which nothing more is to be told
   * @param reason why, of those that are new
   */
  public static String baseline(Report report, String reason) {
    Stream<Acceptance> old = report.accepted().stream().map(Report.Accepted::by).distinct();
    Stream<Acceptance> found =
        report.entries().stream()
            .map(entry -> entry.finding().signature())
            .distinct()
            .map(each -> new Acceptance(each, null, null, null, reason, null, null));
    try {
      return AcceptedFile.write(Stream.concat(old, found).toList());
    } catch (NoClassDefFoundError e) {
      throw noYaml("a baseline", e);
    }
  }

  /**
   * What accepts a finding.
   *
   * @param today beside which what is accepted until a day is over or not
   * @return null if nothing does
   */
  public @Nullable Acceptance of(Finding finding, LocalDate today) {
    for (Acceptance acceptance : all) {
      if (!acceptance.isOver(today) && acceptance.means(finding)) {
        return acceptance;
      }
    }
    return null;
  }

  /** All, in the order in which they were given. */
  public List<Acceptance> all() {
    return all;
  }
}
