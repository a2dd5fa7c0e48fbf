package dev.weir.analyzer.server;

import java.sql.SQLException;

/**
 * What pgstattuple counts in a table.
 *
 * @param bytes the size
 * @param free bytes
 * @param dead bytes of dead rows
 * @param deadRows how many
 * @param liveRows how many
 * @param page the size of one
 */
record MeasuredTable(
    double bytes, double free, double dead, double deadRows, double liveRows, double page) {
  private static final double HEADER = 24;
  private static final double POINTER = 4;

  /** Above it the end of a page that is too short for one more row matters. */
  private static final double WIDE_ROW = 750;

  static MeasuredTable of(Row row) throws SQLException {
    return new MeasuredTable(
        row.number("bytes"),
        row.number("free"),
        row.number("dead"),
        row.number("dead_rows"),
        row.number("live_rows"),
        row.number("page"));
  }

  /**
   * What it would take if it were written anew. What is neither free nor dead is not all of use:
   * where rows were, their pointers stay, as many as a page holds that was full once. So with x
   * bytes to a live row and its pointer, the rest is live * (x - 4) + 4 * room / x.
   */
  double fresh(int fillfactor) {
    if (liveRows < 1) {
      return 0;
    }
    double pages = bytes / page;
    double room = pages * (page - HEADER) * fillfactor / 100;
    double aligning = 3.5 * deadRows;
    double rest = Math.max(0, bytes - free - dead - aligning - pages * HEADER) + POINTER * liveRows;
    double root = Math.sqrt(Math.max(0, rest * rest - 4 * liveRows * POINTER * room));
    double row = (rest + root) / (2 * liveRows);
    double perPage = (page - HEADER) * fillfactor / 100 / row;
    double fit = row > WIDE_ROW ? Math.floor(perPage) : perPage;
    return liveRows / Math.max(1, fit) * page;
  }
}
