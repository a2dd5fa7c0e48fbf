/** What the text of a statement cannot show, read from the database. */
@org.jspecify.annotations.NullMarked
package dev.weir.catalog;
