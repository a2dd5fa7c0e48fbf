package dev.weir.history;

import dev.weir.history.OwnWrites.Scope;
import java.util.stream.Stream;

/** What one workload left behind. */
record Recorded(History registers, History lists) {
  Verdict verdict(Scope scope) {
    return Verdict.of(registers, lists, scope);
  }

  Stream<Operation> operations() {
    return Stream.concat(registers.operations().stream(), lists.operations().stream());
  }

  /** Reads outside transactions that write. */
  Stream<Operation> reads() {
    return operations().filter(o -> !o.isWrite() && o.transaction() == 0);
  }

  long readsOnReplicas() {
    return reads().filter(o -> o.isReadOfCommitted() && o.replica()).count();
  }

  double shareOnReplicas() {
    return (double) readsOnReplicas() / Math.max(1, reads().count());
  }
}
