/**
 * Histories of what clients did and saw, recorded while servers fail, and the checks that find in
 * them what must never happen. In the style of Jepsen; for tests only.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.history;
