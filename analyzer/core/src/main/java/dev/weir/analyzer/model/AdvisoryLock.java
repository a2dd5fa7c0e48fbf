package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;

/**
 * An advisory lock of a session that a unit of work has held.
 *
 * @param dataSource the name of the DataSource that executed it
 * @param shape the statement that took it
 * @param place where it was given back; {@link Place#UNKNOWN} if nobody looked
 * @param idle how long it was held while nothing was executed on its connection
 */
public record AdvisoryLock(String dataSource, SqlShape shape, Place place, Duration idle) {}
