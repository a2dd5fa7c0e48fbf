package dev.weir.jdbc;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import dev.weir.consistency.WriteMarks;
import dev.weir.plan.Plan.Change;
import java.util.function.LongSupplier;

/** Marks what was written, and has the servers and the catalogue looked at then. Thread-safe. */
public final class Marking {
  private final Marks marks;
  private final CatalogWatch catalog;
  private final Runnable demand;
  private final LongSupplier nanoTime;

  /**
   * Creates it.
   *
   * @param marks of the DataSource
   * @param catalog is read again after DDL
   * @param demand asks for a sample of all servers, because something was written
   * @param nanoTime the DataSource's monotonic clock
   */
  public Marking(Marks marks, CatalogWatch catalog, Runnable demand, LongSupplier nanoTime) {
    this.marks = marks;
    this.catalog = catalog;
    this.demand = demand;
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
