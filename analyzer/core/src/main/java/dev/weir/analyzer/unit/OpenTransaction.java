package dev.weir.analyzer.unit;

import org.jspecify.annotations.Nullable;

/**
 * A transaction without a scope around it. Its first statement waits here: if it stays the only
 * one, it belongs to the invocation; with a second one the transaction is a unit of work. Guarded
 * by itself.
 */
final class OpenTransaction<R> {
  final ThreadUnits<R> owner;

  /** The unit that it is, or is part of; null while it has no second statement. */
  @Nullable UnitRecorder<R> unit;

  @Nullable Held first;

  OpenTransaction(ThreadUnits<R> owner) {
    this.owner = owner;
  }
}
