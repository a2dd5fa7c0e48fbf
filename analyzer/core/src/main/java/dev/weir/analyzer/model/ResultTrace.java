package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * What a unit of work read of the results of one query, if somebody may have something to say of
 * it. Results that were still open when the unit ended are not among them.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param searchPath of its session; null if it is not known to differ from the default
 * @param shape the query
 * @param place where the rows were read; {@link Place#UNKNOWN} if nobody looked
 * @param results how many there were
 * @param rows how many rows were stepped over, in all of them
 * @param mostHeld the most rows of one result that the driver had in memory at once, read or not;
 *     at most 100,000 unread ones are counted
 * @param mostSent the most rows of one result that were stepped over or that the driver had,
 *     whether it fetched them at once or in parts
 * @param ignoredFetchSize the fetch size that was asked for, of that result; 0 if none was
 * @param mostUnread the most rows of one result that were sent and not stepped over, of those
 *     results of which at most a tenth was
 * @param readOfUnread how many rows of that one were stepped over
 * @param mostUncounted the most rows of one result that were all stepped over without reading a
 *     column
 * @param columns how many columns each row has; 0 if that is not known
 * @param columnsRead how many of them were read, of any row of any of the results
 * @param mostBytes how large the values are that were read of one result that was held, about
 */
public record ResultTrace(
    String dataSource,
    @Nullable String searchPath,
    SqlShape shape,
    Place place,
    long results,
    long rows,
    long mostHeld,
    long mostSent,
    long ignoredFetchSize,
    long mostUnread,
    long readOfUnread,
    long mostUncounted,
    int columns,
    int columnsRead,
    long mostBytes) {}
