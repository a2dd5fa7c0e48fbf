/** What a DataSource has done so far, in numbers: counted cheaply, read as immutable snapshots. */
@org.jspecify.annotations.NullMarked
package dev.weir.statistics;
