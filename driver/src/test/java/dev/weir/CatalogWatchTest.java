package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.catalog.Catalog;
import dev.weir.catalog.CatalogWatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the catalogue is read again, and what is in use meanwhile. */
class CatalogWatchTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final AtomicInteger readings = new AtomicInteger();

  /** A reading waits for one of these before it begins. */
  private final Semaphore gate = new Semaphore(0);

  /** A reading throws it. */
  private final AtomicReference<@Nullable Error> planted = new AtomicReference<>();

  private CatalogWatch watch = resting(Duration.ZERO);

  private static CatalogWatch resting(Duration rest) {
    return new CatalogWatch("test", Duration.ofDays(1), rest, System::nanoTime);
  }

  @BeforeEach
  void start() throws Exception {
    watch.start(this::open);
    gate.release();
    Cluster.await("it has been read", () -> !watch.catalog().isUnread());
  }

  @AfterEach
  void close() throws SQLException {
    watch.close();
    cluster.run("drop table if exists made_meanwhile");
  }

  private Connection open() throws Exception {
    readings.incrementAndGet();
    gate.acquire();
    Error error = planted.getAndSet(null);
    if (error != null) {
      throw error;
    }
    return cluster.bare().getConnection();
  }

  /** Lets all readings that were asked for take place, and counts them. */
  private int allReadings() throws Exception {
    gate.release(100);
    // Readings follow one another on one thread, and one that is asked for during another comes
    // right behind it.
    for (int own = 0; own < 2; own++) {
      watch.changed();
      Cluster.await("it has been read again", () -> !watch.catalog().isUnread());
    }
    return readings.get() - 2;
  }

  @Test
  void nothingIsKnownAfterDdlUntilItHasBeenReadAgain() throws Exception {
    Catalog before = watch.catalog();
    watch.changed();
    assertThat(watch.catalog()).isSameAs(Catalog.UNREAD);
    gate.release();
    Cluster.await("it has been read again", () -> !watch.catalog().isUnread());
    assertThat(watch.catalog()).isSameAs(before);
  }

  @Test
  void readingIsNotCompiledByTheServer() throws Exception {
    cluster.run("create extension if not exists pg_stat_statements");
    String asked =
        "select coalesce(sum(calls), 0) from pg_stat_statements where query like 'set local jit = %'";
    int before = Integer.parseInt(String.valueOf(Cluster.query(cluster.bare(), asked)));
    watch.changed();
    gate.release();
    Cluster.await("it has been read again", () -> !watch.catalog().isUnread());
    assertThat(Cluster.query(cluster.bare(), asked)).isEqualTo(String.valueOf(before + 1));
  }

  @Test
  void readingThatGoesOnWhenItIsClosedEndsOnTheServerToo() throws Exception {
    String waiting =
        "select count(*) from pg_locks where not granted and relation = 'pg_event_trigger'::regclass";
    try (Connection other = cluster.bare().getConnection()) {
      other.setAutoCommit(false);
      Cluster.execute(other, "lock table pg_catalog.pg_event_trigger in access exclusive mode");
      watch.changed();
      gate.release();
      Cluster.await("it waits", () -> "1".equals(Cluster.query(other, waiting)));
      watch.close();
      Cluster.await("nobody waits", () -> "0".equals(Cluster.query(other, waiting)));
      other.rollback();
    }
  }

  @Test
  void surpriseLeavesTheOldOneInUseUntilItHasBeenReadAgain() throws Exception {
    cluster.run("create table made_meanwhile (id int)");
    Catalog before = watch.catalog();
    watch.refresh();
    Cluster.await("a reading has begun", () -> readings.get() == 2);
    assertThat(watch.catalog()).isSameAs(before);
    gate.release();
    Cluster.await("it is another", () -> watch.catalog() != before);
    assertThat(watch.catalog().isUnread()).isFalse();
  }

  @Test
  void errorInAReadingEndsNoOther() throws Exception {
    for (Error error : List.of(new NoClassDefFoundError("planted"), new OutOfMemoryError("no"))) {
      planted.set(error);
      watch.changed();
      gate.release();
      Cluster.await("it was thrown", () -> planted.get() == null);
      gate.release();
      Cluster.await("it has been read again", () -> !watch.catalog().isUnread());
    }
  }

  @Test
  void sameCatalogueStaysIfNothingHasChanged() throws Exception {
    Catalog before = watch.catalog();
    watch.refresh();
    Cluster.await("a reading has begun", () -> readings.get() == 2);
    assertThat(allReadings()).isEqualTo(2);
    assertThat(watch.catalog()).isSameAs(before);
  }

  @Test
  void surprisesDuringAReadingAreOneMore() throws Exception {
    watch.refresh();
    Cluster.await("a reading has begun", () -> readings.get() == 2);
    for (int i = 0; i < 1_000; i++) {
      watch.refresh();
    }
    assertThat(allReadings()).isEqualTo(3);
  }

  @Test
  void surprisesDuringTheRestWait() throws Exception {
    watch.close();
    watch = resting(Duration.ofDays(1));
    start();
    watch.refresh();
    Cluster.await("a reading has begun", () -> readings.get() == 3);
    watch.refresh();
    assertThat(allReadings()).isEqualTo(3);
  }

  @Test
  void unknownNameCausesOneReading() throws Exception {
    watch.unknown("table nobody_knows_it");
    Cluster.await("a reading has begun", () -> readings.get() == 2);
    watch.unknown("table nobody_knows_it");
    assertThat(allReadings()).isEqualTo(2);
    watch.unknown("table nobody_knows_it");
    assertThat(allReadings() - 2).isEqualTo(2);
  }

  @Test
  void unknownNameCausesAnotherReadingWhenTheCatalogueHasChanged() throws Exception {
    Catalog before = watch.catalog();
    watch.unknown("table nobody_knows_it");
    cluster.run("create table made_meanwhile (id int)");
    gate.release(100);
    Cluster.await("it is another", () -> watch.catalog() != before);
    watch.unknown("table nobody_knows_it");
    Cluster.await("it is read again", () -> readings.get() == 3);
  }
}
