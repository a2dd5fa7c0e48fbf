package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Window;
import dev.weir.analyzer.place.Places;
import java.time.Instant;

/** What is counted over all units of work, threads and time. Thread-safe. */
public final class OverUnits {
  private final HotRows hotRows;
  private final HeavyReads heavyReads = new HeavyReads();
  private final SlowReads slowReads;
  private final Polls polls = new Polls();
  private final TimeSyncs timeSyncs = new TimeSyncs();
  private final NeverRead neverRead = new NeverRead();
  private final Literals literals = new Literals();
  private final UpdateRates updates = new UpdateRates();
  private final Queues queues = new Queues();
  private final SessionWrites sessions = new SessionWrites();
  private final SoftDeletes softDeletes = new SoftDeletes();
  private final Definitions definitions = new Definitions();
  private final LockOrders lockOrders = new LockOrders();
  private final UnitSizes unitSizes = new UnitSizes();
  private final TransactionRates transactions;

  /**
   * Nothing counted yet.
   *
   * @param hotPerMinute from how many updates per minute by several units on a row is hot
   * @param hotPerUnit from how many by one unit on
   * @param disturbances tell which times say nothing of the application
   * @param nowNanos when that is
   */
  public OverUnits(int hotPerMinute, int hotPerUnit, Disturbances disturbances, long nowNanos) {
    this.slowReads = new SlowReads(disturbances);
    this.hotRows = new HotRows(hotPerMinute, hotPerUnit);
    this.transactions = new TransactionRates(nowNanos);
  }

  /**
   * What there is to tell, with what came since it was last taken.
   *
   * @param at when that is
   * @param nowNanos the same, by the monotonic clock
   * @param places unfolds the stacks
   */
  public Window take(Instant at, long nowNanos, Places places) {
    return new Window(
        at,
        hotRows.take(nowNanos, places),
        heavyReads.take(places),
        slowReads.take(places),
        polls.take(places),
        timeSyncs.take(at, nowNanos, places),
        neverRead.take(places),
        literals.take(places),
        updates.take(places),
        lockOrders.take(places),
        queues.take(places),
        sessions.take(),
        softDeletes.take(places),
        definitions.take(places),
        unitSizes.take(),
        transactions.take(nowNanos));
  }

  HotRows hotRows() {
    return hotRows;
  }

  HeavyReads heavyReads() {
    return heavyReads;
  }

  SlowReads slowReads() {
    return slowReads;
  }

  Polls polls() {
    return polls;
  }

  TimeSyncs timeSyncs() {
    return timeSyncs;
  }

  NeverRead neverRead() {
    return neverRead;
  }

  Literals literals() {
    return literals;
  }

  UpdateRates updates() {
    return updates;
  }

  Queues queues() {
    return queues;
  }

  SessionWrites sessions() {
    return sessions;
  }

  SoftDeletes softDeletes() {
    return softDeletes;
  }

  Definitions definitions() {
    return definitions;
  }

  LockOrders lockOrders() {
    return lockOrders;
  }

  UnitSizes unitSizes() {
    return unitSizes;
  }

  TransactionRates transactions() {
    return transactions;
  }
}
