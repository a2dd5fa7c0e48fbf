package dev.weir.analyzer.server;

import dev.weir.analyzer.model.TableStats;
import dev.weir.sql.TableName;
import java.util.List;
import java.util.Map;

/**
 * What one look at the server's statistics showed.
 *
 * @param tables the tables by the names they were asked for; of those asked for by none, by their
 *     full names
 * @param unseen what could not be seen, and what would let it; one sentence each
 */
public record Look(Map<TableName, TableStats> tables, List<String> unseen) {
  /** Copies the collections. */
  public Look {
    tables = Map.copyOf(tables);
    unseen = List.copyOf(unseen);
  }
}
