package dev.weir.fuzz;

import java.util.ArrayList;
import java.util.List;

/** How each sequence ends: all is closed, and whoever borrows next finds nothing of it. */
final class End {
  private static final List<String> BORROWERS = List.of("A", "B", "C");

  private static final List<String> QUESTIONS =
      List.of(
          "sql select string_agg(name || '=' || setting, ', ' order by name) from pg_settings"
              + " where source = 'session' and setting <> reset_val"
              // A new session has it of the driver, which RESET ALL takes away.
              + " and (name, setting) <> ('application_name', 'PostgreSQL JDBC Driver')",
          "sql select coalesce(nullif(current_setting('app.tenant', true), ''), 'none'),"
              + " coalesce(nullif(current_setting('app.event', true), ''), 'none'),"
              + " current_user, current_schema",
          "sql select string_agg(c, ', ') from pg_listening_channels() c");

  static final List<Step> STEPS = steps();

  private End() {}

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    BORROWERS.forEach(who -> steps.add(Step.parse(who + " close")));
    for (String who : BORROWERS) {
      steps.add(Step.parse(who + " connect"));
      steps.add(Step.parse(who + " auto-commit off"));
      QUESTIONS.forEach(question -> steps.add(Step.parse(who + " " + question)));
      steps.add(Step.parse(who + " rollback"));
    }
    BORROWERS.forEach(who -> steps.add(Step.parse(who + " close")));
    return List.copyOf(steps);
  }
}
