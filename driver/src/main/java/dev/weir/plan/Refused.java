package dev.weir.plan;

import dev.weir.sql.SqlShape;
import java.sql.SQLException;

/**
 * An execution that a replica has refused.
 *
 * @param plan of the statement
 * @param kind why
 * @param error what the replica said
 * @param startNanos when the execution began, before the replica was chosen
 */
public record Refused(Plan plan, Refusal kind, SQLException error, long startNanos) {
  /** Whether somebody has ended the session: a person, or the server that is being stopped. */
  public boolean isKill() {
    return Refusal.isKill(error);
  }

  SqlShape shape() {
    return plan.shape();
  }
}
