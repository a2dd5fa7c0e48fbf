/**
 * What routing does on real servers: how long callers stay on the primary, which share of reads
 * replicas take, what a promotion interrupts, what an application sees of it all.
 */
@org.jspecify.annotations.NullMarked
package dev.weir.bench.cluster;
