package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of a table, a TOAST table or an index that is large, and what tells how much of it is of
 * use.
 *
 * @param oid its identity
 * @param kind what it is
 * @param name its name, with the schema of its table
 * @param table its table
 * @param method such as {@code btree}; empty if nobody knows
 * @param bytes its size
 * @param fillfactor in percent
 * @param rows of the table, as far as they are counted
 * @param changed rows since the last ANALYZE, as a share of all
 * @param visible the share of its pages that are all visible
 * @param doubt why nobody can tell from statistics; null if they can
 * @param columns of the table, or those of the index
 * @param useful what it would take if it were written anew, measured; null if nobody measured
 */
public record SpaceSample(
    long oid,
    Kind kind,
    TableName name,
    TableName table,
    String method,
    long bytes,
    int fillfactor,
    double rows,
    double changed,
    double visible,
    @Nullable Doubt doubt,
    List<ColumnWidth> columns,
    @Nullable Double useful) {
  /** Copies the list. */
  public SpaceSample {
    columns = List.copyOf(columns);
  }

  /** What a file is of. */
  public enum Kind {
    /** A table, or a materialized view. */
    TABLE,
    /** What is too long for its table. */
    TOAST,
    /** An index. */
    INDEX
  }

  /** Why nobody can tell from statistics. */
  public enum Doubt {
    /** Somebody holds it, or waits for it, ACCESS EXCLUSIVE. */
    LOCKED,
    /** There are no statistics of the rows in it. */
    TOAST,
    /** Nobody has counted. */
    NEVER_ANALYZED,
    /** It is no btree. */
    OTHER_METHOD,
    /** It has a predicate or expressions. */
    PARTIAL,
    /** Old rows still have columns that new ones have not. */
    DROPPED_COLUMNS,
    /** It has columns of type name. */
    NAMES
  }

  /**
   * A column, as ANALYZE has seen it.
   *
   * @param length of its type in bytes; below 0 if that varies
   * @param align to which its values are aligned, in bytes
   * @param width of its values on average; -1 if nobody knows
   * @param nulls the share of rows without a value
   * @param distinct the share of values that differ
   */
  public record ColumnWidth(
      double length, double align, double width, double nulls, double distinct) {}

  /** The same, measured. */
  public SpaceSample measured(long size, double use) {
    return new SpaceSample(
        oid,
        kind,
        name,
        table,
        method,
        size,
        fillfactor,
        rows,
        changed,
        visible,
        doubt,
        columns,
        use);
  }
}
