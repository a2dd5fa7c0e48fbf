package dev.weir.analyzer;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.server.TableLooks;
import dev.weir.analyzer.server.TableSampler;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live statistics of the tables that findings are about, of each DataSource that is watched.
 * Thread-safe.
 */
final class Statistics implements AutoCloseable {
  private final Map<String, TableLooks> byDataSource = new ConcurrentSkipListMap<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanoTime;

  Statistics(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Begins to look at the tables of a DataSource; takes over the sampler.
   *
   * @throws IllegalStateException if one of that name is watched already
   */
  void watch(String dataSource, TableSampler sampler) {
    if (ended.remove(dataSource)) {
      byDataSource.remove(dataSource);
    }
    TableLooks looks = new TableLooks(dataSource, sampler, nanoTime);
    if (byDataSource.putIfAbsent(dataSource, looks) != null) {
      throw new IllegalStateException(
          "a DataSource of this name is watched already: " + dataSource);
    }
    looks.start();
  }

  /** Looks at the tables of a DataSource no more. What was seen stays readable. */
  void unwatch(String dataSource) {
    TableLooks looks = byDataSource.get(dataSource);
    if (looks != null && ended.add(dataSource)) {
      looks.close();
    }
  }

  List<String> names() {
    return List.copyOf(byDataSource.keySet());
  }

  /** Asks for a look at the tables of findings; returns at once. */
  void want(Collection<Finding> findings) {
    byDataSource.forEach(
        (name, looks) -> {
          Set<TableName> tables = tables(findings, looks);
          if (!tables.isEmpty()) {
            looks.want(tables);
          }
        });
  }

  /** Asks for a look at the tables of findings, and waits for it; not longer than it is told. */
  void await(Collection<Finding> findings, Duration atMost) {
    long deadline = nanoTime.getAsLong() + atMost.toNanos();
    want(findings);
    try {
      for (TableLooks looks : byDataSource.values()) {
        long left = Math.max(0, deadline - nanoTime.getAsLong());
        looks.await(tables(findings, looks), Duration.ofNanos(left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // What was seen until then is reported.
    }
  }

  /** The tables of a finding's subject, as far as they could be read. */
  List<TableHistory> tables(Finding finding) {
    List<TableHistory> tables = new ArrayList<>();
    TableLooks looks = looks(finding);
    if (looks != null) {
      for (TableName name : finding.subject().tables()) {
        SearchPaths.candidates(name, searchPath(finding)).stream()
            .flatMap(candidate -> looks.history(candidate).stream())
            .findFirst()
            .ifPresent(tables::add);
      }
    }
    return tables;
  }

  /** What the database of a finding is, if it is known not to be PostgreSQL. */
  @Nullable String otherDatabase(Finding finding) {
    TableLooks looks = looks(finding);
    return looks == null ? null : looks.otherDatabase();
  }

  /** Whether a look at the tables of a finding is still to come. */
  boolean areAwaited(Finding finding) {
    return looks(finding) != null
        && otherDatabase(finding) == null
        && !finding.subject().tables().isEmpty()
        && tables(finding).isEmpty();
  }

  /** All tables as they were when they were looked at last, by DataSource. */
  Map<String, List<TableStats>> newest() {
    Map<String, List<TableStats>> newest = new LinkedHashMap<>();
    byDataSource.forEach((name, looks) -> newest.put(name, looks.newest()));
    return newest;
  }

  /** Asks for a look at all tables that were looked at before; returns at once. */
  void wantAgain() {
    byDataSource.forEach(
        (name, looks) -> {
          if (!ended.contains(name)) {
            looks.want(looks.newest().stream().map(TableStats::table).toList());
          }
        });
  }

  List<String> unseen() {
    if (byDataSource.isEmpty()) {
      return List.of(
          "Table statistics were not read: the analyzer watches no DataSource that they could be"
              + " read from.");
    }
    List<String> unseen = new ArrayList<>();
    byDataSource.forEach(
        (name, looks) ->
            looks
                .unseen()
                .forEach(each -> unseen.add(names().size() > 1 ? name + ": " + each : each)));
    return unseen;
  }

  private Set<TableName> tables(Collection<Finding> findings, TableLooks looks) {
    Set<TableName> tables = new LinkedHashSet<>();
    for (Finding finding : findings) {
      if (looks(finding) == looks) {
        for (TableName name : finding.subject().tables()) {
          tables.addAll(SearchPaths.candidates(name, searchPath(finding)));
        }
      }
    }
    return tables;
  }

  private static @Nullable String searchPath(Finding finding) {
    return finding.subject() instanceof Subject.Statement statement ? statement.searchPath() : null;
  }

  /** By name; where there is one only, datasource-proxy may call it otherwise. */
  private @Nullable TableLooks looks(Finding finding) {
    TableLooks looks = byDataSource.get(finding.subject().dataSource());
    return looks == null && byDataSource.size() == 1
        ? byDataSource.values().iterator().next()
        : looks;
  }

  @Override
  public void close() {
    byDataSource.values().forEach(TableLooks::close);
  }
}
