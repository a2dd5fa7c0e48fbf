/** The mechanism: the wrapped Connection, Statements and ResultSet; lazy physical connections. */
@org.jspecify.annotations.NullMarked
package dev.weir.jdbc;
