/** What the servers are: immutable snapshots published by one monitor. */
@org.jspecify.annotations.NullMarked
package dev.weir.topology;
