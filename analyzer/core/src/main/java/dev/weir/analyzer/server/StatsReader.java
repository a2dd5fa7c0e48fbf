package dev.weir.analyzer.server;

import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the queries of one look on a connection and puts the rows together. For one thread and one
 * look.
 */
final class StatsReader {
  private static final long UNKNOWN_SIZE = -1;

  private final Connection connection;
  private final Inquiry inquiry;
  private final List<String> unseen = new ArrayList<>();

  StatsReader(Connection connection) throws SQLException {
    this.connection = connection;
    this.inquiry = new Inquiry(connection);
  }

  Look busiest(int limit) throws SQLException {
    noteBlindness();
    Map<TableName, TableStats> tables = new HashMap<>();
    vitals(null, limit, Details.NONE).values().forEach(stats -> tables.put(stats.table(), stats));
    return new Look(tables, unseen);
  }

  Look named(Set<TableName> names) throws SQLException {
    noteBlindness();
    Map<TableName, Long> oids = resolve(List.copyOf(names));
    Set<Long> distinct = Set.copyOf(oids.values());
    Map<Long, TableStats> byOid = vitals(distinct, distinct.size(), details(distinct));
    Map<TableName, TableStats> tables = new HashMap<>();
    oids.forEach(
        (name, oid) -> {
          TableStats stats = byOid.get(oid);
          if (stats != null) {
            tables.put(name, stats);
          }
        });
    return new Look(tables, unseen);
  }

  private void noteBlindness() throws SQLException {
    read(
        Query.BLINDNESS,
        statement -> {},
        row -> {
          if (!row.getBoolean("counts")) {
            unseen.add("The server counts nothing about tables: set track_counts = on.");
          }
          if (row.getBoolean("standby")) {
            unseen.add(
                "The statistics are those of a standby, which counts no writes: let Weir look at"
                    + " the primary.");
          }
        });
  }

  private Map<TableName, Long> resolve(List<TableName> names) throws SQLException {
    Array schemas = array("text", names.stream().map(TableName::schema).toArray());
    Array tables = array("text", names.stream().map(TableName::name).toArray());
    Map<TableName, Long> oids = new LinkedHashMap<>();
    read(
        Query.NAMES,
        statement -> {
          statement.setArray(1, schemas);
          statement.setArray(2, tables);
        },
        row -> oids.put(names.get(row.getInt("n") - 1), row.getLong("oid")));
    return oids;
  }

  private Map<Long, TableStats> vitals(@Nullable Collection<Long> oids, int limit, Details details)
      throws SQLException {
    Array wanted = oids == null ? null : oidArray(oids);
    Map<Long, TableStats> tables = new LinkedHashMap<>();
    read(
        Query.VITALS,
        statement -> {
          statement.setArray(1, wanted);
          statement.setArray(2, wanted);
          statement.setInt(3, limit);
        },
        row -> {
          TableStats stats = table(row, details);
          tables.put(row.getLong("oid"), stats);
          if (oids != null && row.getBoolean("partitioned")) {
            unseen.add(
                ("%s is partitioned: the rows and counters of its partitions are not added up, its"
                        + " own are 0.")
                    .formatted(stats.table()));
          }
        });
    return tables;
  }

  static TableStats table(ResultSet row, Details details) throws SQLException {
    long oid = row.getLong("oid");
    return new TableStats(
        new TableName(row.getString("nspname"), row.getString("relname")),
        row.getTimestamp("at").toInstant(),
        row.getLong("live_rows"),
        row.getLong("dead_rows"),
        row.getLong("inserts"),
        row.getLong("updates"),
        row.getLong("hot_updates"),
        row.getLong("deletes"),
        row.getLong("mods_since_analyze"),
        details.sizes.getOrDefault(oid, UNKNOWN_SIZE),
        instant(row, "last_vacuum"),
        instant(row, "last_autovacuum"),
        instant(row, "last_analyze"),
        instant(row, "last_autoanalyze"),
        row.getDouble("vacuum_trigger"),
        row.getDouble("analyze_trigger"),
        row.getInt("fillfactor"),
        details.columns.getOrDefault(oid, List.of()),
        details.indexes.getOrDefault(oid, List.of()));
  }

  /** What only a close look reads, by the table's OID. */
  record Details(
      Map<Long, Long> sizes, Map<Long, List<Column>> columns, Map<Long, List<Index>> indexes) {
    static final Details NONE = new Details(Map.of(), Map.of(), Map.of());
  }

  private Details details(Collection<Long> oids) throws SQLException {
    return new Details(sizes(oids), columns(oids), indexes(oids));
  }

  private Map<Long, Long> sizes(Collection<Long> oids) throws SQLException {
    Array wanted = oidArray(oids);
    Map<Long, Long> sizes = new HashMap<>();
    try {
      read(
          Query.SIZES,
          statement -> {
            for (int i = 1; i <= 4; i++) {
              statement.setArray(i, wanted);
            }
          },
          row -> {
            long bytes = row.getLong("bytes");
            sizes.put(row.getLong("root"), row.wasNull() ? UNKNOWN_SIZE : bytes);
          });
    } catch (SQLException e) {
      if (!Unseen.isLocked(e)) {
        throw e;
      }
      // Somebody locked a table between the guard's look and the measuring.
      unseen.add("Sizes of tables could not be read: " + Unseen.reason(e) + ".");
    }
    return sizes;
  }

  private Map<Long, List<Column>> columns(Collection<Long> oids) throws SQLException {
    Array wanted = oidArray(oids);
    Map<Long, List<Column>> columns = new HashMap<>();
    read(
        Query.COLUMNS,
        statement -> statement.setArray(1, wanted),
        row ->
            columns
                .computeIfAbsent(row.getLong("attrelid"), oid -> new ArrayList<>())
                .add(
                    new Column(
                        row.getString("attname"),
                        row.getString("type"),
                        row.getBoolean("attnotnull"))));
    return columns;
  }

  private Map<Long, List<Index>> indexes(Collection<Long> oids) throws SQLException {
    Array wanted = oidArray(oids);
    Map<Long, List<Index>> indexes = new HashMap<>();
    read(
        Query.INDEXES,
        statement -> statement.setArray(1, wanted),
        row ->
            indexes
                .computeIfAbsent(row.getLong("indrelid"), oid -> new ArrayList<>())
                .add(
                    new Index(
                        row.getString("relname"),
                        List.of((String[]) row.getArray("columns").getArray()),
                        row.getBoolean("indisunique"),
                        row.getBoolean("indisprimary"),
                        row.getBoolean("summarizing"),
                        row.getLong("scans"))));
    return indexes;
  }

  private Array oidArray(Collection<Long> oids) throws SQLException {
    return array("oid", oids.toArray());
  }

  private Array array(String type, @Nullable Object[] elements) throws SQLException {
    return connection.createArrayOf(type, elements);
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp timestamp = row.getTimestamp(column);
    return timestamp == null ? null : timestamp.toInstant();
  }

  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }

  private void read(Query query, Binding binding, RowReader reader) throws SQLException {
    inquiry.run(
        () -> {
          try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            binding.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                reader.read(rows);
              }
            }
          }
        });
  }
}
