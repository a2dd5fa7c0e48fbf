package dev.weir.analyzer.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server would run a statement, whatever its values are: nothing was executed for it.
 *
 * @param lines of the plan, as {@code EXPLAIN} writes them, without values; empty if there is none
 * @param unseen why there is none; null if there is one
 */
public record StatementPlan(List<String> lines, @Nullable String unseen) {
  /** Copies the list. */
  public StatementPlan {
    lines = List.copyOf(lines);
  }

  /** None, for a reason. */
  public static StatementPlan unseen(String why) {
    return new StatementPlan(List.of(), why);
  }
}
