package dev.weir.plan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.catalog.CatalogWatch;
import dev.weir.consistency.Marks;
import dev.weir.consistency.WriteMarks;
import dev.weir.sql.SqlShape;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What replicas refused and what the primary made of it, by fingerprint. Decides what is run again
 * on the primary, and what goes there from the beginning. Remembers a bounded number of statements.
 * Thread-safe.
 */
public final class RefusalMemory {
  private static final Logger log = LoggerFactory.getLogger(RefusalMemory.class);
  private static final int MOST = 10_000;

  /** How long a statement that fails on the primary as well is not run there again. */
  private static final long FUTILE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long a statement that is not understood by replicas only is no news. */
  private static final long BEHIND_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** What was learned of a statement. */
  private enum Lesson {
    /** Every replica refuses it. */
    REFUSED,
    /** A replica did not understand it, and the primary did. */
    BEHIND,
    /** The primary failed as the replica did. */
    FUTILE
  }

  private record Learned(Lesson lesson, long nanos) {}

  private final Cache<String, Learned> learned =
      Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

  /** Spares all reads a look at the cache as long as no replica has refused anything. */
  private volatile boolean any;

  /** Up to when changes of the catalogue that a replica lacked have been made known. */
  private volatile long knownNanos = Marks.NEVER;

  private final String name;
  private final CatalogWatch catalog;
  private final Supplier<WriteMarks> everything;
  private final Runnable demand;
  private final LongSupplier nanoTime;

  /**
   * Has learned nothing yet.
   *
   * @param name of the DataSource
   * @param catalog is asked to look again when a replica lacks a change
   * @param everything what is marked then
   * @param demand asks for a sample
   * @param nanoTime the DataSource's monotonic clock
   */
  RefusalMemory(
      String name,
      CatalogWatch catalog,
      Supplier<WriteMarks> everything,
      Runnable demand,
      LongSupplier nanoTime) {
    this.name = name;
    this.catalog = catalog;
    this.everything = everything;
    this.demand = demand;
    this.nanoTime = nanoTime;
  }

  /** Whether every replica refuses a statement. */
  boolean refuses(SqlShape shape) {
    return any && is(Lesson.REFUSED, learned.getIfPresent(shape.fingerprint()));
  }

  private static boolean is(Lesson lesson, @Nullable Learned known) {
    return known != null && known.lesson() == lesson;
  }

  /**
   * Whether the primary shall run it: not if that could do something twice outside the database,
   * and not if it has just failed there in the same way, which would double the cost of a mistake.
   *
   * @param once whether it can be sent only once: the next one may still go to the primary
   */
  public boolean mayRepeat(Refused refused, boolean once) {
    if (once || refused.plan().opaque()) {
      if (refused.kind() == Refusal.NOT_FOR_REPLICAS) {
        remember(refused);
      }
      return false;
    }
    Learned known = learned.getIfPresent(refused.shape().fingerprint());
    return known == null
        || known.lesson() != Lesson.FUTILE
        || nanoTime.getAsLong() - known.nanos() > FUTILE_NANOS;
  }

  /**
   * The primary has run it.
   *
   * @param failure what the primary threw, null if nothing
   */
  public void repeated(Refused refused, @Nullable SQLException failure) {
    if (failure != null && Refusal.of(failure) == refused.kind()) {
      learn(refused, Lesson.FUTILE, nanoTime.getAsLong());
    } else if (refused.kind() == Refusal.NOT_FOR_REPLICAS) {
      remember(refused);
    } else if (refused.kind() == Refusal.NOT_UNDERSTOOD && failure == null) {
      behind(refused);
    }
  }

  private @Nullable Learned learn(Refused refused, Lesson lesson, long nanos) {
    return learned.asMap().put(refused.shape().fingerprint(), new Learned(lesson, nanos));
  }

  private void remember(Refused refused) {
    Learned before = learn(refused, Lesson.REFUSED, nanoTime.getAsLong());
    any = true;
    if (!is(Lesson.REFUSED, before)) {
      log.info(
          "{} - a replica refused a statement that looks like a read (SQLSTATE {}). From now on it"
              + " runs on the primary, and every table counts as written by it: {}",
          name,
          refused.error().getSQLState(),
          refused.shape().text());
    }
  }

  /**
   * A replica lacks a change of the catalogue. Its reads wait for that as for a write to every
   * table. A replica that still does not understand after it has caught up will never do so: that
   * is a difference between the servers, and no reason to keep all other reads from it.
   */
  private void behind(Refused refused) {
    long now = nanoTime.getAsLong();
    Learned before = learn(refused, Lesson.BEHIND, now);
    boolean again =
        before != null && is(Lesson.BEHIND, before) && now - before.nanos() < BEHIND_NANOS;
    if (again || refused.startNanos() < knownNanos) {
      return;
    }
    knownNanos = now;
    WriteMarks all = everything.get();
    all.begin();
    all.end(now);
    demand.run();
    catalog.refresh();
    log.info(
        "{} - a replica did not understand what the primary does (SQLSTATE {}): it lacks a change"
            + " of the schema. Reads go to the primary until it has caught up: {}",
        name,
        refused.error().getSQLState(),
        refused.shape().text());
  }
}
