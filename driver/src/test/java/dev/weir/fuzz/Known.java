package dev.weir.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A sequence that showed a difference once.
 *
 * @param fault what was at fault
 * @param sequence the shortest that was found to show it
 */
record Known(Fault fault, Sequence sequence) {
  /**
   * Kinds of faults. Each has a file of its name, in which sequences are separated by empty lines.
   */
  enum Fault {
    /** A value is sent as it is at execution, not as it was set. */
    VALUES,
    /** What Weir asks in a session changes what the application sees of it. */
    OWN_QUESTIONS,
    /** What lives in a session is lost, or reaches another borrower. */
    SESSIONS,
    /** What the application did to its connection is taken for a fault of the server. */
    OWN_DOING,
    /** What the driver knows is guessed. */
    GUESSES,
    /** What a text hides is not seen: stale reads. */
    HIDDEN
  }

  static List<Known> all() {
    return Arrays.stream(Fault.values()).flatMap(fault -> of(fault).stream()).toList();
  }

  private static List<Known> of(Fault fault) {
    List<Known> known = new ArrayList<>();
    for (String text : text(fault).split("\n\n+", -1)) {
      known.add(new Known(fault, Sequence.parse(text)));
    }
    return known;
  }

  private static String text(Fault fault) {
    String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".txt";
    try (InputStream in = Known.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return fault
        + ", "
        + sequence.setup()
        + ": "
        + sequence.steps().get(sequence.steps().size() - 1);
  }
}
