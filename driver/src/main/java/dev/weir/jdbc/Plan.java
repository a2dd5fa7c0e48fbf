package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.consistency.WriteMarks;
import dev.weir.route.Needs;
import dev.weir.sql.SqlShape;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a text before it runs: what it is, what it needs, what it marks and what it
 * leaves behind.
 *
 * @param shape what the text is
 * @param catalog by which it was closed
 * @param needs what it needs of the node that runs it
 * @param writes what it marks
 * @param pin what it leaves in the session that later statements may need; null if nothing
 */
record Plan(
    SqlShape shape, Catalog catalog, Needs needs, WriteMarks writes, @Nullable String pin) {}
