package dev.weir.analyzer.server;

import java.sql.SQLException;

/**
 * What pgstattuple counts in a btree.
 *
 * @param bytes the size
 * @param leaves pages of entries
 * @param unused pages that are empty or deleted
 * @param density of the leaves, in percent; NaN if there are none
 * @param page the size of one
 */
record MeasuredIndex(double bytes, double leaves, double unused, double density, double page) {
  static MeasuredIndex of(Row row) throws SQLException {
    return new MeasuredIndex(
        row.number("bytes"),
        row.number("leaves"),
        row.number("unused"),
        row.number("density"),
        row.number("page"));
  }

  /** What it would take if it were written anew: pages above the leaves stay as they are. */
  double fresh(int fillfactor) {
    double above = bytes - (leaves + unused) * page;
    return above + leaves * page * (Double.isNaN(density) ? 0 : density / fillfactor);
  }
}
