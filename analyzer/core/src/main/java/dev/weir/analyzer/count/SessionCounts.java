package dev.weir.analyzer.count;

import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.SessionTrace;
import dev.weir.analyzer.model.SessionTrace.Left;
import dev.weir.analyzer.place.Places;
import dev.weir.analyzer.place.Samples;
import dev.weir.event.Execution;
import dev.weir.sql.FunctionName;
import dev.weir.sql.Setting;
import dev.weir.sql.Setting.Action;
import dev.weir.sql.SqlShape;
import dev.weir.sql.StatementKind;
import dev.weir.sql.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one unit of work after another leaves in its sessions, of {@value #MOST} statements.
 * Reusable; confined to its unit's holder.
 */
final class SessionCounts {
  private static final int MOST = 8;

  /** What PgBouncer carries from one server to the next. */
  private static final Set<String> CARRIED =
      Set.of(
          "application_name",
          "client_encoding",
          "datestyle",
          "standard_conforming_strings",
          "timezone");

  private static final Pattern LISTEN = Pattern.compile("^listen\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern PREPARE = Pattern.compile("^prepare\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern ENDS_WITH_TRANSACTION =
      Pattern.compile("\\bon commit drop\\b", Pattern.CASE_INSENSITIVE);

  private final List<Counting> all = new ArrayList<>(0);

  private static final class Counting {
    private final String dataSource;
    private final SqlShape shape;
    private final Left left;
    private final @Nullable Samples place;
    private long count;

    Counting(Execution execution, Left left, @Nullable Samples place) {
      this.dataSource = execution.checkout().dataSource();
      this.shape = execution.shape();
      this.left = left;
      this.place = place;
    }
  }

  /** What was counted; the stack is still folded. */
  record Finished(SessionTrace trace, @Nullable Samples place) {
    SessionTrace resolve(Places places) {
      return place == null
          ? trace
          : new SessionTrace(
              trace.dataSource(), trace.shape(), places.first(place), trace.left(), trace.count());
    }
  }

  /**
   * Something was executed.
   *
   * @param late whether the thread has left the place where it executed this
   * @param stack if so, the stack of that place; null if nobody looked
   */
  void executed(Execution execution, boolean late, @Nullable Throwable stack) {
    Left left = left(execution.shape());
    if (left == null) {
      return;
    }
    for (Counting each : all) {
      if (each.shape.fingerprint().equals(execution.shape().fingerprint())) {
        each.count++;
        return;
      }
    }
    if (all.size() < MOST) {
      Throwable here = late ? stack : new Throwable("stack");
      Samples place = null;
      if (here != null) {
        place = new Samples();
        place.add(1, false, here);
      }
      Counting made = new Counting(execution, left, place);
      made.count = 1;
      all.add(made);
    }
  }

  /** What a statement leaves in its session; null if nothing. */
  static @Nullable Left left(SqlShape shape) {
    if (shape.kind() == StatementKind.NOTIFY) {
      return LISTEN.matcher(shape.text()).find() ? Left.CHANNEL : null;
    }
    if (shape.kind() == StatementKind.PREPARED) {
      return PREPARE.matcher(shape.text()).find() ? Left.PREPARED : null;
    }
    if (shape.has(Trait.WITH_HOLD)) {
      return Left.CURSOR;
    }
    if (shape.has(Trait.TEMPORARY)) {
      return ENDS_WITH_TRANSACTION.matcher(shape.text()).find() ? null : Left.TEMPORARY;
    }
    if (locks(shape)) {
      return Left.LOCK;
    }
    return sets(shape) ? Left.SETTING : null;
  }

  private static boolean locks(SqlShape shape) {
    List<FunctionName> functions = shape.functions();
    for (int i = 0; i < functions.size(); i++) {
      String name = functions.get(i).name();
      if (name.startsWith("pg_advisory_lock") || name.startsWith("pg_try_advisory_lock")) {
        return true;
      }
    }
    return false;
  }

  private static boolean sets(SqlShape shape) {
    List<Setting> settings = shape.settings();
    for (int i = 0; i < settings.size(); i++) {
      Setting setting = settings.get(i);
      String name = setting.name();
      if (setting.action() == Action.SET
          && !setting.local()
          && (name == null || !CARRIED.contains(name))) {
        return true;
      }
    }
    return false;
  }

  /** Hands over what was left; ready for the next unit. */
  List<Finished> finish() {
    if (all.isEmpty()) {
      return List.of();
    }
    List<Finished> finished =
        all.stream()
            .map(
                each ->
                    new Finished(
                        new SessionTrace(
                            each.dataSource, each.shape, Place.UNKNOWN, each.left, each.count),
                        each.place))
            .toList();
    all.clear();
    return finished;
  }
}
