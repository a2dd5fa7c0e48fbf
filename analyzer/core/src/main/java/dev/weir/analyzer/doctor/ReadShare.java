package dev.weir.analyzer.doctor;

import dev.weir.sql.FunctionName;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which share of what statements took while it was watched could run on replicas: that of
 * plain reads. At most so much, for some of them read what their session has just written, and
 * functions may write.
 */
final class ReadShare {
  private ReadShare() {}

  /** One line; empty if the texts of statements are not known, or nothing ran. */
  static String of(Case each) {
    if (!each.isWatched()
        || each.server().standby()
        || !each.server().seesSessions()
        || !each.now().statements().isSeen()) {
      return "";
    }
    double all = 0;
    double reads = 0;
    long calls = 0;
    long readCalls = 0;
    for (Statements.Change change : Statements.of(each)) {
      if (change.shape() != null && !isOfData(change.shape())) {
        continue;
      }
      all += change.millis();
      calls += change.calls();
      if (isRead(change.shape())) {
        reads += change.millis();
        readCalls += change.calls();
      }
    }
    double load = all / Math.max(1, each.window().toMillis());
    return calls == 0
        ? ""
        : "Replicas could take up to %s of the time of statements (%s of the executions); together they kept %.2f processors busy"
            .formatted(
                Words.percent(reads / Math.max(1e-9, all)),
                Words.percent((double) readCalls / calls),
                load);
  }

  /** Neither about the session nor, as the questions of whoever watches are, about the server. */
  private static boolean isOfData(SqlShape shape) {
    return switch (shape.kind()) {
      case TRANSACTION, SESSION, EMPTY -> false;
      case READ -> !shape.reads().stream().allMatch(table -> table.name().startsWith("pg_"));
      default -> true;
    };
  }

  private static boolean isRead(@Nullable SqlShape shape) {
    return shape != null
        && shape.kind() == StatementKind.READ
        && shape.functions().stream().noneMatch(ReadShare::mayWrite);
  }

  private static boolean mayWrite(FunctionName function) {
    return List.of("nextval", "setval").contains(function.name())
        || function.name().contains("advisory");
  }
}
