package dev.weir.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The statements that other systems route wrongly: columns are id, expected route, why, statement.
 * Where the text alone decides, so does the kind; where only the catalogue can, the shape must name
 * what to look up there.
 */
class RoutingTableTest {
  /** Rows whose text is a plain read: what the catalogue needs to see the rest. */
  private static final Map<String, String> NEED_CATALOGUE =
      Map.ofEntries(
          Map.entry("F1", "nextval"),
          Map.entry("F2", "nextval"),
          Map.entry("F3", "pg_catalog.nextval"),
          Map.entry("F4", "nextval"),
          Map.entry("F5", "setval"),
          Map.entry("F6", "f_write"),
          Map.entry("F7", "f_srf_write"),
          Map.entry("F8", "f_write"),
          Map.entry("F9", "app.lower"),
          Map.entry("F10", "v_write"),
          Map.entry("F11", "v_seq"),
          Map.entry("F12", "@+@"),
          Map.entry("F13", "f_immut_lies"),
          Map.entry("F14", "f_lock"),
          Map.entry("F15", "rls"),
          Map.entry("F19", "lo_create"),
          Map.entry("F20", "txid_current"),
          Map.entry("F21", "pg_notify"),
          Map.entry("F22", "pg_logical_emit_message"),
          Map.entry("A1", "pg_advisory_lock"),
          Map.entry("A2", "pg_try_advisory_lock"),
          Map.entry("A3", "pg_try_advisory_xact_lock"),
          Map.entry("A4", "pg_advisory_unlock"),
          Map.entry("S2", "tmp1"),
          Map.entry("S3", "ul"),
          Map.entry("S4", "currval"),
          Map.entry("S5", "lastval"),
          Map.entry("S9", "set_config"),
          Map.entry("N1", "pg_current_wal_lsn"),
          Map.entry("N2", "pg_cancel_backend"),
          Map.entry("N3", "pg_stat_activity"),
          Map.entry("N4", "pg_locks"),
          Map.entry("N5", "pg_class"));

  private static final Set<StatementKind> NOT_FOR_REPLICAS =
      Set.of(
          StatementKind.LOCKING_READ,
          StatementKind.INSERT,
          StatementKind.UPDATE,
          StatementKind.DELETE,
          StatementKind.MERGE,
          StatementKind.TRUNCATE,
          StatementKind.DDL,
          StatementKind.TRANSACTION,
          StatementKind.SESSION,
          StatementKind.CURSOR,
          StatementKind.COPY,
          StatementKind.NOTIFY,
          StatementKind.CALL,
          StatementKind.MAINTENANCE,
          StatementKind.PREPARED,
          StatementKind.SEVERAL,
          StatementKind.EMPTY,
          StatementKind.UNKNOWN);

  private static final Map<String, StatementKind> EXACT =
      Map.ofEntries(
          Map.entry("W1", StatementKind.INSERT),
          Map.entry("W3", StatementKind.UPDATE),
          Map.entry("W4", StatementKind.DELETE),
          Map.entry("W5", StatementKind.INSERT),
          Map.entry("W6", StatementKind.INSERT),
          Map.entry("W7", StatementKind.MERGE),
          Map.entry("W8", StatementKind.DDL),
          Map.entry("W9", StatementKind.DDL),
          Map.entry("W10", StatementKind.DDL),
          Map.entry("W11", StatementKind.UPDATE),
          Map.entry("W12", StatementKind.DELETE),
          Map.entry("W13", StatementKind.INSERT),
          Map.entry("W14", StatementKind.INSERT),
          Map.entry("W15", StatementKind.TRUNCATE),
          Map.entry("W16", StatementKind.MAINTENANCE),
          Map.entry("W17", StatementKind.SEVERAL),
          Map.entry("W18", StatementKind.SEVERAL),
          Map.entry("F16", StatementKind.CALL),
          Map.entry("F17", StatementKind.CALL),
          Map.entry("F18", StatementKind.CALL),
          Map.entry("S1", StatementKind.DDL),
          Map.entry("S6", StatementKind.NOTIFY),
          Map.entry("S7", StatementKind.SESSION),
          Map.entry("S8", StatementKind.SESSION),
          Map.entry("S10", StatementKind.SESSION),
          Map.entry("S11", StatementKind.SESSION),
          Map.entry("S12", StatementKind.PREPARED),
          Map.entry("S13", StatementKind.PREPARED),
          Map.entry("S14", StatementKind.CURSOR),
          Map.entry("S15", StatementKind.TRANSACTION),
          Map.entry("S16", StatementKind.TRANSACTION),
          Map.entry("S17", StatementKind.TRANSACTION),
          Map.entry("S18", StatementKind.SESSION),
          Map.entry("X1", StatementKind.UNKNOWN),
          Map.entry("X2", StatementKind.LOCKING_READ),
          Map.entry("X3", StatementKind.COPY),
          Map.entry("X4", StatementKind.EMPTY),
          Map.entry("X5", StatementKind.MAINTENANCE),
          Map.entry("X6", StatementKind.NOTIFY));

  record Row(String id, String route, String why, String sql) {
    @Override
    public String toString() {
      return id + " " + why + ": " + sql;
    }
  }

  static Stream<Row> rows() {
    return read().stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void textGetsTheKindThatItsRouteNeeds(Row row) {
    SqlShape shape = SqlShapes.parse(row.sql());
    StatementKind exact = EXACT.get(row.id());
    if (exact != null) {
      assertThat(shape.kind()).isEqualTo(exact);
    } else if (row.route().equals("R") || NEED_CATALOGUE.containsKey(row.id())) {
      assertThat(shape.kind()).isEqualTo(StatementKind.READ);
    } else if (row.id().startsWith("L")) {
      assertThat(shape.kind()).isEqualTo(StatementKind.LOCKING_READ);
    } else {
      assertThat(shape.kind()).isIn(NOT_FOR_REPLICAS);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void whatTheCatalogueMustLookUpIsNamed(Row row) {
    String needed = NEED_CATALOGUE.get(row.id());
    if (needed != null) {
      assertThat(named(SqlShapes.parse(row.sql()))).contains(needed);
    }
  }

  @Test
  void everyRowIsRead() {
    assertThat(read()).hasSize(111);
  }

  @Test
  void rowsThatNeedTheCatalogueExist() {
    Set<String> ids = new TreeSet<>(read().stream().map(Row::id).toList());
    assertThat(ids).containsAll(NEED_CATALOGUE.keySet()).containsAll(EXACT.keySet());
  }

  private static List<String> named(SqlShape shape) {
    return Stream.of(shape.functions(), shape.reads(), shape.operators())
        .flatMap(List::stream)
        .map(Object::toString)
        .toList();
  }

  private static List<Row> read() {
    try (InputStream in = RoutingTableTest.class.getResourceAsStream("routing-tests.tsv")) {
      assertThat(in).isNotNull();
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().map(RoutingTableTest::row).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    String[] cells = line.split("\t", 4);
    String sql = cells[3].replace("\\n", "\n").replace("\\\\", "\\");
    return new Row(cells[0], cells[1], cells[2], sql);
  }
}
