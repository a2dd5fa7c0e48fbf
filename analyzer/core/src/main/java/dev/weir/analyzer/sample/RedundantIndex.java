package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;

/**
 * An index that another one makes needless.
 *
 * @param oid the needless one
 * @param keepOid the other
 * @param identical whether they have the same columns; else it is the beginning of the other
 * @param partitioned whether it is that of a partitioned table, to which those of partitions belong
 * @param table its table
 * @param name its name, in the table's schema
 * @param keepName the other's name, in the same schema
 * @param sizeBytes by its pages, of all partitions, when they were vacuumed or analyzed last
 * @param scans how often it was used since the counters began, in all partitions
 */
public record RedundantIndex(
    long oid,
    long keepOid,
    boolean identical,
    boolean partitioned,
    TableName table,
    String name,
    String keepName,
    long sizeBytes,
    long scans) {
  /** Its name with the schema that it shares with its table. */
  public TableName fullName() {
    return new TableName(table.schema(), name);
  }
}
