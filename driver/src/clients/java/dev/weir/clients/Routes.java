package dev.weir.clients;

import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.route.RouteReason;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Where statements were executed since it was last told to forget. */
final class Routes implements ExecutionListener {
  private final List<Execution> executions = new CopyOnWriteArrayList<>();

  @Override
  public void after(Execution execution, Outcome outcome) {
    executions.add(execution);
  }

  void forget() {
    executions.clear();
  }

  Set<RouteReason> reasons() {
    return executions.stream().map(e -> e.decision().reason()).collect(Collectors.toSet());
  }

  Set<String> nodes() {
    return executions.stream().map(e -> e.decision().node().name()).collect(Collectors.toSet());
  }

  /** The texts, in the order of their execution. */
  List<String> statements() {
    return executions.stream().map(Execution::sql).toList();
  }

  /** How many rows were in batches. */
  int batched() {
    return executions.stream().mapToInt(Execution::batchSize).sum();
  }

  @Override
  public String toString() {
    return executions.stream()
        .map(e -> e.decision() + " " + e.sql())
        .collect(Collectors.joining("\n"));
  }
}
