package dev.weir.analyzer.doctor;

import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.ColumnWidth;
import dev.weir.analyzer.sample.SpaceSample.Doubt;
import dev.weir.analyzer.sample.SpaceSample.Kind;
import org.jspecify.annotations.Nullable;

/**
 * What a file would take if it were written anew: as it was measured, else by the number of rows
 * and the widths that ANALYZE has seen, laid out as the server does. An estimate that may be wrong
 * by more than a few percent is none: it says why.
 *
 * @param bytes what it would take
 * @param measured whether pgstattuple says so
 * @param doubt why nobody can tell; null if somebody can
 */
record FreshSize(double bytes, boolean measured, @Nullable String doubt) {
  private static final double PAGE_HEADER = 24;
  private static final double BTREE_SPECIAL = 16;
  private static final double POINTER = 4;
  private static final double WORD = 8;
  private static final double LONGEST_SHORT = 127;

  /** What is lost at the end of a row of any length to begin the next at a word. */
  private static final double ALIGNING = (WORD - 1) / 2;

  /** That it might be lost in all or in none of the rows may matter so much, as a share. */
  private static final double MOST_WRONG = 0.05;

  /** Above it the end of a page that is too short for one more row matters. */
  private static final double WIDEST_ROW = 750;

  private static final double MOST_CHANGED = 0.2;
  private static final double LEAST_DISTINCT = 0.9;

  /** Of a file. */
  static FreshSize of(SpaceSample file, Server server) {
    Double useful = file.useful();
    if (useful != null) {
      return new FreshSize(Math.min(useful, (double) file.bytes()), true, null);
    }
    String doubt = doubt(file, server);
    if (doubt != null) {
      return new FreshSize(Double.NaN, false, doubt);
    }
    double bytes = estimate(file, server.blockBytes());
    double share = bytes / Math.max(1, file.bytes());
    return varies(file) && share * ALIGNING / (width(file) + POINTER) > MOST_WRONG
        ? new FreshSize(Double.NaN, false, "its rows are short and vary in length")
        : new FreshSize(bytes, false, null);
  }

  private static @Nullable String doubt(SpaceSample file, Server server) {
    Doubt doubt = file.doubt();
    if (doubt != null) {
      return switch (doubt) {
        case LOCKED -> "somebody locks it";
        case TOAST -> "no statistics tell how wide its rows are";
        case NEVER_ANALYZED -> "it was never analyzed";
        case OTHER_METHOD -> "it is of kind " + file.method();
        case PARTIAL -> "it has a predicate or expressions";
        case DROPPED_COLUMNS -> "columns of it were dropped";
        case NAMES -> "it has columns of type name";
      };
    }
    if (file.changed() >= MOST_CHANGED) {
      return "%s of its rows changed since it was analyzed"
          .formatted(Words.percent(Math.min(1, file.changed())));
    }
    if (file.rows() > 0 && file.columns().stream().anyMatch(column -> column.width() < 0)) {
      return "it has columns without statistics that %s may read".formatted(server.role());
    }
    if (file.kind() == Kind.INDEX
        && file.columns().stream().noneMatch(column -> column.distinct() >= LEAST_DISTINCT)) {
      return "its values repeat";
    }
    return file.kind() == Kind.TABLE && rowBytes(file) > WIDEST_ROW ? "its rows are wide" : null;
  }

  private static double estimate(SpaceSample file, int page) {
    if (file.rows() <= 0) {
      return 0;
    }
    boolean index = file.kind() == Kind.INDEX;
    double room = page - PAGE_HEADER - (index ? BTREE_SPECIAL : 0);
    double row = width(file);
    double perPage = Math.max(1, room * file.fillfactor() / 100 / (row + POINTER));
    // Where widths vary, half a row on average does not fit at the end.
    double fit = varies(file) ? Math.max(1, perPage - 0.5) : Math.floor(perPage);
    double pages = Math.ceil(file.rows() / fit);
    // Above the leaves of a btree is a page for each of as many as one page holds, and so on.
    double above = index ? pages / Math.max(2, perPage - 1) + 1 : 0;
    return (pages + above) * page;
  }

  private static double width(SpaceSample file) {
    return file.kind() == Kind.INDEX ? entryBytes(file) : rowBytes(file);
  }

  private static double rowBytes(SpaceSample file) {
    double someNull = 1;
    for (ColumnWidth column : file.columns()) {
      someNull *= 1 - column.nulls();
    }
    double map = Math.ceil(file.columns().size() / 8.0);
    double header = 24 * someNull + aligned(23 + map, WORD) * (1 - someNull);
    return header + dataBytes(file);
  }

  private static double entryBytes(SpaceSample file) {
    boolean nulls = file.columns().stream().anyMatch(column -> column.nulls() > 0);
    return WORD + (nulls ? WORD : 0) + dataBytes(file);
  }

  /** Where widths vary, what aligns is lost on average. */
  private static double dataBytes(SpaceSample file) {
    double at = 0;
    boolean varies = false;
    for (ColumnWidth column : file.columns()) {
      boolean varying = column.length() < 0;
      double align = varying && column.width() < LONGEST_SHORT ? 1 : column.align();
      double before = varies ? at + (align - 1) / 2 * (1 - column.nulls()) : aligned(at, align);
      double width = varying ? column.width() : column.length();
      at = before + width * (1 - column.nulls());
      varies |= varying || column.nulls() > 0;
    }
    return varies ? at + ALIGNING : aligned(at, WORD);
  }

  private static boolean varies(SpaceSample file) {
    return file.columns().stream().anyMatch(column -> column.length() < 0 || column.nulls() > 0);
  }

  private static double aligned(double at, double align) {
    return Math.ceil(at / align) * align;
  }
}
