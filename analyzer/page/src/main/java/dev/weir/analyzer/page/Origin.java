package dev.weir.analyzer.page;

import dev.weir.analyzer.model.Checkup;
import dev.weir.analyzer.model.TableStats;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a look is of.
 *
 * @param kind which of three
 * @param names of the files, or of the database; none if it is of this process
 * @param samples of tables, the oldest first; none if the page notes them while it is open
 * @param checkup of the database; null if it is of none
 */
record Origin(Kind kind, List<String> names, List<TableStats> samples, @Nullable Checkup checkup) {
  /** What a page may be of. */
  enum Kind {
    /** This process. */
    PROCESS,
    /** What instances wrote. */
    FILES,
    /** A database that is examined again and again. */
    DATABASE
  }

  static final Origin PROCESS = new Origin(Kind.PROCESS, List.of(), List.of(), null);

  static Origin files(List<String> names, List<TableStats> samples) {
    return new Origin(Kind.FILES, List.copyOf(names), List.copyOf(samples), null);
  }

  static Origin database(Checkup checkup, List<TableStats> samples) {
    return new Origin(Kind.DATABASE, List.of(checkup.name()), List.copyOf(samples), checkup);
  }

  /** Says what it is. */
  void describe(ObjectNode now) {
    now.put("kind", kind.name().toLowerCase(Locale.ROOT));
    ArrayNode of = now.putArray("of");
    names.forEach(of::add);
    now.put("tables", kind != Kind.FILES || !samples.isEmpty());
    if (checkup != null) {
      now.put("binds", checkup.binds());
      now.set("checkup", Checkups.of(checkup));
    }
  }
}
