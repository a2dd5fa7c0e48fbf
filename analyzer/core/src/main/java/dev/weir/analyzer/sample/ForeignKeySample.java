package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;

/**
 * A foreign key whose columns no index begins with.
 *
 * @param name of the constraint
 * @param tableOid the table that refers
 * @param table its name
 * @param columns that refer
 * @param parentOid the table that is referred to
 * @param parent its name
 * @param cascades whether a DELETE or UPDATE there changes rows here
 */
public record ForeignKeySample(
    String name,
    long tableOid,
    TableName table,
    List<String> columns,
    long parentOid,
    TableName parent,
    boolean cascades) {
  /** Copies the list. */
  public ForeignKeySample {
    columns = List.copyOf(columns);
  }
}
