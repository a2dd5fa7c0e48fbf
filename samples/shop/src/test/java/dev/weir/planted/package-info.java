/** What the rules of the shop's architecture forbid. */
@org.jspecify.annotations.NullMarked
package dev.weir.planted;
