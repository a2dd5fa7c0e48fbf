/**
 * Every JDBC method of Weir beside the bare driver's, on real servers: what docs/compatibility.md
 * says, checked. For tests only.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.compat;
