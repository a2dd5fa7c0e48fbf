package dev.weir.analyzer.doctor;

import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.DatabaseSample;
import dev.weir.analyzer.sample.IndexSample;
import dev.weir.analyzer.sample.Observation;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.ServerSample;
import dev.weir.analyzer.sample.TableSample;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One server as the illnesses look at it: two samples, and what follows from both. */
final class Case {
  private final Observation observation;
  private final String longer;
  private final Map<Long, TableSample> tablesBefore = new HashMap<>();
  private final List<TableChange> changes = new ArrayList<>();
  private final List<Holder> holders;

  Case(Observation observation) {
    this(observation, "");
  }

  /**
   * Sees a server.
   *
   * @param observation what it answered
   * @param longer how whoever reads it can have it watched for longer; empty if they cannot
   */
  Case(Observation observation, String longer) {
    this.observation = observation;
    this.longer = longer;
    observation.before().tables().rows().forEach(each -> tablesBefore.put(each.oid(), each));
    for (TableSample table : now().tables().rows()) {
      if (!table.partitioned()) {
        changes.add(new TableChange(tablesBefore.getOrDefault(table.oid(), table), table));
      }
    }
    this.holders = Holder.of(now());
  }

  ServerSample before() {
    return observation.before();
  }

  ServerSample now() {
    return observation.now();
  }

  Observation observation() {
    return observation;
  }

  Server server() {
    return now().server();
  }

  Instant at() {
    return now().at();
  }

  Duration window() {
    return observation.window();
  }

  boolean isWatched() {
    return observation.isWatched();
  }

  /** Why something is not judged yet: {@code needs rates over an hour, these are over 30 s}. */
  String needs(String what, String have) {
    return "needs %s, %s%s".formatted(what, have, longer.isEmpty() ? "" : "; " + longer);
  }

  /** Per minute of the time watched; 0 for one look. */
  double perMinute(double count) {
    double seconds = window().toMillis() / 1e3;
    return seconds > 0 ? count * 60 / seconds : 0;
  }

  /** Per minute of the time watched; 0 for one look. */
  double perMinute(long count) {
    return perMinute((double) count);
  }

  /** Tables that have rows, before and now. */
  List<TableChange> tables() {
    return changes;
  }

  /** The table of that number; null if it was not seen. */
  @Nullable TableChange table(long oid) {
    return changes.stream().filter(each -> each.now().oid() == oid).findFirst().orElse(null);
  }

  /** What keeps VACUUM of this database from removing row versions, the oldest first. */
  List<Holder> holders() {
    return holders;
  }

  /**
   * What kept VACUUM from rows of tables all the time that was watched, or for a minute where
   * nobody watched; null if nothing did.
   */
  @Nullable Holder lasting() {
    List<Holder> were = isWatched() ? Holder.of(before()) : List.of();
    return holders.stream()
        .filter(each -> !each.catalogOnly())
        .filter(each -> isWatched() ? lasted(each, were) : isOld(each))
        .findFirst()
        .orElse(null);
  }

  private boolean lasted(Holder holder, List<Holder> were) {
    if (holder.since() != null) {
      return holder.since().isBefore(before().at());
    }
    DatabaseSample was = databaseBefore();
    DatabaseSample is = database();
    long begun = was == null || is == null ? 0 : Math.max(0, is.xidAge() - was.xidAge());
    // One that lets go grows older no faster than it takes new hold.
    return were.stream()
        .anyMatch(one -> one.isSame(holder) && 2 * (holder.age() - one.age()) >= begun);
  }

  private boolean isOld(Holder holder) {
    return holder.since() != null && Duration.between(holder.since(), at()).toSeconds() >= 60;
  }

  /** The database that was asked, before. */
  @Nullable DatabaseSample databaseBefore() {
    return current(before().databases());
  }

  /** The database that was asked, now. */
  @Nullable DatabaseSample database() {
    return current(now().databases());
  }

  private static @Nullable DatabaseSample current(Answer<DatabaseSample> databases) {
    return databases.rows().stream().filter(DatabaseSample::current).findFirst().orElse(null);
  }

  /**
   * How long the server's counters have counted; null if nobody knows: after a restart they survive
   * without a date, and after a crash they begin anew without one.
   */
  @Nullable Duration counting() {
    DatabaseSample database = database();
    return database == null || database.statsReset() == null
        ? null
        : Duration.between(database.statsReset(), at());
  }

  Subject.Table subject(TableName table) {
    return new Subject.Table(observation.name(), table);
  }

  Subject subject(IndexSample index) {
    return object(
        "index",
        index.fullName().toString(),
        index.fullName() + " on " + index.table(),
        index.table());
  }

  Subject object(String kind, String name, String text, TableName... tables) {
    return new Subject.DatabaseObject(observation.name(), kind, name, text, List.of(tables));
  }

  /** A table before and now. */
  record TableChange(TableSample before, TableSample now) {
    TableName name() {
      return now.name();
    }

    String sql() {
      return Sql.name(name());
    }

    TableHistory history() {
      return new TableHistory(before.stats(), now.stats());
    }

    long inserts() {
      return now.stats().inserts() - before.stats().inserts();
    }

    long updates() {
      return now.stats().updates() - before.stats().updates();
    }

    long hotUpdates() {
      return now.stats().hotUpdates() - before.stats().hotUpdates();
    }

    long deletes() {
      return now.stats().deletes() - before.stats().deletes();
    }

    long autovacuums() {
      return now.autovacuums() - before.autovacuums();
    }

    long runs() {
      return autovacuums() + now.vacuums() - before.vacuums();
    }

    long scans() {
      return now.sequentialScans() - before.sequentialScans();
    }

    long scannedRows() {
      return now.sequentialRows() - before.sequentialRows();
    }

    long indexScans() {
      return now.indexScans() - before.indexScans();
    }

    /** Whether the counters began anew meanwhile: then the difference means nothing. */
    boolean beganAnew() {
      return inserts() < 0 || updates() < 0 || deletes() < 0 || runs() < 0 || scans() < 0;
    }

    long dead() {
      return now.stats().deadRows();
    }

    /** The share of dead row versions among all. */
    double deadShare() {
      double all = dead() + live();
      return all == 0 ? 0 : dead() / all;
    }

    /**
     * Live rows: the counter, unless it is far from the planner's estimate and little has changed
     * since that was made.
     */
    double live() {
      double counted = now.stats().liveRows();
      double estimated = now.estimatedRows();
      boolean estimateIsFresh = now.stats().modsSinceAnalyze() < 0.1 * estimated;
      boolean far = counted > 1.5 * estimated || estimated > 1.5 * counted;
      return estimated >= 0 && estimateIsFresh && far ? estimated : counted;
    }

    /** How many times as many dead rows there are as start autovacuum; 0 if it is off. */
    double overdue() {
      double trigger = now.stats().vacuumTrigger();
      return Double.isNaN(trigger) ? 0 : dead() / Math.max(1, trigger);
    }

    @Nullable Instant lastRun() {
      Instant byHand = now.stats().lastVacuum();
      Instant auto = now.stats().lastAutovacuum();
      if (byHand == null || auto == null) {
        return byHand == null ? auto : byHand;
      }
      return byHand.isAfter(auto) ? byHand : auto;
    }
  }
}
