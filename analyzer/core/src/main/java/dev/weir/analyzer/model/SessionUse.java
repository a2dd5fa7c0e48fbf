package dev.weir.analyzer.model;

import dev.weir.sql.TableName;

/**
 * A table of sessions that is written all the time.
 *
 * @param dataSource the name of the DataSource that did
 * @param table by its name
 * @param writes how many rows were since it was last told
 */
public record SessionUse(String dataSource, TableName table, long writes) {}
