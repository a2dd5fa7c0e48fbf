package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;

/**
 * A foreign key whose columns no index begins with.
 *
 * @param name of the constraint
 * @param tableOids the table that refers, and its partitions
 * @param table its name
 * @param partitioned whether it has partitions
 * @param columns that refer
 * @param parentOids the table that is referred to, and its partitions
 * @param parent its name
 * @param cascades whether a DELETE or UPDATE there changes rows here
 */
public record ForeignKeySample(
    String name,
    List<Long> tableOids,
    TableName table,
    boolean partitioned,
    List<String> columns,
    List<Long> parentOids,
    TableName parent,
    boolean cascades) {
  /** Copies the lists. */
  public ForeignKeySample {
    tableOids = List.copyOf(tableOids);
    columns = List.copyOf(columns);
    parentOids = List.copyOf(parentOids);
  }
}
