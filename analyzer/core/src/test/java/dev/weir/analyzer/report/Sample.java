package dev.weir.analyzer.report;

import dev.weir.analyzer.advise.Advisor;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Coverage;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.analyzer.model.Fact.Merge;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Repair;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report of a shop, with one finding of each kind and all that can be known or unknown. */
final class Sample {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofMinutes(12));

  private static final List<Index> ORDER_INDEXES =
      List.of(
          new Index("orders_pkey", List.of("id"), true, true, false, 120_000),
          new Index("orders_status_idx", List.of("status"), false, false, false, 0));
  private static final List<Column> ORDER_COLUMNS =
      List.of(
          new Column("id", "bigint", true),
          new Column("member_id", "bigint", true),
          new Column("status", "text", true),
          new Column("updated_at", "timestamp with time zone", true));
  private static final List<Column> PAGE_COLUMNS =
      List.of(new Column("id", "integer", true), new Column("hits", "bigint", true));

  private static final Code N1 = new Code("N1", "n-plus-one", "N+1 select");
  private static final Code LU = new Code("LU", "row-by-row-update", "row-by-row UPDATE");
  private static final Code LD = new Code("LD", "row-by-row-delete", "row-by-row DELETE");
  private static final Code HR = new Code("HR", "hot-row", "hot row");

  private Sample() {}

  static Report report() {
    TableHistory orders =
        new TableHistory(
            orders(BEFORE, 200_000, 120, 5_000, 4_000), orders(NOW, 200_000, 1_360, 6_240, 4_037));
    TableHistory member = member();
    TableHistory pages = pages();
    List<Report.Entry> entries =
        List.of(
            entry(
                loop(
                    LU,
                    Severity.ERROR,
                    Confidence.CERTAIN,
                    "UPDATE orders SET status = 'shipped-secret', updated_at = ? WHERE id = ?",
                    "SELECT id FROM orders WHERE member_id = ? AND status = 'paid'",
                    1_240,
                    4),
                "1,240 in 4 units (310 in one)",
                Repair.SET_BASED,
                orders),
            entry(
                loop(
                    N1,
                    Severity.ERROR,
                    Confidence.CERTAIN,
                    "SELECT m.name, m.email FROM member m WHERE m.id = ?",
                    "SELECT id, member_id FROM orders WHERE status = ? ORDER BY id LIMIT ?",
                    153,
                    3),
                "153 in 3 units (51 in one)",
                Repair.SET_BASED,
                member),
            entry(
                Finding.of(
                    HR,
                    Severity.WARNING,
                    Confidence.CERTAIN,
                    statement("UPDATE pages SET hits = hits + 1 WHERE id = ?", null),
                    Place.UNKNOWN,
                    List.of(
                        Fact.sum("updates", 3_600).exactIf(false),
                        Fact.sum(Fact.UNITS, 3_600),
                        new Fact("perMinute", 300, Measure.PER_MINUTE, false, Merge.MAXIMUM))),
                "3,600 updates of one row in 3,600 units, 300 a minute",
                Repair.FOLDED,
                pages),
            entry(
                loop(
                    LD,
                    Severity.WARNING,
                    Confidence.POSSIBLE,
                    "DELETE FROM cart_item WHERE cart_id = ? AND product_id = ?",
                    null,
                    12,
                    1),
                "at most 12 in 1 unit",
                Repair.SET_BASED));
    return new Report(
        List.of("shop"),
        NOW,
        Duration.ofMinutes(12),
        new Coverage(4_213, 61_507, 12, 3, 0, 1, 0, 0, 0),
        entries,
        List.of("Table statistics of cart_item could not be read: the table does not exist."));
  }

  private static Report.Entry entry(
      Finding finding, String words, Repair repair, TableHistory... tables) {
    return new Report.Entry(
        finding,
        words,
        "docs/findings/" + finding.code().id() + ".md",
        Advisor.advise(finding, repair, "", List.of(tables)),
        List.of(tables));
  }

  private static Subject statement(String sql, @Nullable String source) {
    return new Subject.Statement(
        "shop", SqlShapes.parse(sql), source == null ? null : SqlShapes.parse(source));
  }

  private static Finding loop(
      Code code,
      Severity severity,
      Confidence confidence,
      String sql,
      @Nullable String source,
      long executions,
      long units) {
    long avoidable = executions - units;
    return new Finding(
        code,
        severity,
        confidence,
        code.id() + "-5f0c2a9be41d7c36",
        statement(sql, source),
        new Place(
            new CallSite("com.shop.orders.OrderDao", "execute", "OrderDao.java", 88),
            new CallSite("com.shop.orders.ShippingJob", "run", "ShippingJob.java", 41),
            0),
        List.of(
            Fact.sum(Fact.EXECUTIONS, executions),
            Fact.sum(Fact.UNITS, units),
            Fact.most(Fact.MOST_PER_UNIT, executions / units),
            Fact.sum(Fact.AVOIDABLE_ROUND_TRIPS, avoidable),
            Fact.sum(Fact.PROJECTED_COST, Duration.ofMillis(avoidable)).exactIf(false),
            Fact.earliest(Fact.FIRST, BEFORE),
            Fact.latest(Fact.LAST, NOW)));
  }

  private static TableStats orders(Instant at, long live, long dead, long updates, long hot) {
    return new TableStats(
        new TableName("public", "orders"),
        at,
        live,
        dead,
        live,
        updates,
        hot,
        0,
        dead,
        30_736_384,
        null,
        NOW.minus(Duration.ofHours(3)),
        NOW.minus(Duration.ofDays(9)),
        NOW.minus(Duration.ofMinutes(50)),
        40_050,
        20_050,
        100,
        ORDER_COLUMNS,
        ORDER_INDEXES);
  }

  private static TableHistory member() {
    TableStats member =
        new TableStats(
            new TableName("public", "member"),
            NOW,
            9_800,
            0,
            9_800,
            0,
            0,
            0,
            9_800,
            -1,
            null,
            null,
            null,
            null,
            50,
            50,
            90,
            List.of(new Column("id", "bigint", true), new Column("name", "text", true)),
            List.of(new Index("member_pkey", List.of("id"), true, true, false, 53_000)));
    return new TableHistory(member, member);
  }

  private static TableHistory pages() {
    List<Index> indexes = List.of(new Index("pages_pkey", List.of("id"), true, true, false, 9));
    TableStats before =
        new TableStats(
            new TableName("public", "pages"),
            BEFORE,
            40,
            0,
            40,
            0,
            0,
            0,
            0,
            16_384,
            null,
            null,
            null,
            null,
            Double.NaN,
            Double.NaN,
            100,
            PAGE_COLUMNS,
            indexes);
    TableStats now =
        new TableStats(
            new TableName("public", "pages"),
            NOW,
            40,
            2_100,
            40,
            3_600,
            3_528,
            0,
            3_640,
            262_144,
            null,
            null,
            null,
            null,
            Double.NaN,
            Double.NaN,
            100,
            PAGE_COLUMNS,
            indexes);
    return new TableHistory(before, now);
  }
}
