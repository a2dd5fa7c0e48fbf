package dev.weir.analyzer.detect;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Profile;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.analyzer.model.TableHistory;
import dev.weir.analyzer.model.TableStats.Index;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.analyzer.model.ValueTrace;
import dev.weir.sql.KeyColumn;
import dev.weir.sql.SqlShape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT of a row that the same unit of work has looked for by the same values, and that was not
 * there: two round trips, and two at once may both find nothing. A warning, unless a unique index
 * is known to refuse the second, or another index to be of several rows; then it is a hint. Not
 * where a lock or SERIALIZABLE keeps others away.
 */
final class LookupBeforeInsertDetector implements UnitDetector, Documented {
  private static final Code CODE =
      new Code("UPS", "lookup-before-insert", "looked up, then inserted");
  private static final String INSERTS = "inserts";

  private final Profile profile;

  LookupBeforeInsertDetector(Profile profile) {
    this.profile = profile;
  }

  @Override
  public Code code() {
    return CODE;
  }

  @Override
  public String words(Finding finding) {
    String orm =
        finding.place().mapper() == Place.Mapper.HIBERNATE
            ? "; an entity whose id is assigned is looked up by save(): implement Persistable"
            : "";
    return "%s looked for in vain, then inserted, %s%s"
        .formatted(finding.text(INSERTS, "row"), Statements.units(finding), orm);
  }

  @Override
  public String fix() {
    return "INSERT .. ON CONFLICT (key) DO NOTHING, or DO UPDATE, with a unique index on the key:"
        + " one round trip, and no gap in which another can insert it.";
  }

  @Override
  public List<Finding> inspect(UnitTrace unit) {
    return Statements.find(unit.values(), values -> Stream.ofNullable(finding(unit, values)));
  }

  private @Nullable Finding finding(UnitTrace unit, ValueTrace values) {
    if (values.lookedUp() == 0
        || Statements.isLoop(unit, values.dataSource(), values.shape(), profile.loopThreshold())) {
      return null;
    }
    return Statements.inUnit(
        CODE,
        unit,
        values.subject(),
        values.place(),
        Severity.WARNING,
        Fact.sum(INSERTS, values.lookedUp()));
  }

  @Override
  public @Nullable Finding review(Finding finding, List<TableHistory> tables) {
    if (!(finding.subject() instanceof Subject.Statement statement) || statement.source() == null) {
      return finding;
    }
    TableHistory table = Tables.written(statement.shape(), tables);
    Set<String> asked = asked(statement.source());
    List<Index> indexes = table == null ? List.of() : table.now().indexes();
    if (indexes.stream().anyMatch(index -> index.unique() && asked.containsAll(index.columns()))) {
      return finding.as(Severity.INFO);
    }
    if (indexes.stream().anyMatch(index -> index.unique() && index.columns().containsAll(asked))) {
      return null; // Of several rows: there were none yet.
    }
    boolean ofSeveral = indexes.stream().anyMatch(index -> index.columns().containsAll(asked));
    return ofSeveral ? finding.as(Severity.INFO) : finding;
  }

  private static Set<String> asked(SqlShape lookup) {
    return Stream.concat(lookup.keys().stream(), lookup.innerKeys().stream())
        .map(KeyColumn::column)
        .collect(Collectors.toSet());
  }
}
