package dev.weir.compat;

/** How an application has Weir. */
enum Side {
  /** Over the pool that it has, which is only observed. */
  OBSERVED,
  /** Over one server, of which Weir has the pool. */
  SINGLE,
  /** Over a primary and its replicas. */
  ROUTED
}
