/** What a caller may read: marks of writes. */
@org.jspecify.annotations.NullMarked
package dev.weir.consistency;
