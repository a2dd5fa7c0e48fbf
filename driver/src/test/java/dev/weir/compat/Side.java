package dev.weir.compat;

/** How an application has Weir. */
enum Side {
  /** Over the pool that it has, which is only observed. */
  OBSERVED,
  /** The same, and somebody is told of all that is executed and read. */
  HEARD,
  /** Over one server, of which Weir has the pool. */
  SINGLE,
  /** Over a primary and its replicas. */
  ROUTED
}
