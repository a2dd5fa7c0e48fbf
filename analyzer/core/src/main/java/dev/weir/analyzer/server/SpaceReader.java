package dev.weir.analyzer.server;

import dev.weir.analyzer.sample.Answer;
import dev.weir.analyzer.sample.Server;
import dev.weir.analyzer.sample.SpaceSample;
import dev.weir.analyzer.sample.SpaceSample.ColumnWidth;
import dev.weir.analyzer.sample.SpaceSample.Doubt;
import dev.weir.analyzer.sample.SpaceSample.Kind;
import dev.weir.analyzer.server.Question.Tier;
import dev.weir.analyzer.server.Question.Whom;
import dev.weir.sql.Identifiers;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks how much of large files is of use. By {@code pgstattuple} where it is there and may be
 * executed, the largest first, as long as together no more than 1 GB is read; of the rest come the
 * statistics that an estimate takes. For one thread.
 */
final class SpaceReader {
  private static final String EXTENSION = "pgstattuple";
  private static final double MOST_READ = 1L << 30;

  static final Question<SpaceSample> SPACE =
      new Question<>(
          "the use of space",
          Query.text("space.sql"),
          Tier.STRUCTURE,
          Whom.PRIMARY,
          "",
          "",
          SpaceReader::sample);

  private static final Question<MeasuredTable> TABLE =
      measure("measure-table.sql", MeasuredTable::of);
  private static final Question<MeasuredIndex> INDEX =
      measure("measure-index.sql", MeasuredIndex::of);

  private final Inquiry inquiry;
  private final Server server;

  /**
   * What was measured.
   *
   * @param bytes the size
   * @param fresh what it would take if it were written anew
   */
  private record Measure(double bytes, double fresh) {}

  SpaceReader(Inquiry inquiry, Server server) {
    this.inquiry = inquiry;
    this.server = server;
  }

  /** The same answer, measured as far as can be. */
  Answer<SpaceSample> measured(Answer<SpaceSample> space) {
    String schema = server.extensions().get(EXTENSION);
    if (schema == null) {
      return space;
    }
    List<SpaceSample> rows = new ArrayList<>();
    double left = MOST_READ;
    String refused = null;
    for (SpaceSample each : space.rows()) {
      double read = each.bytes() * (1 - each.visible());
      Measure measure = null;
      if (refused == null && read <= left && canBeMeasured(each)) {
        try {
          measure = ask(each, Identifiers.quoted(schema));
          left -= read;
        } catch (SQLException e) {
          refused = Unseen.isLocked(e) ? null : Unseen.reason(e);
        }
      }
      rows.add(measure == null ? each : each.measured((long) measure.bytes(), measure.fresh()));
    }
    Answer<SpaceSample> answer = new Answer<>(rows, space.at(), space.unseen(), space.hidden());
    return refused == null ? answer : answer.hiding(EXTENSION + " has failed: " + refused);
  }

  private static boolean canBeMeasured(SpaceSample each) {
    return each.doubt() != Doubt.LOCKED
        && (each.kind() != Kind.INDEX || each.method().equals("btree"));
  }

  private @Nullable Measure ask(SpaceSample each, String schema) throws SQLException {
    if (each.kind() == Kind.INDEX) {
      for (MeasuredIndex index : inquiry.ask(INDEX, schema, each.oid())) {
        return new Measure(index.bytes(), index.fresh(each.fillfactor()));
      }
      return null;
    }
    for (MeasuredTable table : inquiry.ask(TABLE, schema, each.oid())) {
      return new Measure(table.bytes(), table.fresh(each.fillfactor()));
    }
    return null;
  }

  private static <T> Question<T> measure(String resource, Question.Reader<T> reader) {
    return new Question<>(
        "the use of space",
        Query.text(resource),
        Tier.STRUCTURE,
        Whom.PRIMARY,
        EXTENSION,
        "",
        reader);
  }

  private static SpaceSample sample(Row row) throws SQLException {
    String doubt = row.maybeText("doubt");
    List<Double> lengths = row.numbers("lengths");
    List<Double> aligns = row.numbers("aligns");
    List<Double> widths = row.numbers("widths");
    List<Double> nulls = row.numbers("nulls");
    List<Double> distincts = row.numbers("distincts");
    List<ColumnWidth> columns = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      columns.add(
          new ColumnWidth(
              lengths.get(i), aligns.get(i), widths.get(i), nulls.get(i), distincts.get(i)));
    }
    return new SpaceSample(
        row.count("oid"),
        Kind.valueOf(row.text("kind")),
        row.table("nspname", "relname"),
        row.table("nspname", "table_name"),
        row.text("amname"),
        row.count("bytes"),
        row.small("fillfactor"),
        row.number("rows"),
        row.number("changed"),
        row.number("visible"),
        doubt == null ? null : Doubt.valueOf(doubt),
        columns,
        null);
  }
}
