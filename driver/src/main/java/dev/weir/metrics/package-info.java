/** The numbers of a DataSource as meters of Micrometer, which is optional: only this needs it. */
@org.jspecify.annotations.NullMarked
package dev.weir.metrics;
