package dev.weir.analyzer.rewrite;

import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * Writes what does the same as a loop, in one statement. SQL is made from the statement's own text
 * where it is certain that it does the same; where it is not, the remedy is in words alone. Types
 * of parameters come from the table's columns; without those, SQL that needs them is not given.
 * Pure, so any thread may call it.
 */
public final class Rewriter {
  private Rewriter() {}

  /**
   * One statement in place of one for each row.
   *
   * @param shape the statement that is repeated
   * @param source the query whose rows drive the loop; null if none is known
   * @param keysRepeat whether it is certain that the loop names some row more than once
   * @param keysWanted whether keys that the server makes are asked for, by the API
   * @param table the table whose key is compared, or that is written; null if it was not read
   */
  public static Remedy setBased(
      SqlShape shape,
      @Nullable SqlShape source,
      boolean keysRepeat,
      boolean keysWanted,
      @Nullable TableStats table) {
    Types types = new Types(table);
    return switch (shape.kind()) {
      case INSERT -> InsertFix.of(shape, keysRepeat, keysWanted, types);
      case MERGE -> InsertFix.MERGE;
      case UPDATE -> UpdateFix.of(shape, keysRepeat, types);
      case DELETE -> DeleteFix.of(shape, source, types);
      case SEVERAL -> Remedy.words("Let each of these statements do its work for all rows, once.");
      default -> SelectFix.of(shape, source, types);
    };
  }

  /**
   * An index for what a query looks for.
   *
   * @param shape the query
   * @param fix what to do where no index can be named
   * @param table the one that it reads; null if it was not read
   */
  public static Remedy indexed(SqlShape shape, String fix, @Nullable TableStats table) {
    return IndexFix.of(shape, fix, table);
  }

  /**
   * Fewer updates of one row.
   *
   * @param shape the statement that updates it
   * @param table its table; null if it was not read
   */
  public static Remedy folded(SqlShape shape, @Nullable TableStats table) {
    return HotRowFix.of(shape, new Types(table));
  }
}
