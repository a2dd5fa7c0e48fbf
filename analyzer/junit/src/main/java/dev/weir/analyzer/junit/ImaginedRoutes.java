package dev.weir.analyzer.junit;

import dev.weir.ImaginedReplicas;
import dev.weir.WeirDataSource;
import dev.weir.consistency.Freshness;
import dev.weir.consistency.FreshnessScope;
import dev.weir.event.Execution;
import dev.weir.event.TransactionStart;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where what a test executes on a DataSource with one server would go if there were replicas. It is
 * noted while the test runs, and decided at its end, by the tables that there are then.
 * Thread-safe.
 */
final class ImaginedRoutes {
  /** Nobody asked. */
  static final Told NOTHING = new Told(List.of(), "");

  private static final int MOST = 100_000;

  private final List<WeirDataSource> dataSources;
  private final List<Note> notes = new ArrayList<>(); // Guarded by this.
  private boolean tooMany; // Guarded by this.

  /**
   * What a decision rests on beside the statement, as far as it is known at once.
   *
   * @param transaction whether it was part of one, and of which kind
   * @param scope how fresh it had to be; null if nothing said it
   */
  record Asked(String transaction, @Nullable Freshness scope) {
    /** Nobody wants to know. */
    static final Asked NOTHING = new Asked("", null);

    /** By the calling thread. */
    static Asked by(Execution execution) {
      TransactionStart of = execution.transaction();
      String transaction = of == null ? "" : of.readOnly() ? "read-only" : "read-write";
      return new Asked(transaction, FreshnessScope.current());
    }
  }

  /**
   * What is known at the end.
   *
   * @param counted what would have run where, in the order of the first execution
   * @param trouble why that is not known; empty if it is
   */
  record Told(List<Counted> counted, String trouble) {}

  /** One statement by one decision. */
  private record Key(String fingerprint, RouteDecision decision) {}

  private record Note(Counted of, Execution execution, Asked asked, boolean failed) {}

  ImaginedRoutes(List<WeirDataSource> dataSources) {
    this.dataSources = dataSources;
  }

  /** Something has been executed. */
  synchronized void note(Counted of, Execution execution, Asked asked, boolean failed) {
    if (notes.size() == MOST) {
      tooMany = true;
    } else {
      notes.add(new Note(of, withoutValues(execution), asked, failed));
    }
  }

  private static Execution withoutValues(Execution e) {
    return new Execution(
        e.checkout(),
        e.call(),
        e.sql(),
        e.texts(),
        e.shape(),
        e.decision(),
        List.of(),
        e.batchSize(),
        e.wishes(),
        e.transaction(),
        e.startNanos(),
        e.shadow(),
        e.searchPath());
  }

  /** Decides; asks each database that has one server for its catalogue. */
  synchronized Told tell() {
    if (tooMany) {
      return new Told(List.of(), "more than %,d were executed".formatted(MOST));
    }
    Map<Key, Counted> counted = new LinkedHashMap<>();
    Map<String, ImaginedReplicas> replicas = new HashMap<>();
    try {
      for (Note note : notes) {
        RouteDecision decision = decision(note, replicas);
        Key key = new Key(note.execution().shape().fingerprint(), decision);
        counted.computeIfAbsent(key, each -> note.of().by(decision)).count(note.execution());
      }
    } catch (SQLException e) {
      return new Told(List.of(), String.valueOf(e.getMessage()));
    }
    return new Told(List.copyOf(counted.values()), "");
  }

  private RouteDecision decision(Note note, Map<String, ImaginedReplicas> replicas)
      throws SQLException {
    RouteDecision decision = note.of().decision();
    if (decision.reason() != RouteReason.SINGLE_NODE) {
      return decision;
    }
    String name = note.execution().checkout().dataSource();
    ImaginedReplicas imagined = replicas.get(name);
    if (imagined == null) {
      imagined = imagine(name);
      replicas.put(name, imagined);
    }
    return imagined.decide(note.execution(), note.asked().scope(), note.failed());
  }

  private ImaginedReplicas imagine(String name) throws SQLException {
    List<WeirDataSource> called =
        dataSources.stream().filter(each -> each.name().equals(name)).toList();
    if (called.size() != 1) {
      throw new SQLException("several DataSources are called " + name);
    }
    try {
      return called.get(0).imagineReplicas();
    } catch (SQLException e) {
      throw new SQLException(
          "its catalogue cannot be read as PostgreSQL's can (%s)".formatted(e.getMessage()), e);
    }
  }
}
