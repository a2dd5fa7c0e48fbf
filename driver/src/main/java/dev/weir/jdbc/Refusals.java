package dev.weir.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.consistency.Marks;
import dev.weir.consistency.WriteMarks;
import dev.weir.sql.SqlShape;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What replicas refused and what the primary made of it, by fingerprint. Decides what is run again
 * on the primary, and what goes there from the beginning. Remembers a bounded number of statements.
 * Thread-safe.
 */
final class Refusals {
  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
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
  boolean mayRepeat(Services services, Refused refused, boolean once) {
    if (once || refused.plan().opaque()) {
      if (refused.kind() == Refusal.NOT_FOR_REPLICAS) {
        remember(services, refused);
      }
      return false;
    }
    Learned known = learned.getIfPresent(refused.shape().fingerprint());
    return known == null
        || known.lesson() != Lesson.FUTILE
        || services.now() - known.nanos() > FUTILE_NANOS;
  }

  /**
   * The primary has run it.
   *
   * @param failure what the primary threw, null if nothing
   */
  void repeated(Services services, Refused refused, @Nullable SQLException failure) {
    if (failure != null && Refusal.of(failure) == refused.kind()) {
      learn(refused, Lesson.FUTILE, services.now());
    } else if (refused.kind() == Refusal.NOT_FOR_REPLICAS) {
      remember(services, refused);
    } else if (refused.kind() == Refusal.NOT_UNDERSTOOD && failure == null) {
      behind(services, refused);
    }
  }

  private @Nullable Learned learn(Refused refused, Lesson lesson, long nanos) {
    return learned.asMap().put(refused.shape().fingerprint(), new Learned(lesson, nanos));
  }

  private void remember(Services services, Refused refused) {
    Learned before = learn(refused, Lesson.REFUSED, services.now());
    any = true;
    if (!is(Lesson.REFUSED, before)) {
      log.info(
          "{} - a replica refused a statement that looks like a read (SQLSTATE {}). From now on it"
              + " runs on the primary, and every table counts as written by it: {}",
          services.name(),
          refused.error().getSQLState(),
          refused.shape().text());
    }
  }

  /**
   * A replica lacks a change of the catalogue. Its reads wait for that as for a write to every
   * table. A replica that still does not understand after it has caught up will never do so: that
   * is a difference between the servers, and no reason to keep all other reads from it.
   */
  private void behind(Services services, Refused refused) {
    long now = services.now();
    Learned before = learn(refused, Lesson.BEHIND, now);
    boolean again =
        before != null && is(Lesson.BEHIND, before) && now - before.nanos() < BEHIND_NANOS;
    if (again || refused.startNanos() < knownNanos) {
      return;
    }
    knownNanos = now;
    WriteMarks everything = services.plans().ofAnything().writes();
    everything.begin();
    everything.end(now);
    services.demand().run();
    services.catalog().refresh();
    log.info(
        "{} - a replica did not understand what the primary does (SQLSTATE {}): it lacks a change"
            + " of the schema. Reads go to the primary until it has caught up: {}",
        services.name(),
        refused.error().getSQLState(),
        refused.shape().text());
  }
}
