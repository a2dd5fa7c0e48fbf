/** What a caller may read: marks of writes, and contracts of freshness. */
@org.jspecify.annotations.NullMarked
package dev.weir.consistency;
