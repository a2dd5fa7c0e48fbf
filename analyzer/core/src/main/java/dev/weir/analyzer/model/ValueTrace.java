package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work did with values that it had read, if somebody may have something to say of
 * it. Values are compared by their hashes. Batches are not looked at.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the statement to which the values were given
 * @param source the query that had read them, the newest; null if none did
 * @param place where it was executed; {@link Place#UNKNOWN} if nobody looked
 * @param executions how often it was executed with success
 * @param identical updates that the same one of the same row had gone before, and no other write
 * @param unchanged updates of a row that had been read, with nothing but the values that it had
 * @param resaved updates of a row that had been read with all its columns, of which they changed
 *     some, and wrote all
 * @param columns how many columns those wrote, the most
 * @param sameColumns how many of them had the value before, the most
 * @param large whether one of those values is large
 * @param computed updates of one number of a row that had been read, which gave it another one,
 *     while nothing kept others from changing it
 * @param alike of those, how many in a row changed it by the same factor or summand, of different
 *     rows
 * @param overwritten of those, how many rows another unit of work had written since they were read
 * @param lookedUp INSERTs of a row that had been looked for, and was not there
 * @param carried the most values of one list of which nearly all were read in one column before
 */
public record ValueTrace(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    @Nullable SqlShape source,
    Place place,
    long executions,
    long identical,
    long unchanged,
    long resaved,
    long columns,
    long sameColumns,
    boolean large,
    long computed,
    long alike,
    long overwritten,
    long lookedUp,
    long carried) {
  /** The same, at a place. */
  public ValueTrace at(Place other) {
    return new ValueTrace(
        dataSource,
        searchPath,
        shape,
        source,
        other,
        executions,
        identical,
        unchanged,
        resaved,
        columns,
        sameColumns,
        large,
        computed,
        alike,
        overwritten,
        lookedUp,
        carried);
  }

  /** What a finding about it is about. */
  public Subject.Statement subject() {
    return new Subject.Statement(dataSource, shape, source, searchPath, List.of());
  }
}
