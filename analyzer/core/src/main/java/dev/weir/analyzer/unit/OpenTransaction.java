package dev.weir.analyzer.unit;

import dev.weir.event.Execution;
import dev.weir.event.Outcome;
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

  @Nullable First first;

  /**
   * A statement that waits.
   *
   * @param chain by which it was executed; 0 if nobody looked
   * @param stack where; null if nobody looked
   */
  record First(Execution execution, Outcome outcome, long chain, @Nullable Throwable stack) {}

  OpenTransaction(ThreadUnits<R> owner) {
    this.owner = owner;
  }
}
