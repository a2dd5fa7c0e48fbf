/**
 * What a statement <em>is</em>: one small PostgreSQL lexer and, on it, a {@link
 * dev.weir.sql.SqlShape} for every text.
 *
 * <p>Nothing here asks a server, and nothing here throws: what the text does not say clearly is
 * {@link dev.weir.sql.StatementKind#UNKNOWN}. Reading takes time linear in the length of the text.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.sql;
