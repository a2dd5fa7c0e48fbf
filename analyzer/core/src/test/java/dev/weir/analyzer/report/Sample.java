package dev.weir.analyzer.report;

import dev.weir.analyzer.advise.Advisor;
import dev.weir.analyzer.model.CallSite;
import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Report;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.SqlShapes;
import dev.weir.sql.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
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

  private Sample() {}

  static Report report() {
    TableHistory orders =
        new TableHistory(
            orders(BEFORE, 200_000, 120, 5_000, 4_000), orders(NOW, 200_000, 1_360, 6_240, 4_037));
    TableHistory member = member();
    TableHistory pages = pages();
    List<Report.Entry> entries =
        Stream.of(
                entry(
                    finding(
                        FindingCode.ROW_BY_ROW_UPDATE,
                        Severity.ERROR,
                        "UPDATE orders SET status = 'shipped-secret', updated_at = ? WHERE id = ?",
                        "SELECT id FROM orders WHERE member_id = ? AND status = 'paid'",
                        evidence(1_240, 4, 310, 310, 0)),
                    orders),
                entry(
                    finding(
                        FindingCode.N_PLUS_ONE,
                        Severity.ERROR,
                        "SELECT m.name, m.email FROM member m WHERE m.id = ?",
                        "SELECT id, member_id FROM orders WHERE status = ? ORDER BY id LIMIT ?",
                        evidence(153, 3, 51, 51, 0)),
                    member),
                entry(
                    finding(
                        FindingCode.HOT_ROW,
                        Severity.WARNING,
                        "UPDATE pages SET hits = hits + 1 WHERE id = ?",
                        null,
                        evidence(3_600, 3_600, 1, 1, 300)),
                    pages),
                entry(
                    finding(
                        FindingCode.ROW_BY_ROW_DELETE,
                        Severity.WARNING,
                        "DELETE FROM cart_item WHERE cart_id = ? AND product_id = ?",
                        null,
                        evidence(12, 1, 12, 12, 0))))
            .sorted(Comparator.comparing(Report.Entry::finding, Advisor.worstFirst()))
            .toList();
    return new Report(
        "shop",
        NOW,
        Duration.ofMinutes(12),
        4_213,
        61_507,
        entries,
        List.of("Table statistics of cart_item could not be read: the table does not exist."));
  }

  private static Report.Entry entry(Finding finding, TableHistory... tables) {
    return new Report.Entry(finding, Advisor.advise(finding, List.of(tables)), List.of(tables));
  }

  private static Finding finding(
      FindingCode code, Severity severity, String sql, @Nullable String source, Evidence evidence) {
    boolean hot = code == FindingCode.HOT_ROW;
    return new Finding(
        code,
        severity,
        code.code() + "-5f0c2a9be41d7c36",
        SqlShapes.parse(sql),
        source == null ? null : SqlShapes.parse(source),
        hot ? null : new CallSite("com.shop.orders.OrderDao", "execute", "OrderDao.java", 88),
        hot ? null : new CallSite("com.shop.orders.ShippingJob", "run", "ShippingJob.java", 41),
        evidence);
  }

  private static Evidence evidence(
      long executions, long units, long mostPerUnit, long keys, double perMinute) {
    long avoidable = executions - units;
    return new Evidence(
        executions,
        units,
        mostPerUnit,
        keys,
        executions,
        2,
        perMinute,
        avoidable,
        Duration.ofMillis(avoidable),
        BEFORE,
        NOW);
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
