package dev.weir.analyzer.scenario;

import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats;
import dev.weir.analyzer.model.TableStats.Column;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.sql.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a server would say of the tables of scenarios: {@code index a_b on a (b) where c = 1}, also
 * {@code unique index} and {@code brin index}; {@code table a hot=98% rows=30 dead=9 row=900 bytes
 * columns=12}; {@code column a.b text}. Thread-safe.
 */
public final class GivenTables {
  private static final Pattern INDEX =
      Pattern.compile(
          "(unique |brin )?index ([a-z_]+) on ([a-z_]+) \\(([a-z_, ]+)\\)( where (.*))?");
  private static final Pattern COLUMN = Pattern.compile("column ([a-z_]+)\\.([a-z_]+) (.+)");
  private static final Pattern TABLE = Pattern.compile("table ([a-z_]+) (.*)");
  private static final Pattern WORD = Pattern.compile("[a-z_]+");
  private static final long UPDATES = 1_000;
  private static final Instant AT = Instant.EPOCH;

  private final Map<String, Given> byName = new ConcurrentHashMap<>();

  private static final class Given {
    private final List<Index> indexes = new ArrayList<>();
    private final List<Column> named = new ArrayList<>();
    private long hot;
    private long dead;
    private long rows = 1_000_000;
    private long bytes = 100;
    private int columns = 20;
  }

  /** Adds what is said of the tables of a scenario. */
  public void add(List<String> facts) {
    for (String fact : facts) {
      Matcher index = INDEX.matcher(fact);
      Matcher table = TABLE.matcher(fact);
      Matcher column = COLUMN.matcher(fact);
      if (index.matches()) {
        given(index.group(3)).indexes.add(index(index));
      } else if (table.matches()) {
        table(given(table.group(1)), table.group(2));
      } else if (column.matches()) {
        given(column.group(1)).named.add(new Column(column.group(2), column.group(3), false));
      } else {
        throw new IllegalArgumentException("not understood: given " + fact);
      }
    }
  }

  private Given given(String table) {
    return byName.computeIfAbsent(table, name -> new Given());
  }

  private static Index index(Matcher index) {
    Set<String> columns = new LinkedHashSet<>(Arrays.asList(index.group(4).split(", ")));
    if (index.group(6) != null) {
      Matcher words = WORD.matcher(index.group(6));
      while (words.find()) {
        columns.add(words.group());
      }
    }
    String kind = index.group(1) == null ? "" : index.group(1).strip();
    return new Index(
        index.group(2), List.copyOf(columns), kind.equals("unique"), false, kind.equals("brin"), 0);
  }

  private static void table(Given given, String facts) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    Matcher each = Pattern.compile("([a-z]+)=([0-9]+)").matcher(facts);
    while (each.find()) {
      numbers.put(each.group(1), Long.valueOf(each.group(2)));
    }
    given.hot = numbers.getOrDefault("hot", 0L);
    given.dead = numbers.getOrDefault("dead", 0L);
    given.rows = numbers.getOrDefault("rows", given.rows);
    given.bytes = numbers.getOrDefault("row", given.bytes);
    given.columns = numbers.getOrDefault("columns", (long) given.columns).intValue();
  }

  /** The tables of a finding, as far as something is said of them. */
  public List<TableHistory> of(Finding finding) {
    List<TableHistory> tables = new ArrayList<>();
    for (TableName name : finding.subject().tables()) {
      Given given = byName.get(name.name().replaceFirst("^x_(.*)_2$", "$1"));
      if (given != null) {
        tables.add(new TableHistory(stats(name, given, 0), stats(name, given, UPDATES)));
      }
    }
    return tables;
  }

  private static TableStats stats(TableName name, Given given, long updates) {
    return new TableStats(
        new TableName("public", name.name()),
        AT,
        given.rows,
        given.dead,
        0,
        updates,
        updates * given.hot / 100,
        0,
        0,
        given.rows * given.bytes,
        null,
        null,
        null,
        null,
        Double.NaN,
        Double.NaN,
        100,
        Stream.concat(
                given.named.stream(),
                IntStream.range(0, given.columns)
                    .mapToObj(i -> new Column("c" + i, "integer", false)))
            .toList(),
        given.indexes);
  }
}
