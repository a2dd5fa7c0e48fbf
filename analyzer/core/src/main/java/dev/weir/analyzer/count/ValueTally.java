package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.ValueTrace;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.sql.SqlShape;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one unit of work does with values that it has read, in one statement. Reusable;
 * confined to its unit's holder.
 */
final class ValueTally implements ShapeTable.Entry {
  private static final double CLOSE = 1e-9;

  private String dataSource = "";
  private @Nullable String searchPath;
  private @Nullable SqlShape shape;
  private @Nullable SqlShape source;
  private @Nullable Samples place;
  private long executions;
  private long identical;
  private long unchanged;
  private long resaved;
  private long columns;
  private long sameColumns;
  private boolean large;
  private long computed;
  private long overwritten;
  private long lookedUp;
  private long carried;
  private long lastSet;
  private long lastWrite;
  private long lastComputed;
  private double summand;
  private double factor;
  private double lastNumber = Double.NaN;
  private long sameSummand;
  private long sameFactor;
  private long alike;

  void start(String dataSource, @Nullable String searchPath, SqlShape shape) {
    this.dataSource = dataSource;
    this.searchPath = searchPath;
    this.shape = shape;
  }

  void executed() {
    executions++;
  }

  /**
   * An update that says all that it writes.
   *
   * @param set a hash of the row and of all values
   * @param write which write of its unit it is
   * @return whether the write before was the same
   */
  boolean wrote(long set, long write) {
    boolean again = set == lastSet && write == lastWrite + 1;
    lastSet = set;
    lastWrite = write;
    identical += again ? 1 : 0;
    return again;
  }

  /** An update of a row that had those values. */
  void unchanged(SqlShape from) {
    source = from;
    unchanged++;
  }

  /** An update of all columns of a row, of which some had those values. */
  void resaved(SqlShape from, int set, int same, boolean withLarge) {
    source = from;
    resaved++;
    columns = Math.max(columns, set);
    sameColumns = Math.max(sameColumns, same);
    large |= withLarge;
  }

  /**
   * An update that gives a number of a row another value.
   *
   * @param row a hash of the row
   * @param since whether another unit has written it since it was read
   */
  void computed(SqlShape from, long row, double before, double after, boolean since) {
    source = from;
    computed++;
    overwritten += since ? 1 : 0;
    if (row == lastComputed) {
      return;
    }
    lastComputed = row;
    boolean assigned = after == lastNumber; // To all of them the same.
    lastNumber = after;
    sameSummand = !assigned && isClose(after - before, summand) ? sameSummand + 1 : 1;
    summand = after - before;
    sameFactor = !assigned && isClose(after / before, factor) ? sameFactor + 1 : 1;
    factor = after / before;
    alike = Math.max(alike, Math.max(sameSummand, sameFactor));
  }

  private static boolean isClose(double one, double other) {
    return Math.abs(one - other) <= CLOSE * Math.max(1, Math.abs(other));
  }

  void lookedUp(SqlShape by) {
    source = by;
    lookedUp++;
  }

  void carried(SqlShape from, int values) {
    source = from;
    carried = Math.max(carried, values);
  }

  /** Keeps where it was executed, of the first time that there is something to say. */
  void look(boolean late, @Nullable Throwable stack) {
    Throwable here = place != null ? null : late ? stack : new Throwable("stack");
    if (here != null) {
      place = new Samples();
      place.add(1, false, here);
    }
  }

  /** Whether the stack of the next execution would be of use. */
  boolean wantsStack() {
    return place == null;
  }

  /** What was counted, or null if it can't become a finding. */
  @Nullable Finished finish() {
    boolean anything = identical + unchanged + resaved + computed + lookedUp > 0 || carried > 0;
    Samples at = place;
    return anything
        ? new Finished(
            new ValueTrace(
                dataSource,
                searchPath,
                shape(),
                source,
                Place.UNKNOWN,
                executions,
                identical,
                unchanged,
                resaved,
                columns,
                sameColumns,
                large,
                computed,
                alike,
                overwritten,
                lookedUp,
                carried),
            at)
        : null;
  }

  /** What was counted; the stack is still folded. */
  record Finished(ValueTrace trace, @Nullable Samples place) {
    ValueTrace resolve(Places places) {
      return place == null ? trace : trace.at(places.first(place));
    }
  }

  @Override
  public void clear() {
    shape = null;
    searchPath = null;
    source = null;
    place = null;
    executions = 0;
    identical = 0;
    unchanged = 0;
    resaved = 0;
    columns = 0;
    sameColumns = 0;
    large = false;
    computed = 0;
    overwritten = 0;
    lookedUp = 0;
    carried = 0;
    lastSet = 0;
    lastWrite = 0;
    lastComputed = 0;
    lastNumber = Double.NaN;
    sameSummand = 0;
    sameFactor = 0;
    alike = 0;
  }

  private SqlShape shape() {
    return Objects.requireNonNull(shape);
  }
}
