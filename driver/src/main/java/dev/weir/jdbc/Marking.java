package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import dev.weir.consistency.WriteMarks;
import dev.weir.lease.Lease;
import dev.weir.plan.Plan.Change;
import dev.weir.topology.Stragglers;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** Marks what was written, and has the servers and the catalogue looked at then. Thread-safe. */
public final class Marking {
  private final Marks marks;
  private final CatalogWatch catalog;
  private final Runnable demand;
  private final Stragglers stragglers;
  private final LongSupplier nanoTime;

  /**
   * Creates it.
   *
   * @param marks of the DataSource
   * @param catalog is read again after DDL
   * @param demand asks for a sample of all servers, because something was written
   * @param stragglers the sessions that were lost while they wrote
   * @param nanoTime the DataSource's monotonic clock
   */
  public Marking(
      Marks marks,
      CatalogWatch catalog,
      Runnable demand,
      Stragglers stragglers,
      LongSupplier nanoTime) {
    this.marks = marks;
    this.catalog = catalog;
    this.demand = demand;
    this.stragglers = stragglers;
    this.nanoTime = nanoTime;
  }

  /**
   * These writes are visible to others, or may be.
   *
   * @param writes that are pending
   */
  void mark(WriteMarks writes) {
    if (!writes.isEmpty()) {
      writes.end(nanoTime.getAsLong());
      demand.run();
    }
  }

  /**
   * The same; what was written besides, if the catalogue is not any more what told it, may be
   * anything: a trigger may have come while the statement waited for its table, or before its
   * commit.
   *
   * @param told by which it was told what is written
   */
  void mark(WriteMarks writes, Catalog told) {
    if (!writes.isEmpty() && catalog.catalog() != told) {
      marks.require(nanoTime.getAsLong());
    }
    mark(writes);
  }

  /**
   * If the connection is lost on which these writes may be committed, its server may go on, and
   * commit them later: until it has ended that session they stay pending besides.
   *
   * @param on null if none is lost
   * @param writes that are pending
   */
  void straggles(@Nullable Lease on, WriteMarks writes) {
    PGConnection driver = on == null || writes.isEmpty() ? null : on.driver();
    if (on != null && driver != null && on.isLost()) {
      writes.begin();
      int process = driver.getBackendPID();
      stragglers.add(on.node(), on.known().stamp(), process, () -> hasEnded(writes));
    }
  }

  /** It may have committed anything of it, or nothing, and what a reading of it told is old. */
  private void hasEnded(WriteMarks writes) {
    marks.require(nanoTime.getAsLong());
    mark(writes);
    catalog.refresh();
  }

  /** What was rolled back has not been written, unless by what nobody can tell, such as dblink. */
  void rolledBack(WriteMarks writes) {
    if (writes.areOfAnything(marks)) {
      writes.begin();
      mark(writes);
    }
  }

  /** The same writes stay pending under other marks. */
  void keep(WriteMarks writes) {
    writes.end(nanoTime.getAsLong());
  }

  /** What was committed did this to the catalogue. */
  void changed(Change change) {
    switch (change) {
      case NONE -> {}
      case POSSIBLE -> catalog.refresh();
      case CERTAIN -> catalog.changed();
    }
  }
}
