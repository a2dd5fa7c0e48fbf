package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.UpdateRate;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A few columns that nearly all updates of a wide table are of: each copies the others. From 10,000
 * updates on, nine out of ten of at most three columns, of rows of 200 bytes and more of which less
 * than half of the updates are HOT. If an index keeps them from being HOT, that is said instead.
 */
final class FastColumnsDetector implements WindowDetector, Documented {
  private static final Code CODE =
      new Code("FAST", "fast-columns", "fast columns beside slow ones");
  private static final int MOST_TABLES = 200;
  private static final int MOST_STATEMENTS = 32;
  private static final long MANY = 10_000;
  private static final int FEW_COLUMNS = 3;
  private static final int OTHER_COLUMNS = 5;
  private static final double NEARLY_ALL = 0.9;
  private static final long WIDE_BYTES = 200;
  private static final String UPDATES = "updates";
  private static final String SHARE = "fastShare";

  private final Map<Key, Map<String, UpdateRate>> byTable =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Map<String, UpdateRate>> eldest) {
          return size() > MOST_TABLES;
        }
      };

  private record Key(String dataSource, @Nullable String searchPath, TableName table) {}

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    return "%s of the table, %s of them of these columns"
        .formatted(finding.text(UPDATES, "update"), finding.text(SHARE));
  }

  @Override
  public String fix() {
    return "Keep what changes often in a narrow table of its own, with the same key, and a"
        + " fillfactor that leaves room on each page; or write it less often.";
  }

  @Override
  public List<Finding> inspect(Window window) {
    Set<Key> news = new LinkedHashSet<>();
    for (UpdateRate update : window.updates()) {
      if (update.shape().writes().size() == 1) {
        Key key = new Key(update.dataSource(), update.searchPath(), update.shape().writes().get(0));
        Map<String, UpdateRate> statements =
            byTable.computeIfAbsent(key, k -> new LinkedHashMap<>());
        String fingerprint = update.shape().fingerprint();
        if (statements.size() < MOST_STATEMENTS || statements.containsKey(fingerprint)) {
          statements.put(fingerprint, update);
          news.add(key);
        }
      }
    }
    return news.stream()
        .map(byTable::get)
        .filter(Objects::nonNull)
        .map(statements -> finding(window, statements.values()))
        .filter(Objects::nonNull)
        .toList();
  }

  private static @Nullable Finding finding(Window window, Collection<UpdateRate> statements) {
    List<UpdateRate> often =
        statements.stream().sorted(Comparator.comparingLong(UpdateRate::total).reversed()).toList();
    Set<String> fast = new TreeSet<>();
    List<UpdateRate> ofFast = new ArrayList<>();
    for (UpdateRate each : often) {
      Set<String> columns = new TreeSet<>(fast);
      columns.addAll(Tables.updated(each.shape()));
      if (columns.size() <= FEW_COLUMNS) {
        fast.addAll(columns);
        ofFast.add(each);
      } else if (ofFast.isEmpty()) {
        return null;
      }
    }
    long all = sum(often);
    long of = sum(ofFast);
    if (all < MANY || of < NEARLY_ALL * all) {
      return null;
    }
    UpdateRate most = ofFast.get(0);
    return Finding.of(
        CODE,
        Severity.WARNING,
        Confidence.CERTAIN,
        new Subject.Statement(
            most.dataSource(),
            most.shape(),
            null,
            most.searchPath(),
            ofFast.stream().skip(1).map(UpdateRate::shape).toList()),
        most.place(),
        List.of(
            new Fact(UPDATES, (double) all, Fact.Measure.COUNT, true, Fact.Merge.MAXIMUM),
            new Fact(SHARE, (double) of / all, Fact.Measure.SHARE, true, Fact.Merge.LATEST),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at())));
  }

  private static long sum(List<UpdateRate> statements) {
    return statements.stream().mapToLong(UpdateRate::total).sum();
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement)) {
      return null;
    }
    TableHistory table = Tables.written(statement.shape(), tables);
    if (table == null) {
      return null;
    }
    Set<String> fast = Tables.updated(statement.shape());
    statement.also().forEach(other -> fast.addAll(Tables.updated(other)));
    long rows = Math.max(1, table.now().liveRows() + table.now().deadRows());
    boolean wide =
        table.now().sizeBytes() >= WIDE_BYTES * rows
            && table.now().columns().size() >= fast.size() + OTHER_COLUMNS;
    boolean indexed =
        table.now().indexes().stream()
            .anyMatch(index -> IndexedUpdateDetector.dependsOn(index, fast));
    return wide && !indexed && Tables.hotShare(table) < 0.5 ? finding : null;
  }
}
