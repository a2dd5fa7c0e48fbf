package dev.weir.analyzer.model;

import dev.weir.sql.SqlShape;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A time in which a connection was held and nothing was executed on it.
 *
 * @param elapsed how long
 * @param before the statement that had run before it; null if none had
 * @param place where the application came back to the connection, which is after what took so long;
 *     {@link Place#UNKNOWN} if nobody looked
 */
public record Gap(Duration elapsed, @Nullable SqlShape before, Place place) {}
