package dev.weir.topology;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of changes of the servers, in the order of the listeners. Whatever one throws, errors
 * included, reaches neither the monitor nor the other listeners: it is counted, and logged once for
 * each class of throwable; who throws 100 times in a row is switched off. Thread-safe.
 */
final class TopologyListeners {
  private static final Logger log = LoggerFactory.getLogger(TopologyListeners.class);
  private static final int MOST_FAILURES_IN_A_ROW = 100;

  private final String dataSource;
  private final List<Ear> ears = new CopyOnWriteArrayList<>();
  private final LongAdder failures = new LongAdder();

  /** A listener and how it fares. */
  private record Ear(
      TopologyListener listener, boolean own, AtomicInteger inARow, Set<Class<?>> logged) {
    boolean isOff() {
      return !own && inARow.get() >= MOST_FAILURES_IN_A_ROW;
    }
  }

  TopologyListeners(String dataSource) {
    this.dataSource = dataSource;
  }

  /** Adds one, after all others. One of Weir's own is never switched off. */
  void add(TopologyListener listener, boolean own) {
    ears.add(new Ear(listener, own, new AtomicInteger(), ConcurrentHashMap.newKeySet()));
  }

  void remove(TopologyListener listener) {
    ears.removeIf(ear -> ear.listener() == listener);
  }

  /** How often listeners have thrown, those that were removed among them. */
  long failures() {
    return failures.sum();
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever it is, the servers are watched on.
  void tell(TopologyChange change) {
    for (Ear ear : ears) {
      if (!ear.isOff()) {
        try {
          ear.listener().changed(change);
          ear.inARow().set(0);
        } catch (Throwable t) {
          failed(ear, t);
        }
      }
    }
  }

  private void failed(Ear ear, Throwable thrown) {
    failures.increment();
    String name = ear.listener().getClass().getName();
    if (ear.logged().add(thrown.getClass())) {
      log.warn("{} - listener {} of the topology threw", dataSource, name, thrown);
    }
    if (ear.inARow().incrementAndGet() == MOST_FAILURES_IN_A_ROW && !ear.own()) {
      log.error(
          "{} - listener {} of the topology threw {} times in a row and is switched off",
          dataSource,
          name,
          MOST_FAILURES_IN_A_ROW);
    }
  }
}
