package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Fact.Merge;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.HotRow;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.Repetition;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.Window;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are updated again and again: within one unit of work, which should compute once and
 * write once, or by many units, which wait for each other and leave a dead row each time. A loop
 * over different rows is a row-by-row UPDATE instead, and what is one is not told twice.
 */
final class HotRowDetector implements UnitDetector, WindowDetector, Documented {
  private static final Code CODE = new Code("HR", "hot-row", "hot row");
  private static final String UPDATES = "updates";
  private static final String ROWS = "hotRows";
  private static final String HOTTEST = "hottestUpdates";
  private static final String RATE = "perMinute";

  /**
   * One unit that writes one row so often does a set's work: a counter per row of an import, not a
   * form saved twice.
   */
  private static final long ERROR_FROM = 100;

  private static final int MOST_LOOPS = 1_000;

  /** So many times as often as a hot row is an error, whoever does it. */
  private static final int ERROR_FACTOR = 5;

  private final Loops loops;

  /** Where units went from row to row; those that were not seen for longest make room. */
  private final Recent<Group, Boolean> overRows = new Recent<>(MOST_LOOPS);

  /** What has been told. */
  private final Recent<Group, Boolean> told = new Recent<>(MOST_LOOPS);

  /** Rows that several statements update, by each of those that others stand for. */
  private final Recent<String, HotRow> several = new Recent<>(MOST_LOOPS);

  HotRowDetector(Loops loops) {
    this.loops = loops;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public Repair repair() {
    return Repair.FOLDED;
  }

  @Override
  public String fix() {
    return "Write the row less often, or keep what changes often in rows of its own.";
  }

  @Override
  public String words(Finding finding) {
    long rows = finding.count(ROWS);
    String rate =
        finding.number(RATE) >= loops.profile().hotUpdatesPerMinute()
            ? ", %s a minute".formatted(Loops.number(finding.number(RATE)))
            : "";
    String in = finding.text(Fact.UNITS, "unit");
    return rows <= 1
        ? "%s of one row in %s%s".formatted(finding.text(UPDATES, "update"), in, rate)
        : "%,d hot rows, %s; the hottest %,d in %s%s"
            .formatted(rows, finding.text(UPDATES, "update"), finding.count(HOTTEST), in, rate);
  }

  /** What is compared must be a key, or else it was not one row that was updated so often. */
  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    return isOfOneRow(finding, tables) ? finding : null;
  }

  private static boolean isOfOneRow(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement)) {
      return true;
    }
    SqlShape shape = statement.shape();
    Set<String> columns = shape.keys().stream().map(KeyColumn::column).collect(Collectors.toSet());
    return columns.isEmpty()
        || tables.stream()
            .map(TableHistory::now)
            .filter(table -> shape.writes().get(0).name().equals(table.table().name()))
            .allMatch(table -> table.liveRows() <= 1 || mayBeKey(columns, table));
  }

  private static boolean mayBeKey(Set<String> columns, TableStats table) {
    List<Index> unique = table.indexes().stream().filter(Index::unique).toList();
    return unique.isEmpty()
        || unique.stream()
            .anyMatch(
                index ->
                    index.primary()
                        ? columns.containsAll(index.columns())
                        // It may be partial: its columns are not all of its key.
                        : index.columns().stream().anyMatch(columns::contains));
  }

  /** A statement at a place, and the rows that it makes hot there. */
  private record Group(String dataSource, String fingerprint, Place place) {}

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    for (Repetition repetition : unit.repetitions()) {
      SqlShape shape = repetition.shape();
      if (shape.kind().writesRows()
          && repetition.executions() >= loops.profile().loopThreshold()
          && loops.hasManyKeys(repetition)) {
        overRows.put(
            new Group(repetition.dataSource(), shape.fingerprint(), repetition.place()), true);
      }
    }
    return List.of();
  }

  @Override
  public List<Finding> inspect(Window window) {
    Map<Group, List<HotRow>> groups = new LinkedHashMap<>();
    Map<Group, HotRow> heads = new HashMap<>();
    // What is locked for long is another thing. Those of several statements stand for the others.
    List<HotRow> hot =
        window.hotRows().stream()
            .filter(row -> isHot(row) && !Tables.areOfLibrary(row.shape().writes()))
            .sorted(Comparator.comparing(row -> row.also().isEmpty()))
            .toList();
    for (HotRow row : hot) {
      HotRow head = head(row);
      heads.putIfAbsent(group(head), head);
      told.put(group(row), true);
      groups.computeIfAbsent(group(head), g -> new ArrayList<>()).add(row);
    }
    groups.keySet().removeIf(overRows::has);
    return groups.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(row -> row.updates() > 0))
        .map(
            each ->
                finding(Objects.requireNonNull(heads.get(each.getKey())), each.getValue(), window))
        .toList();
  }

  private static Group group(HotRow row) {
    return new Group(row.dataSource(), row.shape().fingerprint(), row.place());
  }

  /**
   * The row whose statement and place stand for this one. Of several statements that update the
   * same rows any may have been the first to be looked at; the finding is one.
   */
  private HotRow head(HotRow row) {
    HotRow head = several.get(row.dataSource() + row.shape().fingerprint());
    if (head != null && (row.also().isEmpty() || isUpdatedBy(row, head.shape()))) {
      return head;
    }
    row.also().forEach(shape -> several.put(row.dataSource() + shape.fingerprint(), row));
    return row;
  }

  private static boolean isUpdatedBy(HotRow row, SqlShape shape) {
    return row.also().stream().anyMatch(also -> also.fingerprint().equals(shape.fingerprint()));
  }

  /** Whether its updates are those of a loop over rows, of which that is said. */
  boolean isOfLoop(HotRow row) {
    return overRows.has(group(row));
  }

  /** Whether a row of a statement at a place was hot by the number of its updates. */
  boolean hasTold(Subject.Statement statement, Place place) {
    return told.has(new Group(statement.dataSource(), statement.shape().fingerprint(), place));
  }

  private boolean isHot(HotRow row) {
    return isHot(row, loops.profile());
  }

  /** Whether it is the number of its updates that makes a row hot. */
  static boolean isHot(HotRow row, Profile profile) {
    return row.perMinute() >= profile.hotUpdatesPerMinute()
        || row.mostPerUnit() >= profile.hotUpdatesPerUnit();
  }

  /** The other statements on these rows. */
  private static List<SqlShape> also(HotRow head, List<HotRow> rows) {
    Map<String, SqlShape> also = new LinkedHashMap<>();
    for (HotRow row : rows) {
      also.put(row.shape().fingerprint(), row.shape());
      row.also().forEach(shape -> also.put(shape.fingerprint(), shape));
    }
    also.remove(head.shape().fingerprint());
    return List.copyOf(also.values());
  }

  private Finding finding(HotRow head, List<HotRow> rows, Window window) {
    long updates = rows.stream().mapToLong(HotRow::updates).sum();
    // Those of the hottest: a unit may update several of them.
    long units = rows.stream().mapToLong(HotRow::units).max().orElse(0);
    long repeats = rows.stream().mapToLong(HotRow::repeats).sum();
    long told = rows.stream().mapToLong(HotRow::mostPerToldUnit).max().orElse(0);
    long mostPerUnit = rows.stream().mapToLong(HotRow::mostPerUnit).max().orElse(0);
    int threads = rows.stream().mapToInt(HotRow::threads).max().orElse(0);
    double rate = rows.stream().mapToDouble(HotRow::perMinute).max().orElse(0);
    long hottest = rows.stream().mapToLong(HotRow::total).max().orElse(0);
    List<Fact> facts =
        List.of(
            Fact.sum(UPDATES, updates).exactIf(false),
            Fact.sum(Fact.UNITS, units).exactIf(false),
            Fact.most(ROWS, rows.size()).in(Measure.ROWS).exactIf(false),
            Fact.most(HOTTEST, hottest).exactIf(false),
            new Fact(RATE, rate, Measure.PER_MINUTE, false, Merge.MAXIMUM),
            Fact.most(Fact.MOST_PER_UNIT, mostPerUnit).exactIf(false),
            Fact.most("threads", threads).exactIf(false),
            // Many units that write a row must write; one that writes it again need not.
            Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, repeats).exactIf(false),
            Fact.sum(Fact.PROJECTED_COST, loops.cost(repeats)).exactIf(false),
            Fact.earliest(Fact.FIRST, window.at()),
            Fact.latest(Fact.LAST, window.at()));
    boolean frequent = rate >= loops.profile().hotUpdatesPerMinute();
    boolean certain = frequent || told >= loops.profile().hotUpdatesPerUnit();
    boolean contended = frequent && threads >= 2;
    boolean endless = frequent && rate >= ERROR_FACTOR * loops.profile().hotUpdatesPerMinute();
    return Finding.of(
        CODE,
        contended || endless || told >= ERROR_FROM ? Severity.ERROR : Severity.WARNING,
        certain ? Confidence.CERTAIN : Confidence.POSSIBLE,
        new Subject.Statement(
            head.dataSource(), head.shape(), null, head.searchPath(), also(head, rows)),
        head.place(),
        facts);
  }
}
