package dev.weir;

import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.TransactionEnd;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps all it is told. */
final class Recording implements ExecutionListener {
  final List<Checkout> checkedOut = new CopyOnWriteArrayList<>();
  final List<Execution> begun = new CopyOnWriteArrayList<>();
  final List<Execution> ended = new CopyOnWriteArrayList<>();
  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  final List<TransactionEnd> transactions = new CopyOnWriteArrayList<>();
  final List<TransactionStart> started = new CopyOnWriteArrayList<>();
  final List<Checkout> returned = new CopyOnWriteArrayList<>();

  @Override
  public void checkedOut(Checkout checkout) {
    checkedOut.add(checkout);
  }

  @Override
  public void before(Execution execution) {
    begun.add(execution);
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    ended.add(execution);
    outcomes.add(outcome);
  }

  @Override
  public void transactionStarted(TransactionStart start) {
    started.add(start);
  }

  @Override
  public void transactionEnded(TransactionEnd end) {
    transactions.add(end);
  }

  @Override
  public void returned(Checkout checkout, long nanos) {
    returned.add(checkout);
  }

  /** The decision on the newest execution. */
  RouteDecision last() {
    return begun.get(begun.size() - 1).decision();
  }

  /** Why the newest execution went where it went. */
  RouteReason reason() {
    return last().reason();
  }

  void forget() {
    checkedOut.clear();
    begun.clear();
    ended.clear();
    outcomes.clear();
    transactions.clear();
    started.clear();
    returned.clear();
  }
}
