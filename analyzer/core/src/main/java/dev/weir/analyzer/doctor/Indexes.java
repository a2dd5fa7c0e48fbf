package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.IndexSample;
import dev.weir.sql.TableName;

/** How indexes are dropped and made again. */
final class Indexes {
  private Indexes() {}

  /** Whether nothing but queries needs it. */
  static boolean isFree(IndexSample index) {
    return !index.constrained()
        && !index.replicaIdentity()
        && !index.clustered()
        && !index.partition()
        && !index.extension();
  }

  /** What to do first, where its definition is not known. */
  static String keep(TableName index) {
    return "how it is made may hold values and is not shown; keep it first: SELECT pg_get_indexdef(%s)"
        .formatted(Sql.regclass(index));
  }

  /** Adds how to drop it, and how to make it again. */
  static void drop(Card card, IndexSample index) {
    String name = Sql.name(index.fullName());
    if (index.definition() == null) {
      card.because(keep(index.fullName()));
    } else {
      card.undo(
          Sql.inOneLine(index.definition())
              .replaceFirst("^CREATE (UNIQUE )?INDEX ", "CREATE $1INDEX CONCURRENTLY "));
    }
    card.sql("DROP INDEX CONCURRENTLY " + name);
  }
}
