package dev.weir.analyzer.sample;

import dev.weir.sql.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An index.
 *
 * @param oid its identity
 * @param tableOid its table's
 * @param table its table
 * @param name its name, in the table's schema
 * @param method such as {@code btree}
 * @param columns that it depends on: keys, INCLUDE, expressions and predicate
 * @param unique whether it is unique
 * @param constrained whether a constraint is made of it, or refers to it
 * @param replicaIdentity whether replication tells rows apart by it
 * @param clustered whether CLUSTER goes by it
 * @param valid whether queries may use it
 * @param partial whether it has a predicate
 * @param expression whether it has expressions
 * @param partition whether it belongs to a partitioned index
 * @param extension whether it belongs to an extension
 * @param servesForeignKey whether its first column is one of a foreign key
 * @param summarizing whether updates of its columns are HOT all the same (BRIN, PostgreSQL 16)
 * @param sizeBytes by its pages when it was vacuumed or analyzed last
 * @param scans how often it was used since the counters began
 * @param building whether it is being built now
 * @param definition what makes it; null if nobody asked, or it may hold values
 */
public record IndexSample(
    long oid,
    long tableOid,
    TableName table,
    String name,
    String method,
    List<String> columns,
    boolean unique,
    boolean constrained,
    boolean replicaIdentity,
    boolean clustered,
    boolean valid,
    boolean partial,
    boolean expression,
    boolean partition,
    boolean extension,
    boolean servesForeignKey,
    boolean summarizing,
    long sizeBytes,
    long scans,
    boolean building,
    @Nullable String definition) {
  /** Copies the list. */
  public IndexSample {
    columns = List.copyOf(columns);
  }

  /** The same with what makes it. */
  public IndexSample withDefinition(@Nullable String text) {
    return new IndexSample(
        oid,
        tableOid,
        table,
        name,
        method,
        columns,
        unique,
        constrained,
        replicaIdentity,
        clustered,
        valid,
        partial,
        expression,
        partition,
        extension,
        servesForeignKey,
        summarizing,
        sizeBytes,
        scans,
        building,
        text);
  }

  /** Its name with the schema that it shares with its table. */
  public TableName fullName() {
    return new TableName(table.schema(), name);
  }
}
