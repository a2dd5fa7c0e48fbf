/**
 * A real PostgreSQL primary with streaming replicas, started in about a second, with handles for
 * everything that goes wrong with one: lag, crashes, hanging servers, cut networks, failover.
 *
 * <p>{@link dev.weir.samples.cluster.PostgresCluster} is where to begin.
 */
@NullMarked
package dev.weir.samples.cluster;

import org.jspecify.annotations.NullMarked;
