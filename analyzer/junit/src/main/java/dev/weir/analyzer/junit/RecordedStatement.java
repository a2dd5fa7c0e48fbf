package dev.weir.analyzer.junit;

import dev.weir.analyzer.model.CallSite;
import dev.weir.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * A statement that was executed, as often as it was on one server.
 *
 * @param text without literals
 * @param kind what it does
 * @param statements how often; each row of a batch is one
 * @param roundTrips in how many executions; a batch is one
 * @param node the name of the server that ran it; in shadow mode, and where replicas are imagined,
 *     that would have
 * @param role what that server is; null where there is one only, and none is imagined
 * @param reason why it ran there
 * @param callSite the application's line that executed it first; null if it is not known
 */
public record RecordedStatement(
    String text,
    StatementKind kind,
    long statements,
    long roundTrips,
    String node,
    ExpectRoute.@Nullable Role role,
    String reason,
    @Nullable CallSite callSite) {
  /** A line for what and how often, and one for where, of which editors make a link. */
  @Override
  public String toString() {
    return "%5d x %s%s"
        .formatted(statements, text, callSite == null ? "" : "\n        at " + callSite);
  }
}
